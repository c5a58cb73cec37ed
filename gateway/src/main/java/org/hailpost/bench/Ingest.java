package org.hailpost.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
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

    /** Until its code is compiled, a server is not what it will be for the rest of its days. */
    private static final List<Load> WARM_UP =
            List.of(new Load(SMALL, 100, true, 40_000), new Load(SMALL, 100, false, 20_000));

    private static final List<Load> LOADS =
            List.of(
                    new Load(SMALL, 20, false, 10_000),
                    new Load(SMALL, 100, false, 10_000),
                    new Load(SMALL, 1_000, false, 10_000),
                    new Load(SMALL, 20, true, 15_000),
                    new Load(SMALL, 100, true, 15_000),
                    new Load(SMALL, 1_000, true, 15_000),
                    new Load(LARGE, 100, false, 3_000),
                    new Load(LARGE, 100, true, 3_000));

    private static final List<Load> VISIBLE_LOADS =
            List.of(new Load(SMALL, 100, false, 4_000), new Load(SMALL, 100, true, 4_000));

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
        return List.of(Postfix.NAME, Dovecot.NAME);
    }

    @Override
    public List<String> options() {
        return List.of("target", "repeats", "quick", "peer", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        if (!bench.options().quick()) {
            bench.say("touching memory");
            WarmMemory.touch();
        }
        if (bench.options().size().isPresent()) {
            try (Loop loop = new Loop("driver")) {
                int mails = (int) bench.options().size().getAsLong();
                return Result.of(this, new FullMailbox(loop, bench).rows(mails), notes(Set.of()));
            }
        }
        Target target = bench.target(ACCOUNTS);
        Set<String> peers = bench.options().peers();
        List<Row> rows = new ArrayList<>();
        try (Loop loop = new Loop("driver");
                Peer sink = new SinkProcess()) {
            List<Peer> others = new ArrayList<>(List.of(sink));
            if (peers.contains(Postfix.NAME)) {
                others.add(
                        bench.keep(
                                Postfix.queueing(bench.peerDirectory("postfix"), target.domain())));
            }
            bench.say("warming up");
            for (Load load : WARM_UP) {
                send(loop, bench, load, target.smtp(), target);
            }
            for (Load load : LOADS) {
                bench.say(load.what());
                var systems = new LinkedHashMap<String, Callable<Double>>();
                systems.put(Row.HAILPOST, () -> rate(loop, bench, load, target.smtp(), target));
                for (Peer other : others) {
                    systems.put(
                            other.name(), () -> rate(loop, bench, load, other.address(), target));
                }
                rows.add(
                        new Row(
                                load.what(),
                                "mails/s",
                                true,
                                Rounds.of(bench.options().repeats(), systems)));
            }
            if (peers.contains(Dovecot.NAME)) {
                rows.addAll(intoMailboxes(loop, bench, target));
            }
        }
        return Result.of(this, rows, notes(peers));
    }

    /** Until IMAP shows the mails, since Postfix says 250 long before that. */
    private static List<Row> intoMailboxes(Loop loop, Bench bench, Target target) throws Exception {
        Dovecot dovecot = bench.keep(new Dovecot(bench.peerDirectory("dovecot")));
        Postfix postfix =
                bench.keep(
                        Postfix.before(
                                dovecot, bench.peerDirectory("postfix-lmtp"), target.domain()));
        List<Row> rows = new ArrayList<>();
        try (Visible ours = new Visible(target.imap(), target, ACCOUNTS);
                Visible theirs = new Visible(dovecot.address(), target, ACCOUNTS)) {
            for (Load load : VISIBLE_LOADS) {
                String what = load.what() + ", until IMAP shows all";
                bench.say(what);
                var systems = new LinkedHashMap<String, Callable<Double>>();
                systems.put(
                        Row.HAILPOST,
                        () -> visible(loop, bench, load, target.smtp(), target, ours));
                systems.put(
                        postfix.name(),
                        () -> visible(loop, bench, load, postfix.address(), target, theirs));
                rows.add(
                        new Row(
                                what,
                                "mails/s",
                                true,
                                Rounds.of(bench.options().repeats(), systems)));
            }
        }
        return rows;
    }

    private static double visible(
            Loop loop,
            Bench bench,
            Load load,
            InetSocketAddress to,
            Target target,
            Visible mailboxes)
            throws Exception {
        int[] before = mailboxes.messages();
        long begin = System.nanoTime();
        int mails = send(loop, bench, load, to, target).kept();
        mailboxes.await(before, mails);
        return mails * 1e9 / (System.nanoTime() - begin);
    }

    private static double rate(
            Loop loop, Bench bench, Load load, InetSocketAddress to, Target target)
            throws Exception {
        return send(loop, bench, load, to, target).perSecond();
    }

    private static SmtpLoad.Sent send(
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
                        number -> List.of(target.account(number % ACCOUNTS).address()));
        return SmtpLoad.kept(loop, plan);
    }

    private static List<String> notes(Set<String> peers) {
        var notes = new ArrayList<String>();
        notes.add(
                "hailpost: 250 after the commit with synchronous_commit=on and fsync=on, to "
                        + ACCOUNTS
                        + " accounts in turn.");
        notes.add("sink: says 250 and keeps nothing; what driver and kernel can do at most.");
        if (peers.contains(Postfix.NAME)) {
            notes.add(
                    "postfix: queues, and throws away what it has queued; Debian's settings, with "
                            + Postfix.SETTINGS
                            + ".");
        }
        if (peers.contains(Dovecot.NAME)) {
            notes.add(
                    "postfix+dovecot: hands over by LMTP on loopback to mailboxes in sdbox with"
                            + " mail_fsync=optimized.");
        }
        notes.add(
                "hailpost: after a warm-up of %,d mails. Memory touched before. The first round of each load does not count."
                        .formatted(WARM_UP.stream().mapToInt(Load::mails).sum()));
        notes.add("Driver, gateway, database, sink and peers share the machine. No pipelining.");
        return notes;
    }
}
