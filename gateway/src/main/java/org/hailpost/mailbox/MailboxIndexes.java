package org.hailpost.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes in memory: those that sessions have selected, and a few that none has any more.
 * Thread-safe; memory is bounded by the mailboxes in use plus {@code idleMessages} rows.
 */
public final class MailboxIndexes {
    private static final int IDLE_MAILBOXES = 256;

    private final MailboxStore store;
    private final ChangeFeed feed;
    private final long idleMessages;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Long, AccountIndexes> accounts = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Long, Entry> inUse = new HashMap<>();

    /** Least recently used first. */
    @GuardedBy("lock")
    private final Map<Long, Entry> idle = new LinkedHashMap<>();

    /** Keeps up to a million rows (40 MB) of mailboxes that nobody has selected. */
    public MailboxIndexes(MailboxStore store, ChangeFeed feed) {
        this(store, feed, 1_000_000);
    }

    public MailboxIndexes(MailboxStore store, ChangeFeed feed, long idleMessages) {
        this.store = store;
        this.feed = feed;
        this.idleMessages = idleMessages;
    }

    /**
     * The index of a mailbox, holding every commit before the call; to be given back to {@link
     * #release}. Blocks to read it if it is not in memory.
     *
     * @throws MailboxGoneException if there is no such mailbox
     * @throws MailUnavailableException if the store cannot be reached
     */
    public MailboxIndex acquire(long accountId, long mailboxId) {
        return acquire(accountId, mailboxId, Long.MAX_VALUE);
    }

    /** The same, holding at least every commit up to a MODSEQ of the mailbox. */
    public MailboxIndex acquire(long accountId, long mailboxId, long modseq) {
        Entry entry = enter(accountId, mailboxId);
        boolean done = false;
        try {
            boolean warm = entry.loading.isDone();
            load(entry);
            if (warm && entry.index.highestModseq() < modseq && !isCurrent(entry.account)) {
                // The feed may be a moment behind a commit that somebody was already told of.
                entry.index.refresh();
            }
            done = true;
            return entry.index;
        } finally {
            if (!done) {
                leave(entry, false);
            }
        }
    }

    /** Everything that this node has committed before the call is in the indexes. */
    private boolean isCurrent(AccountIndexes account) {
        return feed.caughtUp(account.accountId()) && account.current();
    }

    /**
     * {@link MailboxStore#find}; asks the store only if the account has no mailbox in memory, or
     * nobody has asked for that one since names were changed.
     */
    public Optional<Mailbox> find(long accountId, String name) {
        AccountIndexes account;
        lock.lock();
        try {
            account = accounts.get(accountId);
        } finally {
            lock.unlock();
        }
        return account != null && isCurrent(account)
                ? account.find(store, name)
                : store.find(accountId, name);
    }

    /** Listens to the changes of an account, whatever of it is in memory. */
    public ChangeFeed.Subscription follow(long accountId, ChangeFeed.Listener listener) {
        return feed.subscribe(accountId, listener);
    }

    /** Gives an index back. */
    public void release(MailboxIndex index) {
        Entry entry;
        lock.lock();
        try {
            entry = inUse.get(index.mailboxId());
        } finally {
            lock.unlock();
        }
        if (entry != null) {
            leave(entry, true);
        }
    }

    /** How many mailboxes are in memory. */
    public int size() {
        lock.lock();
        try {
            return inUse.size() + idle.size();
        } finally {
            lock.unlock();
        }
    }

    private Entry enter(long accountId, long mailboxId) {
        lock.lock();
        try {
            Entry entry = inUse.get(mailboxId);
            if (entry == null) {
                entry = idle.remove(mailboxId);
                if (entry == null) {
                    AccountIndexes account =
                            accounts.computeIfAbsent(accountId, id -> new AccountIndexes(id, feed));
                    entry = new Entry(account, new MailboxIndex(store, accountId, mailboxId));
                    // Before it is loaded, so that no change falls between.
                    account.mailboxes.put(mailboxId, entry.index);
                }
                inUse.put(mailboxId, entry);
            }
            entry.users++;
            return entry;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Entry entry, boolean keep) {
        lock.lock();
        try {
            entry.users--;
            if (entry.users > 0) {
                return;
            }
            inUse.remove(entry.index.mailboxId());
            if (keep && !entry.index.gone()) {
                idle.put(entry.index.mailboxId(), entry);
                evictIdle();
            } else {
                forget(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void evictIdle() {
        long rows = 0;
        for (Entry entry : idle.values()) {
            rows += entry.index.size();
        }
        Iterator<Entry> eldest = idle.values().iterator();
        while (eldest.hasNext() && (rows > idleMessages || idle.size() > IDLE_MAILBOXES)) {
            Entry entry = eldest.next();
            rows -= entry.index.size();
            eldest.remove();
            forget(entry);
        }
    }

    @GuardedBy("lock")
    private void forget(Entry entry) {
        entry.account.mailboxes.remove(entry.index.mailboxId());
        if (entry.account.mailboxes.isEmpty()) {
            accounts.remove(entry.index.accountId());
            entry.account.subscription.close();
        }
    }

    private static void load(Entry entry) {
        entry.loading.run(); // Does nothing if another thread has begun; then get() waits for it.
        try {
            entry.loading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MailUnavailableException("interrupted", e);
        }
    }

    private static final class Entry {
        final AccountIndexes account;
        final MailboxIndex index;
        final FutureTask<@Nullable Void> loading;
        int users;

        Entry(AccountIndexes account, MailboxIndex index) {
            this.account = account;
            this.index = index;
            this.loading = new FutureTask<>(() -> account.loaded(index.load()), null);
        }
    }
}
