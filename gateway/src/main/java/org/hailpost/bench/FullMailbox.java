package org.hailpost.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Whether what a mailbox holds already makes the next mail into it dearer. */
final class FullMailbox {
    private static final int FILL_BYTES = 1_000;
    private static final int BYTES = 5_000;
    private static final int SESSIONS = 100;
    private static final int MAILS = 10_000;

    private final Loop loop;
    private final Bench bench;
    private int fresh = 1;

    FullMailbox(Loop loop, Bench bench) {
        this.loop = loop;
        this.bench = bench;
    }

    /** Fills a mailbox with so many mails, and then puts the same load on it and on empty ones. */
    Row row(int filled) throws Exception {
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
        return new Row(
                "5 kB, 100 sessions, into a mailbox of %,d mails".formatted(filled),
                "mails/s",
                true,
                after);
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
