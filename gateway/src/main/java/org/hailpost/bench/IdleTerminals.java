package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Many terminals that wait: what each costs, how fast they come in, and how fast they are back when
 * the gateway was gone.
 */
final class IdleTerminals implements Benchmark {
    private static final int TERMINALS = 15_000;
    private static final int QUICK_TERMINALS = 200;
    private static final int ACCOUNTS = 100_000;
    private static final int FEW = 10;
    private static final int WARM_TERMINALS = 300;
    private static final int WARM_MAILS = 500;
    private static final int WARM_PER_SECOND = 100;
    private static final int PUSHES_PER_SECOND = 20;

    /** Longer than the interval of pings, the only thing that happens then. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "terminals";
    }

    @Override
    public String measures() {
        return "what idle terminals cost, and how soon they are back";
    }

    @Override
    public List<String> options() {
        return List.of("repeats", "quick", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        boolean quick = bench.options().quick();
        int terminals = (int) bench.options().size().orElse(quick ? QUICK_TERMINALS : TERMINALS);
        // The last of the accounts are for those that are no part of the crowd; of them each round
        // takes one of its own for the terminal that falls behind.
        int others = FEW + bench.options().repeats();
        int accounts = Math.max(quick ? 0 : ACCOUNTS, terminals + others);
        var tally = new Tally();
        List<String> broken = new ArrayList<>();
        GatewayProcess gateway = bench.gateway();
        long begin = System.nanoTime();
        bench.target(accounts);
        tally.less(
                "enrolling %,d accounts".formatted(accounts),
                "s",
                seconds(System.nanoTime() - begin));
        try (Loop loop = new Loop("terminals")) {
            for (int round = 0; round < bench.options().repeats(); round++) {
                if (round > 0) {
                    gateway.stop();
                    gateway.start();
                }
                int stalled = accounts - FEW - 1 - round;
                new Round(bench, gateway, loop, terminals, accounts, stalled, tally, broken).run();
            }
        }
        return new Result(
                name(), measures(), Bench.machine(), tally.rows(), notes(terminals), broken);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** One life of the gateway, and what comes after it. */
    private record Round(
            Bench bench,
            GatewayProcess gateway,
            Loop loop,
            int terminals,
            int accounts,
            int stalled,
            Tally tally,
            List<String> broken) {

        void run() throws Exception {
            Target target = bench.target(accounts);
            String many = "%,d terminals".formatted(terminals);
            warmUp(target);
            double few = push(target, FEW + " terminals");
            Footprint before = Footprint.of(gateway.pid());
            bench.say("connecting " + many);
            Crowd crowd = new Crowd(loop, target, 0, terminals);
            try {
                Duration in = crowd.comeIn();
                tally.more(many + ": connected", "a second", terminals / seconds(in.toNanos()));
                cost(many, before);
                idle(many);
                double full = push(target, many);
                tally.less(
                        "push with " + many + " to push with " + FEW + ", p50",
                        "times",
                        full / few);
                back(crowd, many + " back after kill -9", true);
                if (!bench.options().quick()) {
                    back(crowd, many + " back after an orderly stop", false);
                }
                crowd.broken().ifPresent(broken::add);
            } finally {
                crowd.leave();
            }
            new StalledReader(bench, gateway, loop, stalled).measure(tally, broken);
        }

        /** So that what is measured is not the making of classes and code. */
        private void warmUp(Target target) throws Exception {
            bench.say("warming up");
            Crowd warm = new Crowd(loop, target, 0, Math.min(terminals, WARM_TERMINALS));
            warm.comeIn();
            try (PushLoad load = new PushLoad(loop, target)) {
                load.watchByTerminal(accounts - FEW);
                load.run(
                        bench.options().quick() ? WARM_MAILS / 5 : WARM_MAILS,
                        WARM_PER_SECOND,
                        List.of(accounts - FEW));
            }
            warm.leave();
        }

        /** The median of how soon a mail is at a terminal, while others are connected. */
        private double push(Target target, String others) throws Exception {
            bench.say("push with " + others);
            try (PushLoad load = new PushLoad(loop, target)) {
                for (int i = 1; i <= FEW; i++) {
                    load.watchByTerminal(accounts - i);
                }
                int mails = PUSHES_PER_SECOND * (bench.options().quick() ? 2 : 15);
                var outcome = load.run(mails, PUSHES_PER_SECOND, List.of(accounts - 1));
                broken.addAll(outcome.broken());
                double median = outcome.terminals().millis(0.5);
                tally.less("final dot to terminal, with " + others + ", p50", "ms", median);
                return median;
            }
        }

        private void cost(String many, Footprint before) throws Exception {
            Footprint after = Footprint.of(gateway.pid());
            tally.less(
                    many + ": heap of each",
                    "kB",
                    (after.heapBytes() - before.heapBytes()) / 1e3 / terminals);
            tally.less(
                    many + ": RSS of each",
                    "kB",
                    (after.residentBytes() - before.residentBytes()) / 1e3 / terminals);
            tally.less(many + ": RSS of the gateway", "MB", after.residentBytes() / 1e6);
            bench.say("%s: %s, before %s".formatted(many, after, before));
        }

        private void idle(String many) throws Exception {
            long nanos = bench.options().quick() ? IDLE.toNanos() / 10 : IDLE.toNanos();
            bench.say("nothing happens for " + Duration.ofNanos(nanos));
            Duration before = Footprint.processorTime(gateway.pid());
            Duration database = database();
            Thread.sleep(Duration.ofNanos(nanos));
            Duration used = Footprint.processorTime(gateway.pid()).minus(before);
            String unit = "CPU, % of a core";
            tally.less(many + ": processor at idle", unit, 100.0 * used.toNanos() / nanos);
            tally.less(
                    many + ": processor at idle, of the database",
                    unit,
                    100.0 * Math.max(0, database().minus(database).toNanos()) / nanos);
        }

        private Duration database() throws IOException {
            Duration sum = Duration.ZERO;
            for (ProcessHandle process : gateway.database()) {
                if (process.isAlive()) {
                    sum = sum.plus(Footprint.processorTime(process.pid()));
                }
            }
            return sum;
        }

        /** From the new process being ready until the last is back. */
        private void back(Crowd crowd, String what, boolean kill) throws Exception {
            bench.say(what);
            CompletableFuture<Long> back = crowd.expectLoss();
            if (kill) {
                gateway.kill();
            } else {
                gateway.stop();
            }
            gateway.start();
            long ready = System.nanoTime();
            tally.less(what, "s", Math.max(0, seconds(Crowd.await(back) - ready)));
        }
    }

    private static List<String> notes(int terminals) {
        return List.of(
                "One terminal per account, with a bearer token; %,d at a time in their handshake."
                        .formatted(Crowd.AT_ONCE),
                "Memory: after a full collection of a warmed-up gateway, with and without the "
                        + "%,d terminals; what the kernel holds for sockets is not in it."
                                .formatted(terminals),
                "Idle: each is pinged every 25 s and renews its lease.",
                "Back: from the new gateway being ready until the last terminal is resumed. Terminals"
                        + " come back as the Java client does: after a random time below 0.5 s that"
                        + " doubles up to 10 s; after an orderly stop spread over 15 s, as they were"
                        + " told.",
                "A terminal that stops reading: heap after a full collection, before and at the end of"
                        + " the load; the terminal must be closed with 4008.",
                "Driver, gateway and database share the machine.");
    }
}
