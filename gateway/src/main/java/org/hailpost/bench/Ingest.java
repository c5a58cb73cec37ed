package org.hailpost.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Mails per second through SMTP into the committed store, and what nobody can exceed. */
final class Ingest implements Benchmark {
    private static final int ACCOUNTS = 100;
    private static final int SMALL = 5_000;
    private static final int LARGE = 50_000;

    /** A load; {@code mails} per round. */
    private record Load(int bytes, int sessions, boolean keepOpen, int mails) {
        String what() {
            return "%d kB, %s sessions, %s"
                    .formatted(
                            bytes / 1000,
                            "%,d".formatted(sessions),
                            keepOpen ? "connections kept open" : "one mail per connection");
        }
    }

    private static final List<Load> LOADS =
            List.of(
                    new Load(SMALL, 20, false, 10_000),
                    new Load(SMALL, 100, false, 10_000),
                    new Load(SMALL, 1_000, false, 10_000),
                    new Load(SMALL, 20, true, 15_000),
                    new Load(SMALL, 100, true, 15_000),
                    new Load(LARGE, 100, false, 3_000),
                    new Load(LARGE, 100, true, 3_000));

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String measures() {
        return "how many mails a second SMTP takes in and commits";
    }

    @Override
    public List<String> peers() {
        return List.of("postfix");
    }

    @Override
    public List<String> options() {
        return List.of("target", "repeats", "quick", "peer", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        if (bench.options().size().isPresent()) {
            try (Loop loop = new Loop("driver")) {
                int mails = (int) bench.options().size().getAsLong();
                return Result.of(this, List.of(new FullMailbox(loop, bench).row(mails)), notes());
            }
        }
        Target target = bench.target(ACCOUNTS);
        List<Row> rows = new ArrayList<>();
        try (Loop loop = new Loop("driver");
                Peer sink = new SinkProcess()) {
            for (Load load : LOADS) {
                bench.say(load.what());
                var systems = new LinkedHashMap<String, Callable<Double>>();
                systems.put(Row.HAILPOST, () -> rate(loop, bench, load, target.smtp(), target));
                systems.put(sink.name(), () -> rate(loop, bench, load, sink.address(), target));
                rows.add(
                        new Row(
                                load.what(),
                                "mails/s",
                                true,
                                Rounds.of(bench.options().repeats(), systems)));
            }
        }
        return Result.of(this, rows, notes());
    }

    private static double rate(
            Loop loop, Bench bench, Load load, InetSocketAddress to, Target target)
            throws Exception {
        int mails = bench.options().quick() ? load.mails / 20 : load.mails;
        var plan =
                new SmtpLoad.Plan(
                        to,
                        load.sessions,
                        mails,
                        load.keepOpen,
                        0,
                        new Mail("i" + UUID.randomUUID(), load.bytes),
                        number -> List.of(target.account(number).address()));
        return SmtpLoad.kept(loop, plan).perSecond();
    }

    private static List<String> notes() {
        return List.of(
                "hailpost: 250 after the commit with synchronous_commit=on and fsync=on, to "
                        + ACCOUNTS
                        + " accounts in turn.",
                "sink: says 250 and keeps nothing; what driver and kernel can do at most.",
                "Driver, gateway, database and sink share the machine. No pipelining.");
    }
}
