package org.hailpost.mailbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Annotations in memory. */
final class MemoryAnnotations implements Annotations {
    private final Map<List<Long>, SortedMap<String, byte[]>> all = new HashMap<>();
    private final BiConsumer<Long, Change.Annotated> told;

    MemoryAnnotations(BiConsumer<Long, Change.Annotated> told) {
        this.told = told;
    }

    @Override
    public synchronized SortedMap<String, byte[]> read(
            long accountId, long mailboxId, Collection<String> names) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        all.getOrDefault(List.of(accountId, mailboxId), new TreeMap<>())
                .forEach((entry, value) -> {
                    if (names.stream()
                            .anyMatch(name -> entry.equals(name) || entry.startsWith(name + "/"))) {
                        found.put(entry, value);
                    }
                });
        return found;
    }

    @Override
    public synchronized void write(
            long accountId, long mailboxId, Map<String, Optional<byte[]>> entries) {
        List<Long> key = List.of(accountId, mailboxId);
        SortedMap<String, byte[]> changed = new TreeMap<>(all.getOrDefault(key, new TreeMap<>()));
        entries.forEach((entry, value) ->
                value.ifPresentOrElse(
                        bytes -> changed.put(entry, bytes), () -> changed.remove(entry)));
        if (changed.size() > MAX_ENTRIES) {
            throw new TooManyException();
        }
        all.put(key, changed);
        told.accept(accountId, new Change.Annotated(mailboxId, List.copyOf(entries.keySet())));
    }
}
