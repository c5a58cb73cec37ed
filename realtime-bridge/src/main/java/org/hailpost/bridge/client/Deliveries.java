package org.hailpost.bridge.client;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Resume;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener's side: calls it in order on its own serial executor and keeps the resume point. The
 * number of events that wait here is bounded by the window, which the client's loop checks;
 * ephemerals beyond {@value #EPHEMERALS} are dropped.
 */
final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    private static final int EPHEMERALS = 64;

    private final SerialExecutor serial;
    private final Listener listener;
    private final ResumeStore store;
    private final Outcome outcome;
    private final AtomicInteger ephemerals = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * After the listener threw, nothing more reaches it until {@link #restart}. Owned by the serial
     * executor.
     */
    private boolean failed;

    /** Told, on the serial executor, how the listener fared. */
    interface Outcome {
        void handled(String epoch, long seq);

        void failed(long seq);
    }

    Deliveries(Executor executor, Listener listener, ResumeStore store, Outcome outcome) {
        this.serial = new SerialExecutor(executor);
        this.listener = listener;
        this.store = store;
        this.outcome = outcome;
    }

    void event(String epoch, Event event) {
        serial.execute(() -> {
            if (stopped || failed) {
                return;
            }
            try {
                call(event);
            } catch (RuntimeException e) {
                failed = true;
                log.warn("listener failed seq={}, it will get the event again", event.seq(), e);
                outcome.failed(event.seq());
                return;
            }
            save(new Resume(epoch, event.seq()));
            outcome.handled(epoch, event.seq());
        });
    }

    private void call(Event event) {
        switch (event) {
            case Event.MessageNew message -> listener.message(message);
            case Event.MessageState state -> listener.state(state);
            case Event.MessageFlags flags -> listener.flags(flags);
            case Event.ThreadRead read -> listener.read(read);
            case Event.MessageRemoved removed -> listener.removed(removed);
            case Event.MailboxChanged changed -> listener.mailbox(changed);
            case Event.Other _ -> {}
        }
    }

    /**
     * A point that cannot be kept costs doubled events after a restart, so the conversation goes
     * on.
     */
    private void save(Resume resume) {
        try {
            store.save(resume);
        } catch (IOException | RuntimeException e) {
            log.warn("resume point not kept seq={} reason={}", resume.seq(), e.toString());
        }
    }

    void resync(String epoch, long head) {
        serial.execute(() -> {
            save(new Resume(epoch, head));
            guarded(each -> each.resync(head));
        });
    }

    void ephemeral(Ephemeral frame) {
        if (ephemerals.incrementAndGet() > EPHEMERALS) {
            ephemerals.decrementAndGet();
            return;
        }
        serial.execute(() -> {
            ephemerals.decrementAndGet();
            guarded(each -> each.ephemeral(frame));
        });
    }

    /** For what is no event: it happened, whatever the listener makes of it. */
    void tell(Consumer<Listener> what) {
        serial.execute(() -> guarded(what));
    }

    private void guarded(Consumer<Listener> what) {
        if (stopped) {
            return;
        }
        try {
            what.accept(listener);
        } catch (RuntimeException e) {
            log.warn("listener failed", e);
        }
    }

    /** The event that failed, and those after it, come again from here on. */
    void restart() {
        serial.execute(() -> failed = false);
    }

    /** A last word, then silence; {@code then} runs after both. */
    void stop(Consumer<Listener> lastWord, Runnable then) {
        serial.execute(() -> {
            guarded(lastWord);
            stopped = true;
            then.run();
        });
    }
}
