package org.hailpost.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What goes wrong in a run of chaos, and how often. */
enum Mishap {
    GATEWAY_KILLED("kill -9 of the gateway", 2),
    DATABASE_KILLED("kill -9 of PostgreSQL", 0.5),
    BACKEND_KILLED("kill -9 of a process of PostgreSQL", 0.5),
    BOTH_KILLED("kill -9 of PostgreSQL and the gateway", 0.3),
    DATABASE_STOPPED("PostgreSQL stopped for seconds", 0.5),
    KILLED_WHILE_STOPPED("kill -9 of the gateway while PostgreSQL is stopped", 0.3),
    SPOOL_FULL("full spool disk for seconds", 0.5),
    RESTART("orderly restart", 0.3),
    TERMINAL_KILLED("kill -9 of a terminal", 5),
    TERMINAL_LEAVES("terminal leaves", 2),
    TERMINAL_ARRIVES("new terminal arrives", 0.5);

    private final String what;
    private final double perMinute;

    /** A mishap and its time after the begin. */
    record Due(Duration after, Mishap mishap) {}

    Mishap(String what, double perMinute) {
        this.what = what;
        this.perMinute = perMinute;
    }

    String what() {
        return what;
    }

    /** Each at least once, spread by chance. */
    static List<Due> plan(Duration length, Random random) {
        List<Due> plan = new ArrayList<>();
        for (Mishap mishap : values()) {
            long times = Math.max(1, Math.round(mishap.perMinute * length.toMillis() / 60_000));
            for (int i = 0; i < times; i++) {
                long nanos = (long) (random.nextDouble() * length.toNanos());
                plan.add(new Due(Duration.ofNanos(nanos), mishap));
            }
        }
        plan.sort(Comparator.comparing(Due::after));
        return plan;
    }
}
