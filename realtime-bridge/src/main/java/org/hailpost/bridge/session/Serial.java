package org.hailpost.bridge.session;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work again and again, never twice at a time, and without a thread while there
 * is nothing to do. Whoever has put something for the work to find calls {@link #wake}; the work
 * runs at least once after that.
 */
final class Serial implements Runnable {
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int AGAIN = 2;

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Executor executor;
    private final Runnable work;

    Serial(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    void wake() {
        if (state.getAndUpdate(before -> before == IDLE ? RUNNING : AGAIN) == IDLE) {
            executor.execute(this);
        }
    }

    @Override
    public void run() {
        do {
            state.set(RUNNING);
            work.run();
        } while (!state.compareAndSet(RUNNING, IDLE));
    }
}
