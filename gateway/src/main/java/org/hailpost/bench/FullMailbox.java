package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Whether what a mailbox holds makes the next mail into it dearer, and what it costs to open. */
final class FullMailbox {
    private static final int FILL_BYTES = 1_000;
    private static final int BYTES = 5_000;
    private static final int SESSIONS = 100;
    private static final int MAILS = 10_000;
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Loop loop;
    private final Bench bench;
    private int fresh = 1;

    FullMailbox(Loop loop, Bench bench) {
        this.loop = loop;
        this.bench = bench;
    }

    /**
     * Fills a mailbox with so many mails, puts the same load on it and on empty ones, and opens it.
     */
    List<Row> rows(int filled) throws Exception {
        int repeats = bench.options().repeats();
        Target target = bench.target(2 * repeats + 4);
        var before = new LinkedHashMap<String, Callable<Double>>();
        before.put("empty gateway", () -> rate(target, fresh++, MAILS, BYTES));
        SequencedMap<String, Figure> figures = Rounds.of(repeats, before);
        bench.say("filling a mailbox with %,d mails".formatted(filled));
        rate(target, 0, filled, FILL_BYTES);
        var systems = new LinkedHashMap<String, Callable<Double>>();
        systems.put(Row.HAILPOST, () -> rate(target, 0, MAILS, BYTES));
        systems.put("empty mailbox", () -> rate(target, fresh++, MAILS, BYTES));
        SequencedMap<String, Figure> after = Rounds.of(repeats, systems);
        after.putAll(figures);
        String mailbox = "mailbox of %,d mails".formatted(filled);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("5 kB, 100 sessions, into a " + mailbox, "mails/s", true, after));
        if (bench.options().target().isEmpty()) {
            rows.addAll(opened(target, mailbox));
        }
        return rows;
    }

    /** By the first mail client of a gateway that has just started: nothing is in memory. */
    private List<Row> opened(Target target, String mailbox) throws Exception {
        bench.say("waiting until its texts are indexed");
        awaitQuiet(bench.gateway().pid());
        bench.say("opening it");
        List<Double> selects = new ArrayList<>();
        List<Double> flags = new ArrayList<>();
        List<Double> heaps = new ArrayList<>();
        for (int i = 0; i < bench.options().repeats(); i++) {
            bench.gateway().stop();
            bench.gateway().start();
            awaitQuiet(bench.gateway().pid());
            try (ImapClient client = ImapClient.open(target.imap(), target.account(0))) {
                long before = Footprint.of(bench.gateway().pid()).heapBytes();
                selects.add(once(client::select));
                flags.add(once(() -> client.run("UID FETCH 1:* (FLAGS)")));
                long after = Footprint.of(bench.gateway().pid()).heapBytes();
                heaps.add((after - before) / 1e6);
            }
        }
        return List.of(
                Row.alone(
                        "SELECT of a " + mailbox + ", just started", "ms", false, figure(selects)),
                Row.alone("  FLAGS of all of them", "ms", false, figure(flags)),
                Row.alone("  heap that it takes", "MB", false, figure(heaps)));
    }

    /** Until a process takes less than 2 % of a processor. */
    private static void awaitQuiet(long pid) throws Exception {
        Duration before = Footprint.processorTime(pid);
        for (long waited = 0; waited < PATIENCE.toNanos(); waited += LOOK.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            Duration now = Footprint.processorTime(pid);
            if (now.minus(before).toNanos() < LOOK.toNanos() / 50) {
                return;
            }
            before = now;
        }
        throw new IOException("the gateway was not quiet within " + PATIENCE);
    }

    private static double once(Timing.Operation operation) throws Exception {
        long begin = System.nanoTime();
        operation.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Figure figure(List<Double> rounds) {
        return new Figure(List.copyOf(rounds));
    }

    private double rate(Target target, int account, int mails, int bytes) throws Exception {
        return SmtpLoad.kept(
                        loop,
                        new SmtpLoad.Plan(
                                target.smtp(),
                                SESSIONS,
                                mails,
                                true,
                                0,
                                new Mail("f" + UUID.randomUUID(), bytes),
                                _ -> List.of(target.account(account).address())))
                .perSecond();
    }
}
