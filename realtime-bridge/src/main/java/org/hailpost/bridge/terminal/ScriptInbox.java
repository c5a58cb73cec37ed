package org.hailpost.bridge.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.ServerFrame.Welcome;

/**
 * A script's listener: prints every event, and keeps foreign messages until a {@code wait} takes
 * them, the oldest first.
 */
final class ScriptInbox implements Listener {
    /** Messages nobody waits for; beyond it the oldest is let go. */
    private static final int MOST = 1000;

    private final String account;
    private final ScriptOutput output;
    private final PrintStream err;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private String trouble = "";

    @GuardedBy("lock")
    private final ArrayDeque<Event.MessageNew> messages = new ArrayDeque<>();

    ScriptInbox(String account, ScriptOutput output, PrintStream err) {
        this.account = account;
        this.output = output;
        this.err = err;
    }

    /** The oldest message of somebody whose address begins so; empty if none comes in time. */
    Optional<Event.MessageNew> take(String from, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            Optional<Event.MessageNew> found = find(from);
            while (found.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
                found = find(from);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Optional<Event.MessageNew> find(String from) {
        for (Iterator<Event.MessageNew> all = messages.iterator(); all.hasNext(); ) {
            Event.MessageNew event = all.next();
            if (address(event).startsWith(from)) {
                all.remove();
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    private static String address(Event.MessageNew event) {
        return event.message().from().address().toLowerCase(Locale.ROOT);
    }

    @Override
    public void connected(Welcome welcome) {
        trouble = "";
        output.connected(welcome);
    }

    @Override
    public void disconnected(Disconnected disconnected) {
        if (disconnected.willRetry() && !disconnected.detail().equals(trouble)) {
            trouble = disconnected.detail();
            err.println(
                    "hailpost terminal: not connected: "
                            + SafeText.line(trouble)
                            + "; trying again");
            output.disconnected(disconnected);
        }
    }

    @Override
    public void message(Event.MessageNew event) {
        output.event(event);
        if (address(event).equalsIgnoreCase(account)) {
            return;
        }
        lock.lock();
        try {
            messages.add(event);
            if (messages.size() > MOST) {
                messages.remove();
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void state(Event.MessageState event) {
        output.event(event);
    }

    @Override
    public void flags(Event.MessageFlags event) {
        output.event(event);
    }

    @Override
    public void read(Event.ThreadRead event) {
        output.event(event);
    }

    @Override
    public void removed(Event.MessageRemoved event) {
        output.event(event);
    }

    @Override
    public void mailbox(Event.MailboxChanged event) {
        output.event(event);
    }

    @Override
    public void resync(long head) {
        output.resync(head);
    }
}
