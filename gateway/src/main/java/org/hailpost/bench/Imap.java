package org.hailpost.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** What a mail client waits for, next to Dovecot where it is installed. */
final class Imap implements Benchmark {
    private static final int MAILS = 10_000;
    private static final int QUICK = 300;
    private static final int ACCOUNTS = 4;
    private static final int WATCHERS = 100;
    private static final int SESSIONS = 10_000;
    private static final int QUICK_SESSIONS = 40;

    private static final String MILLIS = "ms";
    private static final String PER_SECOND = "/s";

    /** A row, or two with the processor time. */
    private record Task(String what, String unit, Measure measure) {}

    private interface Measure {
        Timing of(ImapSide side) throws Exception;
    }

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public String measures() {
        return "how long mail clients wait for what they do all day";
    }

    @Override
    public List<String> peers() {
        return List.of(Dovecot.NAME);
    }

    @Override
    public List<String> options() {
        return List.of("target", "repeats", "quick", "peer", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        boolean quick = bench.options().quick();
        int mails = (int) bench.options().size().orElse(quick ? QUICK : MAILS);
        int watchers = quick ? 5 : WATCHERS;
        ImapSide.Effort effort = quick ? ImapSide.Effort.QUICK : ImapSide.Effort.FULL;
        Target target = bench.target(ACCOUNTS);
        List<ImapSide> sides = new ArrayList<>();
        try (Loop loop = new Loop("clients")) {
            sides.add(
                    new ImapSide(
                            Row.HAILPOST,
                            target.imap(),
                            target,
                            effort,
                            () -> processes(bench, target)));
            if (bench.options().peers().contains(Dovecot.NAME)) {
                Dovecot dovecot = bench.keep(new Dovecot(bench.peerDirectory("dovecot")));
                sides.add(
                        new ImapSide(
                                dovecot.name(),
                                dovecot.address(),
                                target,
                                effort,
                                dovecot::processes));
            }
            for (ImapSide side : sides) {
                bench.say("filling %s with %,d mails".formatted(side.name(), mails));
                side.fill(mails, Math.min(mails, ImapSide.LARGE_MAILS));
            }
            List<Row> rows = new ArrayList<>();
            for (Task task : tasks(mails, loop, watchers)) {
                bench.say(task.what);
                rows.addAll(rows(task, sides, bench.options().repeats()));
            }
            rows.addAll(idle(bench, target, loop, quick ? QUICK_SESSIONS : SESSIONS));
            return Result.of(this, rows, notes(sides.size() > 1));
        } finally {
            for (ImapSide side : sides) {
                side.close();
            }
        }
    }

    private static List<Row> idle(Bench bench, Target target, Loop loop, int sessions)
            throws Exception {
        var tally = new Tally();
        bench.say("%,d clients in IDLE".formatted(sessions));
        try (IdleSessions clients = IdleSessions.plain(target, loop)) { // once: many logins
            clients.rate(sessions, tally);
        }
        if (bench.options().target().isEmpty()) {
            memory(bench, loop, sessions / 2, tally);
        }
        return tally.rows();
    }

    /** Rounds, since the headroom that the gateway's heap takes differs from one to the next. */
    private static void memory(Bench bench, Loop loop, int sessions, Tally tally) throws Exception {
        for (int round = 0; round < bench.options().repeats(); round++) {
            try (IdleSessions plain = IdleSessions.plain(restarted(bench), loop)) {
                plain.memory(sessions, tally);
            }
            try (IdleSessions tls = IdleSessions.tls(restarted(bench))) {
                tls.memory(sessions, tally);
            }
        }
    }

    /** A heap that the load before has made large would not grow by sessions. */
    private static Target restarted(Bench bench) throws Exception {
        bench.gateway().stop();
        bench.gateway().start();
        return bench.target(ACCOUNTS);
    }

    private static List<Task> tasks(int mails, Loop loop, int watchers) {
        List<Task> tasks = new ArrayList<>();
        String all = "%,d".formatted(mails);
        tasks.add(new Task("SELECT, " + all + " mails", MILLIS, ImapSide::select));
        for (int count : counts(mails, 10_000)) {
            tasks.add(new Task("FLAGS of %,d".formatted(count), MILLIS, side -> side.flags(count)));
        }
        for (int count : counts(Math.min(mails, 10_000), 1_000)) {
            tasks.add(
                    new Task(
                            "ENVELOPE BODYSTRUCTURE of %,d".formatted(count),
                            MILLIS,
                            side -> side.envelopes(count)));
        }
        int headers = Math.min(mails, 10_000);
        tasks.add(
                new Task(
                        "headers of %,d for Thunderbird".formatted(headers),
                        MILLIS,
                        side -> side.headers(headers)));
        tasks.add(new Task("BODY[] of 5 kB, one by one", PER_SECOND, ImapSide::body));
        tasks.add(new Task("100 BODY[] of 5 kB in a row", MILLIS, side -> side.bodies(100)));
        tasks.add(
                new Task(
                        "all BODY[] of %,d x 20 kB".formatted(Math.min(mails, 1_000)),
                        MILLIS,
                        ImapSide::synchronise));
        tasks.add(new Task("STORE a flag, one by one", PER_SECOND, ImapSide::store));
        int stored = Math.min(mails, 1_000);
        tasks.add(
                new Task(
                        "STORE a flag of %,d".formatted(stored),
                        MILLIS,
                        side -> side.storeAll(stored)));
        tasks.add(
                new Task(
                        "SEARCH BODY in " + all,
                        MILLIS,
                        side -> side.search("BODY \"nobody wrote this\"")));
        tasks.add(
                new Task(
                        "SEARCH SUBJECT in " + all,
                        MILLIS,
                        side -> side.search("SUBJECT \"nobody wrote this\"")));
        tasks.add(new Task("SEARCH UNSEEN in " + all, MILLIS, side -> side.search("UNSEEN")));
        tasks.add(new Task("APPEND 20 kB, 1 connection", PER_SECOND, side -> side.append(1)));
        tasks.add(new Task("APPEND 20 kB, 8 connections", PER_SECOND, side -> side.append(8)));
        tasks.add(
                new Task(
                        "new mail to IDLE, 1 watcher, p50",
                        MILLIS,
                        side -> side.push(loop, 1, 0.5)));
        String many = "new mail to IDLE, %,d watchers, ".formatted(watchers);
        tasks.add(new Task(many + "p50", MILLIS, side -> side.push(loop, watchers, 0.5)));
        tasks.add(new Task(many + "p99", MILLIS, side -> side.push(loop, watchers, 0.99)));
        return tasks;
    }

    private static List<Integer> counts(int mails, int some) {
        return mails > some ? List.of(some, mails) : List.of(mails);
    }

    private static List<Row> rows(Task task, List<ImapSide> sides, int repeats) throws Exception {
        boolean more = task.unit.equals(PER_SECOND);
        ToDoubleFunction<Timing> figure = more ? Timing::perSecond : Timing::millis;
        Map<String, List<Double>> processor = new LinkedHashMap<>();
        var systems = new LinkedHashMap<String, Callable<Double>>();
        for (ImapSide side : sides) {
            List<Double> times = new ArrayList<>();
            processor.put(side.name(), times);
            systems.put(
                    side.name(),
                    () -> {
                        long before = side.processorTime().toNanos();
                        Timing timing = task.measure.of(side);
                        long used = side.processorTime().toNanos() - before;
                        times.add(new Timing(timing.operations(), used).millis());
                        return figure.applyAsDouble(timing);
                    });
        }
        Row wall = new Row(task.what, task.unit, more, Rounds.of(repeats, systems));
        if (task.what.contains("IDLE")) {
            return List.of(wall);
        }
        var figures = new LinkedHashMap<String, Figure>();
        processor.forEach((name, times) ->
                // The first round does not count.
                figures.put(name, new Figure(List.copyOf(times.subList(1, times.size())))));
        return List.of(wall, new Row("  processor time each", "CPU ms", false, figures));
    }

    /** The gateway and, where it is our own, its database. */
    private static Collection<ProcessHandle> processes(Bench bench, Target target)
            throws IOException {
        var found = new LinkedHashMap<Long, ProcessHandle>();
        ProcessHandle.of(target.pid())
                .ifPresent(gateway -> {
                    found.put(gateway.pid(), gateway);
                    gateway.descendants().forEach(child -> found.put(child.pid(), child));
                });
        if (bench.options().target().isEmpty()) {
            bench.gateway().database().forEach(process -> found.put(process.pid(), process));
        }
        return found.values();
    }

    private static List<String> notes(boolean peer) {
        List<String> notes = new ArrayList<>();
        notes.add("hailpost: mailbox index warm, as after the first SELECT; fsync on.");
        if (peer) {
            notes.add(
                    "dovecot: sdbox, its caches warm, mail_fsync=optimized, no TLS; settings of its"
                            + " own else.");
        }
        notes.add(
                "Clients in IDLE: of one account, INBOX selected. What each takes: of a gateway started"
                        + " for them (so not of a --target), after a full collection and once RSS"
                        + " is steady, with them and with the first 64 alone.");
        notes.add("One client at a time unless said. Driver and servers share the machine.");
        return notes;
    }
}
