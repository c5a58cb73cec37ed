package org.hailpost.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in reverse. One that fails to stop does not keep the others
 * running. Owned by the thread that starts and, later, the one that stops.
 */
final class Shutdown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Deque<Step> started = new ArrayDeque<>();

    private record Step(String name, AutoCloseable part) {}

    /** To be closed before everything that was added earlier. */
    <T extends AutoCloseable> T add(String name, T part) {
        started.push(new Step(name, part));
        return part;
    }

    /** To be closed at the same time as one another, before everything that was added earlier. */
    void addTogether(String name, List<AutoCloseable> parts) {
        add(name, () -> closeTogether(name, parts));
    }

    private static void closeTogether(String name, List<AutoCloseable> parts)
            throws InterruptedException {
        var closing = new ArrayList<Thread>();
        for (AutoCloseable part : parts) {
            closing.add(Thread.ofVirtual().start(() -> close(new Step(name, part))));
        }
        for (Thread thread : closing) {
            thread.join();
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            close(started.pop());
        }
    }

    private static void close(Step step) {
        try {
            step.part().close();
        } catch (Exception e) {
            LOG.warn("event=stop-failed part={} reason={}", step.name(), e.toString());
        }
    }
}
