package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hailpost.bridge.frame.CloseCode;

/**
 * A terminal that stops reading, and 500 mails a second for it: they wait in the database, not in
 * the gateway's heap, and the terminal is closed in the end.
 */
final class StalledReader {
    private static final int BYTES = 5_000;
    private static final int PER_SECOND = 500;
    private static final int SESSIONS = 50;

    /** More than the time a gateway waits for an acknowledgement. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private final Bench bench;
    private final GatewayProcess gateway;
    private final Loop loop;
    private final int account;

    StalledReader(Bench bench, GatewayProcess gateway, Loop loop, int account) {
        this.bench = bench;
        this.gateway = gateway;
        this.loop = loop;
        this.account = account;
    }

    void measure(Tally tally, List<String> broken) throws Exception {
        bench.say("a terminal that stops reading");
        Target target = bench.target(account + 1);
        boolean quick = bench.options().quick();
        int seconds = quick ? 2 : 20;
        load(target, PER_SECOND * seconds / 4);
        var welcome = new CompletableFuture<Boolean>();
        var closed = new CompletableFuture<Integer>();
        LightTerminal terminal =
                new LightTerminal(loop, target, target.account(account), watcher(welcome, closed));
        terminal.connect();
        welcome.get(30, TimeUnit.SECONDS);
        Footprint before = Footprint.of(gateway.pid());
        loop.execute(() -> {
            terminal.mute();
            terminal.reading(false);
        });
        load(target, PER_SECOND * seconds);
        Footprint after = Footprint.of(gateway.pid());
        tally.less(
                "a stalled terminal, %,d mails: heap grew by".formatted(PER_SECOND * seconds),
                "kB",
                Math.max(0, after.heapBytes() - before.heapBytes()) / 1e3);
        if (!quick) {
            loop.execute(() -> terminal.reading(true));
            int code = code(closed);
            if (code != CloseCode.SLOW.code()) {
                broken.add("a terminal that acknowledged nothing was closed with " + code);
            }
        }
        loop.execute(terminal::leave);
    }

    private static int code(CompletableFuture<Integer> closed) throws Exception {
        try {
            return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return -1;
        }
    }

    private static LightTerminal.Watcher watcher(
            CompletableFuture<Boolean> welcome, CompletableFuture<Integer> closed) {
        return new LightTerminal.Watcher() {
            @Override
            public void welcome(LightTerminal terminal, boolean resumed, long at) {
                welcome.complete(resumed);
            }

            @Override
            public void gone(LightTerminal terminal, boolean welcomed, int code, String why) {
                welcome.completeExceptionally(new IOException(why));
                closed.complete(code);
            }
        };
    }

    private void load(Target target, int mails) throws Exception {
        String recipient = target.account(account).address();
        var plan =
                new SmtpLoad.Plan(
                        target.smtp(),
                        SESSIONS,
                        mails,
                        true,
                        PER_SECOND,
                        new Mail("s" + UUID.randomUUID(), BYTES),
                        _ -> List.of(recipient));
        SmtpLoad.Sent sent = SmtpLoad.start(loop, plan, SmtpLoad.Watcher.NOBODY).get();
        if (sent.kept() < mails) {
            throw new IOException(
                    (mails - sent.kept()) + " mails were not taken: " + sent.firstTrouble());
        }
    }
}
