package org.hailpost.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Mail clients that have logged in, selected INBOX, and wait in IDLE, in clear or under TLS. */
final class IdleSessions implements Closeable {
    /** Logins under way at a time. */
    private static final int AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Target target;
    private final String wire;
    private final Opener opener;
    private final List<Closeable> clients = new ArrayList<>();

    /** Has a client come; complete when it waits in IDLE. */
    private interface Opener {
        CompletableFuture<Closeable> open(Target.Login login);
    }

    /**
     * @param wire what they speak over, in a word
     */
    private IdleSessions(Target target, String wire, Opener opener) {
        this.target = target;
        this.wire = wire;
        this.opener = opener;
    }

    static IdleSessions plain(Target target, Loop loop) {
        return new IdleSessions(
                target,
                "plain",
                login ->
                        IdleClient.open(loop, target.imap(), login, (_, _) -> {})
                                .thenApply(client -> () -> loop.execute(client::leave)));
    }

    /** Nobody reads what these are told in IDLE, so they need no thread then. */
    static IdleSessions tls(Target target) {
        return new IdleSessions(
                target,
                "TLS",
                login -> {
                    var coming = new CompletableFuture<Closeable>();
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    coming.complete(MailboxReader.idle(target, login));
                                } catch (IOException e) {
                                    coming.completeExceptionally(e);
                                }
                            });
                    return coming;
                });
    }

    /** Measures how fast they come in. */
    void rate(int sessions, Tally tally) throws Exception {
        warmUp();
        long begin = System.nanoTime();
        comeIn(sessions);
        tally.more(
                "%,d clients: logged in and in IDLE".formatted(sessions),
                "a second",
                sessions * 1e9 / (System.nanoTime() - begin));
    }

    /** Measures what they take of a gateway in which nobody else has been. */
    void memory(int sessions, Tally tally) throws Exception {
        warmUp();
        Footprint before = Footprint.settled(target.pid());
        comeIn(sessions);
        Footprint after = Footprint.settled(target.pid());
        String some = "%,d in IDLE, %s, fresh gateway: ".formatted(sessions, wire);
        tally.less(
                some + "RSS of each",
                "kB",
                (after.residentBytes() - before.residentBytes()) / 1e3 / sessions);
        tally.less(
                some + "heap of each",
                "kB",
                (after.heapBytes() - before.heapBytes()) / 1e3 / sessions);
    }

    /**
     * What classes and code take is no session's. The first comes alone: a gateway that has just
     * started checks a password only once if it may remember that.
     */
    private void warmUp() throws Exception {
        comeIn(1);
        comeIn(AT_ONCE - 1);
    }

    /** Returns when so many more wait in IDLE; who cannot get there is an exception. */
    private void comeIn(int count) throws Exception {
        var free = new Semaphore(AT_ONCE);
        List<CompletableFuture<Closeable>> coming = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!free.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("no client came into IDLE within " + PATIENCE);
            }
            coming.add(opener.open(target.account(3)).whenComplete((_, _) -> free.release()));
        }
        for (CompletableFuture<Closeable> one : coming) {
            try {
                clients.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("a client did not come into IDLE", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable client : clients) {
            client.close();
        }
    }
}
