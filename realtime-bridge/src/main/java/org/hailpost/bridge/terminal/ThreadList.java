package org.hailpost.bridge.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.Party;
import org.hailpost.bridge.frame.ThreadSummary;
import org.jspecify.annotations.Nullable;

/**
 * The message list as this terminal knows it: from the gateway's page, then kept up by events. A
 * thread keeps the number it was shown under until the list is shown again, so that nobody answers
 * the wrong one. Used by the user's and the client's thread.
 */
final class ThreadList {
    /** Threads kept; beyond it the oldest is forgotten and comes back with its next message. */
    private static final int MOST = 500;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, ThreadSummary> threads = new HashMap<>();

    @GuardedBy("lock")
    private final List<String> numbers = new ArrayList<>();

    @GuardedBy("lock")
    private @Nullable String open;

    /** A thread under its number. */
    record Numbered(int number, ThreadSummary thread) {}

    /** The list anew. */
    void load(List<ThreadSummary> page) {
        lock.lock();
        try {
            threads.clear();
            page.forEach(thread -> threads.put(thread.id(), thread));
            renumber();
        } finally {
            lock.unlock();
        }
    }

    /** Newer facts about the threads of a page; the numbers stay. */
    void refresh(List<ThreadSummary> page) {
        lock.lock();
        try {
            for (ThreadSummary thread : page) {
                threads.put(thread.id(), thread);
                if (!numbers.contains(thread.id())) {
                    numbers.add(thread.id());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void renumber() {
        List<ThreadSummary> all = new ArrayList<>(threads.values());
        all.sort(Comparator.comparing(ThreadSummary::lastAt).reversed());
        numbers.clear();
        for (ThreadSummary thread : all) {
            numbers.add(thread.id());
        }
    }

    /** Newest first, numbered anew. */
    List<Numbered> shown() {
        lock.lock();
        try {
            renumber();
            List<Numbered> shown = new ArrayList<>();
            for (String id : numbers) {
                ThreadSummary thread = threads.get(id);
                if (thread != null) {
                    shown.add(new Numbered(shown.size() + 1, thread));
                }
            }
            return shown;
        } finally {
            lock.unlock();
        }
    }

    /** A message came: its thread is the newest now. Returns the thread's number. */
    int arrived(String id, Message message, String account, boolean unread) {
        lock.lock();
        try {
            ThreadSummary known = threads.get(id);
            if (known == null || !holds(known, message)) {
                int count = (known == null ? 0 : known.unread()) + (unread ? 1 : 0);
                List<Party> parties = known == null ? others(message, account) : known.parties();
                threads.put(
                        id,
                        new ThreadSummary(
                                id,
                                parties,
                                message.subject(),
                                count,
                                message.at(),
                                message.id(),
                                firstLine(message)));
            }
            if (!numbers.contains(id)) {
                numbers.add(id);
            }
            forgetOldest();
            return numbers.indexOf(id) + 1;
        } finally {
            lock.unlock();
        }
    }

    /** A page that was asked for may be ahead of the events; they must not count twice. */
    private static boolean holds(ThreadSummary known, Message message) {
        return message.at().isBefore(known.lastAt()) || message.id().equals(known.lastMessage());
    }

    @GuardedBy("lock")
    private void forgetOldest() {
        if (threads.size() > MOST) {
            String kept = open;
            Optional<ThreadSummary> oldest =
                    threads.values().stream()
                            .filter(thread -> !thread.id().equals(kept))
                            .min(Comparator.comparing(ThreadSummary::lastAt));
            if (oldest.isPresent()) {
                threads.remove(oldest.get().id());
            }
        }
    }

    private static List<Party> others(Message message, String account) {
        return message.from().address().equalsIgnoreCase(account)
                ? message.to()
                : List.of(message.from());
    }

    private static String firstLine(Message message) {
        return message.text().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    void read(String id, int unread) {
        lock.lock();
        try {
            threads.computeIfPresent(
                    id,
                    (_, thread) ->
                            new ThreadSummary(
                                    id,
                                    thread.parties(),
                                    thread.subject(),
                                    unread,
                                    thread.lastAt(),
                                    thread.lastMessage(),
                                    thread.lastLine()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * By number, by id, or by the beginning of a party's address if only one thread, or the newest,
     * has it.
     */
    Optional<ThreadSummary> find(String wanted) {
        lock.lock();
        try {
            ThreadSummary exact = threads.get(byNumber(wanted).orElse(wanted));
            if (exact != null) {
                return Optional.of(exact);
            }
            String prefix = wanted.toLowerCase(Locale.ROOT);
            return threads.values().stream()
                    .filter(thread -> hasParty(thread, prefix))
                    .max(Comparator.comparing(ThreadSummary::lastAt));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Optional<String> byNumber(String wanted) {
        try {
            int index = Integer.parseInt(wanted) - 1;
            return index >= 0 && index < numbers.size()
                    ? Optional.of(numbers.get(index))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The number a thread was last shown under. */
    Optional<Integer> number(String id) {
        lock.lock();
        try {
            int index = numbers.indexOf(id);
            return index < 0 ? Optional.empty() : Optional.of(index + 1);
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasParty(ThreadSummary thread, String prefix) {
        return thread.parties().stream()
                .anyMatch(party -> party.address().toLowerCase(Locale.ROOT).startsWith(prefix));
    }

    void open(String id) {
        lock.lock();
        try {
            open = id;
        } finally {
            lock.unlock();
        }
    }

    /** The id of the thread that is open, known here or not. */
    Optional<String> openId() {
        lock.lock();
        try {
            return Optional.ofNullable(open);
        } finally {
            lock.unlock();
        }
    }

    Optional<ThreadSummary> thread(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(threads.get(id));
        } finally {
            lock.unlock();
        }
    }

    /** How many messages are unread, in all threads that are known. */
    int unread() {
        lock.lock();
        try {
            return threads.values().stream().mapToInt(ThreadSummary::unread).sum();
        } finally {
            lock.unlock();
        }
    }
}
