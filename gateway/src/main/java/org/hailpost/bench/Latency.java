package org.hailpost.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How soon after its final dot a mail is told of, at a terminal and in IDLE. */
final class Latency implements Benchmark {
    private static final int ACCOUNTS = 100;
    private static final int ALONE_PER_SECOND = 20;
    private static final int LOAD_PER_SECOND = 500;
    private static final int FLOOD_PER_SECOND = 1_000;

    private static final String TERMINAL = "final dot to terminal, ";
    private static final String IDLE = "final dot to IDLE, ";
    private static final String ALONE = "one mail at a time";
    private static final String LOAD = "under " + LOAD_PER_SECOND + " mails/s";
    private static final String FLOOD = FLOOD_PER_SECOND + " mails/s to one account";

    private static final List<String> ALWAYS =
            List.of(
                    "From the moment the final dot is handed to the kernel until the event frame, or"
                            + " * n EXISTS, has been read; commit with fsync included.",
                    "Mails of 5 kB. One at a time: "
                            + ALONE_PER_SECOND
                            + " a second. Under load: to "
                            + ACCOUNTS
                            + " accounts in turn, of which 10 have a terminal and 10 a client in IDLE.",
                    "Broken would be a mail that a terminal was not shown, was shown twice, or out of"
                            + " the order of seq, and a mail that IDLE never told of.",
                    "Driver, gateway and database share the machine.");

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String measures() {
        return "how soon after its final dot a mail is told of";
    }

    @Override
    public List<String> peers() {
        return List.of(Dovecot.NAME);
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Target target = bench.target(ACCOUNTS);
        boolean peer = bench.options().peers().contains(Dovecot.NAME);
        try (Loop senders = new Loop("senders");
                PushLoad ours = new PushLoad(senders, target)) {
            if (!peer) {
                return new Measurement(bench, target, ours, Optional.empty()).run(this);
            }
            try (PushLoad theirs = PushLoad.at(dovecot(bench), senders, target)) {
                return new Measurement(bench, target, ours, Optional.of(theirs)).run(this);
            }
        }
    }

    private static Dovecot dovecot(Bench bench) throws IOException {
        return bench.keep(new Dovecot(bench.peerDirectory(Dovecot.NAME)));
    }

    /** All rounds over one set of connections. */
    private static final class Measurement {
        private final Bench bench;
        private final PushLoad ours;
        private final Optional<PushLoad> theirs;
        private final int accounts;
        private final int watchers;
        private final int seconds;
        private final Tally tally = new Tally();
        private final List<String> broken = new ArrayList<>();

        Measurement(Bench bench, Target target, PushLoad ours, Optional<PushLoad> theirs) {
            this.bench = bench;
            this.ours = ours;
            this.theirs = theirs;
            this.accounts = Math.min(ACCOUNTS, target.accounts().size());
            this.watchers = Math.max(1, accounts / 10);
            this.seconds = bench.options().quick() ? 2 : 20;
        }

        Result run(Benchmark benchmark) throws Exception {
            for (int i = 0; i < watchers; i++) {
                ours.watchByTerminal(i);
                ours.watchByIdle(watchers + i);
            }
            if (theirs.isPresent()) {
                theirs.get().watchByIdle(watchers);
            }
            bench.say("warming up");
            load(seconds);
            for (int round = 0; round < bench.options().repeats(); round++) {
                alone();
                bench.say(LOAD);
                told(LOAD, load(seconds));
                flood();
            }
            return new Result(
                    benchmark.name(),
                    benchmark.measures(),
                    Bench.machine(),
                    tally.rows(),
                    notes(theirs.isPresent()),
                    broken);
        }

        private void alone() throws Exception {
            bench.say(ALONE);
            int mails = ALONE_PER_SECOND * seconds;
            told(ALONE, ours.run(mails, ALONE_PER_SECOND, List.of(0, watchers)));
            if (theirs.isPresent()) {
                bench.say(ALONE + ", " + Dovecot.NAME);
                var outcome = theirs.get().run(seconds, 1, List.of(watchers));
                percentiles(IDLE + ALONE, Dovecot.NAME, outcome.idle());
            }
        }

        private PushLoad.Outcome load(int forSeconds) throws Exception {
            List<Integer> all = IntStream.range(0, accounts).boxed().toList();
            return ours.run(LOAD_PER_SECOND * forSeconds, LOAD_PER_SECOND, all);
        }

        private void told(String when, PushLoad.Outcome outcome) {
            percentiles(TERMINAL + when, Row.HAILPOST, outcome.terminals());
            percentiles(IDLE + when, Row.HAILPOST, outcome.idle());
            broken.addAll(outcome.broken());
        }

        private void flood() throws Exception {
            bench.say(FLOOD);
            var outcome = ours.run(FLOOD_PER_SECOND * seconds, FLOOD_PER_SECOND, List.of(0));
            tally.more(FLOOD + ": taken", "mails/s", outcome.sent().perSecond());
            percentiles(TERMINAL + FLOOD, Row.HAILPOST, outcome.terminals());
            broken.addAll(outcome.broken());
        }

        private void percentiles(String what, String system, Samples samples) {
            tally.less(what + ", p50", "ms", system, samples.millis(0.50));
            tally.less(what + ", p99", "ms", system, samples.millis(0.99));
            tally.less(what + ", p99.9", "ms", system, samples.millis(0.999));
        }
    }

    private static List<String> notes(boolean peer) {
        List<String> notes = new ArrayList<>();
        if (peer) {
            notes.add(
                    "dovecot: mails by LMTP into sdbox, one a second, so that none is told of"
                            + " together with the one before.");
        }
        notes.addAll(ALWAYS);
        return notes;
    }
}
