package org.hailpost.bridge.client;

import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.ServerFrame.Welcome;

/**
 * What a client tells its program. Calls come one at a time, in order, on the client's executor;
 * they may block and may wait for the client's own answers. An event counts as handled, and is
 * acknowledged, when its method returns normally; when it throws, the client reconnects and the
 * same event comes again.
 */
public interface Listener {

    /**
     * A session stands. Comes after every reconnect; between two of these no event is missing
     * unless {@link #resync} says so.
     */
    default void connected(Welcome welcome) {}

    /** A message came into a thread, whichever way, the account's own included. */
    default void message(Event.MessageNew event) {}

    /** A message of the account got further on its way, or failed. */
    default void state(Event.MessageState event) {}

    default void flags(Event.MessageFlags event) {}

    default void read(Event.ThreadRead event) {}

    default void removed(Event.MessageRemoved event) {}

    default void mailbox(Event.MailboxChanged event) {}

    /** Typing or presence: a hint of the moment, dropped when the program is slow. */
    default void ephemeral(Ephemeral frame) {}

    /**
     * Events up to {@code head} will not come: ask for threads and history instead. Live events go
     * on after it.
     */
    default void resync(long head) {}

    /** The session ended, or an attempt to get one failed. */
    default void disconnected(Disconnected disconnected) {}
}
