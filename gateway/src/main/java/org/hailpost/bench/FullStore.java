package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How soon a gateway that holds many mails is back after a {@code kill -9}: right after they came
 * in, when the most is left to do.
 */
final class FullStore {
    private static final int SESSIONS = 50;
    private static final int BYTES = 1_000;

    private final Bench bench;
    private final GatewayProcess gateway;
    private final Target target;
    private final String recipient;

    FullStore(Bench bench, GatewayProcess gateway, Target target, String recipient) {
        this.bench = bench;
        this.gateway = gateway;
        this.target = target;
        this.recipient = recipient;
    }

    /** Stores so many mails, with a kill after each half; the gateway is up afterwards. */
    List<Row> fill(int mails) throws Exception {
        List<Row> rows = new ArrayList<>();
        store(mails / 2);
        gateway.kill();
        rows.add(row("ready after a kill -9 of the gateway, %,d mails stored", mails / 2));
        store(mails - mails / 2);
        gateway.database().stream().limit(1).forEach(ProcessHandle::destroyForcibly);
        gateway.kill();
        rows.add(row("ready after a kill -9 of gateway and PostgreSQL, %,d mails stored", mails));
        return rows;
    }

    private Row row(String what, int mails) throws IOException {
        Duration ready = gateway.start();
        bench.say("ready after " + ready.toMillis() + " ms");
        return Row.alone(what.formatted(mails), "s", false, Figure.of(ready.toNanos() / 1e9));
    }

    private void store(int mails) throws Exception {
        bench.say("storing " + mails + " mails");
        try (Loop loop = new Loop("filler")) {
            var plan =
                    new SmtpLoad.Plan(
                            target.smtp(),
                            SESSIONS,
                            mails,
                            true,
                            0,
                            new Mail("filler", BYTES),
                            _ -> List.of(recipient));
            SmtpLoad.Sent sent = SmtpLoad.start(loop, plan, SmtpLoad.Watcher.NOBODY).get();
            if (sent.kept() < mails) {
                throw new IOException("the mails were not taken: " + sent.firstTrouble());
            }
        }
    }
}
