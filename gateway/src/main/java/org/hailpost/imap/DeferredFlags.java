package org.hailpost.imap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagEdit;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.RowPage;
import org.jspecify.annotations.Nullable;

/**
 * Flags that a client was told are set, and that are on their way into the store. Who sets them one
 * by one would wait for a commit with fsync each time; so what it sets while one transaction is
 * under way goes into the next, put together by message.
 *
 * <p>Nobody sees an order of things that was not: every other command of the account, in any
 * session, waits first until these are written ({@link AccountSessions#settle}), and the
 * transaction has a MODSEQ and an event like any other. What a {@code kill -9} can cost is the
 * flags of the few milliseconds before it; mails never wait here. If the store cannot be reached
 * for long, the session ends, so that its client asks for the truth.
 *
 * <p>Called by the session's thread; {@link #settle} by all.
 */
final class DeferredFlags {
    /** Messages of one STORE, and of all that wait. */
    static final int MOST = 1_000;

    private static final int MOST_WAITING = 4_000;

    /** The client is told nothing new meanwhile, for so many commands at most. */
    private static final int MOST_IN_ROW = 200; // fewer than the index keeps a log of

    private static final long MOST_REST_NANOS = 50_000_000;
    private static final long PATIENCE_SECONDS = 15;
    private static final long RETRY_MILLIS = 200;

    private final MailboxStore store;
    private final AccountSessions sessions;
    private final MailboxView view;
    private final long accountId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Condition wanted = lock.newCondition();

    /** By UID. */
    @GuardedBy("lock")
    private Map<Long, FlagEdit> waiting = new LinkedHashMap<>();

    /** What the client was told of those that wait, by UID. */
    @GuardedBy("lock")
    private Map<Long, Long> told = new HashMap<>();

    /** The same of those that are being written. */
    @GuardedBy("lock")
    private Map<Long, Long> toldBefore = new HashMap<>();

    /** MODSEQs of transactions after which all is as the client was told. */
    @GuardedBy("lock")
    private final List<Long> asTold = new ArrayList<>();

    @GuardedBy("lock")
    private boolean writing;

    /** How many wait for it to be settled. */
    @GuardedBy("lock")
    private int waiters;

    @GuardedBy("lock")
    private @Nullable RuntimeException failure;

    private int inRow;

    DeferredFlags(MailboxStore store, AccountSessions sessions, MailboxView view) {
        this.store = store;
        this.sessions = sessions;
        this.view = view;
        this.accountId = view.index().accountId();
    }

    /**
     * Takes a change, if it can be told now what will come of it.
     *
     * @param bits its flags, keywords included
     * @param page the messages; gets the new flags
     */
    boolean take(FlagChange.Operation operation, long bits, RowPage page) {
        lock.lock();
        try {
            if (failure != null
                    || page.gone() > 0
                    || page.size() > MOST
                    || waiting.size() + page.size() > MOST_WAITING
                    || inRow >= MOST_IN_ROW) {
                return false;
            }
            for (int row = 0; row < page.size(); row++) {
                long uid = page.uid(row);
                FlagEdit edit = FlagEdit.of(uid, operation, bits);
                long flags = edit.apply(known(uid, page.flags(row)));
                waiting.merge(uid, edit, FlagEdit::then);
                told.put(uid, flags);
                page.replace(row, flags, page.modseq(row));
            }
            inRow++;
            if (!writing && !waiting.isEmpty()) {
                writing = true;
                sessions.deferring(accountId, this);
                Thread.ofVirtual().name("imap-flags").start(this::write);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What the client knows of a message that is in the index with these flags. */
    @GuardedBy("lock")
    private long known(long uid, long flags) {
        Long last = told.get(uid);
        if (last == null) {
            last = toldBefore.get(uid);
        }
        return last == null ? flags : last;
    }

    /** Whether all is written; the view knows then what its client need not be told. */
    boolean isSettled() throws IOException {
        lock.lock();
        try {
            if (writing) {
                return false;
            }
            asTold.forEach(view::toldAlready);
            asTold.clear();
            inRow = 0;
            if (failure instanceof MailboxGoneException) {
                throw new ByeException("Mailbox was removed");
            } else if (failure != null) {
                throw new ByeException("[UNAVAILABLE] Flags could not be stored");
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is written, or given up. */
    void settle() {
        lock.lock();
        try {
            waiters++;
            wanted.signalAll();
            while (writing) {
                settled.awaitUninterruptibly(); // not for longer than PATIENCE_SECONDS
            }
            waiters--;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (List<FlagEdit> edits = next(); !edits.isEmpty(); edits = next()) {
            long start = System.nanoTime();
            try {
                written(edits(edits, deadline));
                gather(System.nanoTime() - start);
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    /**
     * Rests for as long as it has worked, if nobody waits: what a client in full swing goes on to
     * set is written with it, and the database has time for others.
     */
    private void gather(long worked) {
        lock.lock();
        try {
            long left = Math.min(worked, MOST_REST_NANOS);
            while (left > 0 && waiters == 0 && !waiting.isEmpty()) {
                left = wanted.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private FlagChange.Outcome edits(List<FlagEdit> edits, long deadline) {
        while (true) {
            try {
                FlagChange.Outcome outcome =
                        store.editFlags(accountId, view.index().mailboxId(), edits);
                view.index().applyFlags(outcome);
                return outcome;
            } catch (MailUnavailableException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(MailUnavailableException reason) {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    /** Takes all that waits; if there is nothing, all is settled. */
    private List<FlagEdit> next() {
        lock.lock();
        try {
            List<FlagEdit> edits = List.copyOf(waiting.values());
            waiting = new LinkedHashMap<>();
            toldBefore = told;
            told = new HashMap<>();
            if (edits.isEmpty()) {
                writing = false;
                sessions.settled(accountId, this);
                settled.signalAll();
            }
            return edits;
        } finally {
            lock.unlock();
        }
    }

    private void written(FlagChange.Outcome outcome) {
        lock.lock();
        try {
            boolean same = true;
            for (MailboxDelta.Row row : outcome.changed()) {
                Long flags = toldBefore.get(row.uid());
                same &= flags != null && flags == row.flags();
            }
            if (same && outcome.modseq() > 0) {
                asTold.add(outcome.modseq());
            } // else another session came in between: the client is told what there is
            toldBefore = Map.of();
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException e) {
        lock.lock();
        try {
            failure = e;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
