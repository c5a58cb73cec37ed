package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Brings {@link Mishap}s about, one after the other, and cleans up behind each. */
final class Havoc {
    private static final Duration LONGEST_AWAY = Duration.ofSeconds(15);
    private static final Duration READY = Duration.ofMinutes(1);

    private final Bench bench;
    private final GatewayProcess gateway;
    private final Terminals terminals;
    private final Optional<SmallDisk> spool;
    private final Random random;
    private final Map<Mishap, Integer> times = new EnumMap<>(Mishap.class);
    private final List<Double> readyAfterKill = new ArrayList<>();
    private final List<Double> databaseBack = new ArrayList<>();
    private final AtomicInteger lives = new AtomicInteger();
    private volatile boolean spoolFull;

    Havoc(
            Bench bench,
            GatewayProcess gateway,
            Terminals terminals,
            Optional<SmallDisk> spool,
            Random random) {
        this.bench = bench;
        this.gateway = gateway;
        this.terminals = terminals;
        this.spool = spool;
        this.random = random;
    }

    /** Counts up before the gateway ends, from any thread. */
    AtomicInteger lives() {
        return lives;
    }

    /** Whether large mails are wanted just now; from any thread. */
    boolean spoolFull() {
        return spoolFull;
    }

    /** Returns when the last one is over and everything is up again. */
    void run(List<Mishap.Due> plan) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (Mishap.Due due : plan) {
            LockSupport.parkNanos(begin + due.after().toNanos() - System.nanoTime());
            bench.say(
                    "%4d s  %s"
                            .formatted(
                                    Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                                    due.mishap().what()));
            times.merge(due.mishap(), 1, Integer::sum);
            happen(due.mishap());
            terminals.comeAfter(LONGEST_AWAY);
        }
        terminals.comeAfter(Duration.ZERO);
        gateway.awaitReady(READY);
    }

    private void happen(Mishap mishap) throws IOException, InterruptedException {
        switch (mishap) {
            case GATEWAY_KILLED -> {
                killGateway();
                rise();
            }
            case BOTH_KILLED -> {
                kill(gateway.database().stream().limit(1).toList());
                pause(0, 0.05);
                killGateway();
                rise();
            }
            case DATABASE_KILLED -> {
                kill(gateway.database().stream().limit(1).toList());
                awaitDatabase();
            }
            case BACKEND_KILLED -> {
                List<ProcessHandle> backends = gateway.database().stream().skip(1).toList();
                if (!backends.isEmpty()) {
                    kill(List.of(backends.get(random.nextInt(backends.size()))));
                }
                awaitDatabase();
            }
            case DATABASE_STOPPED -> {
                List<ProcessHandle> processes = gateway.database();
                stopped(processes, () -> pause(1, 12));
                gateway.awaitReady(READY);
            }
            case KILLED_WHILE_STOPPED -> {
                List<ProcessHandle> processes = gateway.database();
                stopped(
                        processes,
                        () -> {
                            pause(0, 1);
                            killGateway();
                            rise(); // over a server that does not even notice that it is to end
                        });
            }
            case SPOOL_FULL -> fillSpool();
            case RESTART -> {
                lives.incrementAndGet();
                gateway.stop();
                gateway.start();
            }
            case TERMINAL_KILLED -> terminals.kill(random);
            case TERMINAL_LEAVES -> terminals.leave(random);
            case TERMINAL_ARRIVES -> terminals.arrive(random);
        }
    }

    private void killGateway() throws InterruptedException {
        lives.incrementAndGet();
        gateway.kill();
    }

    private void rise() throws IOException {
        readyAfterKill.add(gateway.start().toNanos() / 1e9);
    }

    private void awaitDatabase() throws IOException {
        long begin = System.nanoTime();
        pause(0.2, 0.2); // until it is noticed
        gateway.awaitReady(READY);
        databaseBack.add((System.nanoTime() - begin) / 1e9);
    }

    private static void stopped(List<ProcessHandle> processes, Work work)
            throws IOException, InterruptedException {
        signal("STOP", processes);
        try {
            work.run();
        } finally {
            signal("CONT", processes);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void fillSpool() throws IOException {
        if (spool.isPresent()) {
            spool.get().fill();
            spoolFull = true;
            pause(2, 5);
            spoolFull = false;
            spool.get().free();
        }
    }

    private void pause(double fromSeconds, double toSeconds) {
        double seconds = fromSeconds + random.nextDouble() * (toSeconds - fromSeconds);
        LockSupport.parkNanos((long) (seconds * 1e9));
    }

    private static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** Java itself knows no signal but TERM and KILL. */
    private static void signal(String name, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        times.forEach((mishap, count) -> rows.add(Verdict.count(mishap.what(), count, true)));
        rows.addAll(seconds("ready after a kill -9 of the gateway", readyAfterKill));
        rows.addAll(seconds("ready after a kill -9 of PostgreSQL", databaseBack));
        return rows;
    }

    private static List<Row> seconds(String what, List<Double> each) {
        return each.isEmpty()
                ? List.of()
                : List.of(Row.alone(what, "s", false, new Figure(List.copyOf(each))));
    }
}
