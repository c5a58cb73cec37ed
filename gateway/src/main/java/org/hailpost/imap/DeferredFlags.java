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
    /** Messages of one STORE. */
    static final int MOST = 1_000;

    /** And of all that wait. */
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

    /** A thread is at it, or rests. */
    @GuardedBy("lock")
    private boolean writing;

    /** How many changes were taken so far, and up to which of them all is written or given up. */
    @GuardedBy("lock")
    private long taken;

    @GuardedBy("lock")
    private long done;

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
            if (waiting.isEmpty()) {
                return true; // it names no message
            }
            taken++;
            if (!writing) {
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
            if (done < taken) {
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

    /** Waits until all that was taken before is written, or given up. */
    void settle() {
        lock.lock();
        try {
            long all = taken;
            waiters++;
            wanted.signalAll();
            while (done < all) {
                settled.awaitUninterruptibly(); // two transactions, each within PATIENCE_SECONDS
            }
            waiters--;
        } finally {
            lock.unlock();
        }
    }

    private record Batch(List<FlagEdit> edits, long upTo) {}

    private void write() {
        for (Batch batch = next(); !batch.edits.isEmpty(); batch = next()) {
            long start = System.nanoTime();
            try {
                written(write(batch.edits), batch.upTo);
                gather(System.nanoTime() - start);
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) { // memory, most likely; nobody may wait for what never comes
                fail(new IllegalStateException("flags not written", e));
                throw e;
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

    private FlagChange.Outcome write(List<FlagEdit> edits) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
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

    /** Takes all that waits; if there is nothing, the thread ends. */
    private Batch next() {
        lock.lock();
        try {
            Batch batch = new Batch(List.copyOf(waiting.values()), taken);
            waiting = new LinkedHashMap<>();
            toldBefore = told;
            told = new HashMap<>();
            if (batch.edits.isEmpty()) {
                writing = false;
                sessions.settled(accountId, this);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void written(FlagChange.Outcome outcome, long upTo) {
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
            done = upTo;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException e) {
        lock.lock();
        try {
            failure = e;
            waiting.clear();
            done = taken;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
