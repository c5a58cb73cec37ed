package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that stands still until a test moves it. One thread. */
final class ManualTimers implements Timers {
    private final List<Entry> entries = new ArrayList<>();
    private long now = 1;
    private long ids;

    private record Entry(long id, long due, Runnable task) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Entry entry = new Entry(++ids, now + delay.toNanos(), task);
        entries.add(entry);
        return () -> entries.removeIf(each -> each.id == entry.id);
    }

    void advance(Duration by) {
        long end = now + by.toNanos();
        for (Optional<Entry> next = due(end); next.isPresent(); next = due(end)) {
            Entry entry = next.get();
            entries.remove(entry);
            now = Math.max(now, entry.due);
            entry.task.run();
        }
        now = end;
    }

    private Optional<Entry> due(long end) {
        return entries.stream()
                .filter(entry -> entry.due <= end)
                .min(Comparator.comparingLong(Entry::due));
    }

    int waiting() {
        return entries.size();
    }
}
