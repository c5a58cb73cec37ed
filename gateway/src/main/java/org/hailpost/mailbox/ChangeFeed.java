package org.hailpost.mailbox;

import java.util.List;

/**
 * Tells listeners what was committed, after the commit, on the feed's own thread.
 *
 * <p>A hint, not the truth: changes of one account normally arrive in seq order, but one may come
 * late or not at all; a listener compares {@link Change#seq} with what it knows and reads what it
 * misses from the store.
 */
public interface ChangeFeed {
    /** Listens to one account until the subscription is closed. */
    Subscription subscribe(long accountId, Listener listener);

    /** Hands over committed changes; never blocks. */
    void publish(List<Change> changes);

    /**
     * Waits until an account's listeners were told of all that was published before; false if that
     * takes long, or if something was left out. With it, who is told of a commit of this node after
     * {@link #publish} can rely on listeners for that.
     */
    boolean caughtUp(long accountId);

    /** Called on the feed's thread: must be quick and must never block. */
    interface Listener {
        void changed(Change change);

        /** Changes may have been lost: look at the store. {@code head} is the account's seq. */
        void missed(long head);
    }

    /**
     * Ends a subscription; no call is made after {@link #close} has returned, but one under way.
     */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
