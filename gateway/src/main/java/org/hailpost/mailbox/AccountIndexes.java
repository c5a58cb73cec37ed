package org.hailpost.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes of one account that are in memory, kept current from the {@link ChangeFeed}.
 *
 * <p>A change is applied if it follows the last one known. When one is missing, nothing is applied
 * until a virtual thread has read from the store what each mailbox missed; that includes all that
 * was committed before the reading began, so it is repeated while newer changes have come.
 */
final class AccountIndexes implements ChangeFeed.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AccountIndexes.class);

    /** How long a store that does not answer is left alone. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final int MOST_NAMED = 100;

    final Map<Long, MailboxIndex> mailboxes = new ConcurrentHashMap<>();
    final ChangeFeed.Subscription subscription;
    private final long accountId;
    private final ReentrantLock lock = new ReentrantLock();

    /** All changes up to this are in the indexes; 0 if it is not known. */
    @GuardedBy("lock")
    private long known;

    /** The highest change heard of. */
    @GuardedBy("lock")
    private long heard;

    /** Something is to be read that no change has told of. */
    @GuardedBy("lock")
    private boolean lost;

    @GuardedBy("lock")
    private @Nullable Thread reader;

    /** Mailboxes that somebody asked for, since names were last changed. */
    @GuardedBy("lock")
    private final Map<String, Mailbox> named = new HashMap<>();

    /** How often names were changed. */
    @GuardedBy("lock")
    private long renamings;

    @SuppressWarnings("this-escape") // final fields are set; a call meanwhile finds no mailbox
    AccountIndexes(long accountId, ChangeFeed feed) {
        this.accountId = accountId;
        this.subscription = feed.subscribe(accountId, this);
    }

    /**
     * A mailbox was read that has everything up to a change of the account. If it is the only one,
     * nothing before that has to be read again: one that comes later is read later.
     */
    void loaded(long seq) {
        lock.lock();
        try {
            if (known == 0 && reader == null && mailboxes.size() == 1) {
                known = seq;
            }
        } finally {
            lock.unlock();
        }
    }

    long accountId() {
        return accountId;
    }

    /** Whether nothing is missing of what the feed has told of. */
    boolean current() {
        lock.lock();
        try {
            return reader == null && !lost;
        } finally {
            lock.unlock();
        }
    }

    /** A mailbox by its name, from memory if all is {@link #current}. */
    Optional<Mailbox> find(MailboxStore store, String name) {
        long before;
        lock.lock();
        try {
            Mailbox known = named.get(name);
            if (known != null) {
                return Optional.of(known);
            }
            before = renamings;
        } finally {
            lock.unlock();
        }
        Optional<Mailbox> found = store.find(accountId, name);
        lock.lock();
        try {
            if (before == renamings && named.size() < MOST_NAMED) {
                found.ifPresent(mailbox -> named.put(name, mailbox));
            }
        } finally {
            lock.unlock();
        }
        return found;
    }

    @GuardedBy("lock")
    private void forgetNames() {
        named.clear();
        renamings++;
    }

    @Override
    public void changed(Change change) {
        lock.lock();
        try {
            if (!change.removed().isEmpty()
                    || change.notes().stream().anyMatch(Change.NamesChanged.class::isInstance)) {
                forgetNames();
            }
            heard = Math.max(heard, change.seq());
            if (reader != null || change.seq() <= known) {
                return;
            }
            if (change.seq() != known + 1) {
                lost = true;
                startReading();
                return;
            }
            known = change.seq();
        } finally {
            lock.unlock();
        }
        // Outside the lock: the feed calls from one thread, and what overtakes it here is harmless
        // or starts a reading.
        for (MailboxDelta delta : change.mailboxes()) {
            MailboxIndex index = mailboxes.get(delta.mailboxId());
            if (index != null) {
                index.apply(delta);
            }
        }
        for (Long mailbox : change.removed()) {
            MailboxIndex index = mailboxes.get(mailbox);
            if (index != null) {
                index.markGone();
            }
        }
    }

    @Override
    public void missed(long head) {
        lock.lock();
        try {
            if (head > known) {
                // A feed that dropped changes does not know the head and says "very high".
                heard = head == Long.MAX_VALUE ? heard : Math.max(heard, head);
                lost = true;
                if (reader == null) {
                    startReading();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void startReading() {
        forgetNames();
        reader = Thread.ofVirtual().name("mailbox-reread-" + accountId).unstarted(this::readMissed);
        reader.start();
    }

    /** Ends when all is read, or no mailbox is left to read for: nobody says it a second time. */
    private void readMissed() {
        long reached = 0;
        while (!finished(reached)) {
            reached = heard();
            if (!refreshAll()) {
                again();
                pause();
            }
        }
    }

    private boolean refreshAll() {
        for (MailboxIndex index : mailboxes.values()) {
            try {
                index.refresh();
            } catch (MailboxGoneException e) {
                index.markGone();
            } catch (RuntimeException e) {
                LOG.warn("mailbox re-read failed account={} cause={}", accountId, e.toString());
                return false;
            }
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long heard() {
        lock.lock();
        try {
            return heard;
        } finally {
            lock.unlock();
        }
    }

    private boolean finished(long reached) {
        lock.lock();
        try {
            if (lost || reached < heard) {
                lost = false;
                return false;
            }
            known = reached;
            reader = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void again() {
        lock.lock();
        try {
            lost = true;
        } finally {
            lock.unlock();
        }
    }
}
