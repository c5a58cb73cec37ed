package org.hailpost.relay;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Breaks connections off whose time is up. A socket's own timeout begins anew with every octet that
 * drips in, and there is none for writing: so a thread of ours looks at all of them ten times a
 * second and closes what is overdue, which wakes whoever waits there. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread sweeper;
    private final Runnable alongside;
    private volatile boolean ended;

    /**
     * @param alongside done at every look as well; must not block
     */
    Deadlines(Runnable alongside) {
        this.alongside = alongside;
        this.sweeper = Thread.ofVirtual().name("relay-deadlines").start(this::sweep);
    }

    /** When one connection has to have done what it is at. */
    final class Watch implements AutoCloseable {
        private final Socket socket;
        private volatile long attemptEnd;
        private volatile long end;
        private volatile boolean overdue;

        private Watch(Socket socket, long attemptEnd) {
            this.socket = socket;
            this.attemptEnd = attemptEnd;
            this.end = attemptEnd;
        }

        /** A new attempt over the same connection. */
        void attempt(long endNanos) {
            attemptEnd = endNanos;
            end = endNanos;
        }

        /** What comes next may take so long, within the attempt. */
        void allow(Duration time) {
            long next = System.nanoTime() + time.toNanos();
            end = next - attemptEnd < 0 ? next : attemptEnd;
        }

        boolean overdue() {
            return overdue;
        }

        private void look(long now) {
            if (now - end >= 0) {
                overdue = true;
                breakOff();
            }
        }

        /** The thread that waits there gets an exception. */
        private void breakOff() {
            try {
                socket.close();
            } catch (IOException e) {
                // as good as closed
            }
            watches.remove(this);
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /**
     * @param endNanos of the attempt, as {@link System#nanoTime}
     */
    Watch watch(Socket socket, long endNanos) {
        var watch = new Watch(socket, endNanos);
        watches.add(watch);
        if (ended) {
            watch.breakOff();
        }
        return watch;
    }

    private void sweep() {
        while (!ended) {
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return; // closed
            }
            long now = System.nanoTime();
            for (Watch watch : watches) {
                watch.look(now);
            }
            alongside.run();
        }
    }

    /** Breaks off whatever is still under way. */
    @Override
    public void close() {
        ended = true;
        sweeper.interrupt();
        watches.forEach(Watch::breakOff);
    }
}
