package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What mail clients cost that have logged in, selected INBOX, and wait in IDLE, without TLS. */
final class IdleSessions {
    /** Logins under way at a time. */
    private static final int AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Target target;
    private final Loop loop;
    private final List<IdleClient> clients = new ArrayList<>();

    IdleSessions(Target target, Loop loop) {
        this.target = target;
        this.loop = loop;
    }

    /**
     * Measures once: the memory of the first half of the sessions, since the second comes while the
     * first stays.
     */
    void measure(int sessions, Tally tally) throws Exception {
        try {
            comeIn(Math.min(sessions, AT_ONCE)); // what classes and code take is no session's
            Footprint before = Footprint.of(target.pid());
            int half = sessions / 2;
            long begin = System.nanoTime();
            comeIn(half);
            long took = System.nanoTime() - begin;
            Footprint after = Footprint.of(target.pid());
            String some = "%,d clients in IDLE: ".formatted(half);
            tally.less(
                    some + "RSS of each",
                    "kB",
                    (after.residentBytes() - before.residentBytes()) / 1e3 / half);
            tally.less(
                    some + "heap of each",
                    "kB",
                    (after.heapBytes() - before.heapBytes()) / 1e3 / half);
            begin = System.nanoTime();
            comeIn(sessions - half);
            took += System.nanoTime() - begin;
            tally.more(
                    "%,d clients: logged in and in IDLE".formatted(sessions),
                    "a second",
                    sessions * 1e9 / took);
        } finally {
            clients.forEach(client -> loop.execute(client::leave));
            clients.clear();
        }
    }

    /** Returns when so many more wait in IDLE; who cannot get there is an exception. */
    private void comeIn(int count) throws Exception {
        var free = new Semaphore(AT_ONCE);
        List<CompletableFuture<IdleClient>> coming = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!free.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("no client came into IDLE within " + PATIENCE);
            }
            CompletableFuture<IdleClient> one =
                    IdleClient.open(loop, target.imap(), target.account(3), (_, _) -> {});
            coming.add(one.whenComplete((_, _) -> free.release()));
        }
        for (CompletableFuture<IdleClient> one : coming) {
            try {
                clients.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("a client did not come into IDLE", e);
            }
        }
    }
}
