package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time as the client sees it; tests move it by hand. */
interface Timers {

    /** A clock that only goes forward; the origin means nothing. */
    long nanos();

    /** Runs a short task later, on any thread. */
    Timer after(Duration delay, Runnable task);

    /** Something that will happen. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** The JDK's common pool has a scheduler thread that all clients of the process share. */
    static Timers system() {
        return new Timers() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Timer after(Duration delay, Runnable task) {
                ScheduledFuture<?> scheduled =
                        ForkJoinPool.commonPool()
                                .schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            }
        };
    }
}
