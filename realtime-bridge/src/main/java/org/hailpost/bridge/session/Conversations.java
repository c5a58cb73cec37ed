package org.hailpost.bridge.session;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ThreadSummary;
import org.jspecify.annotations.Nullable;

/**
 * Port: what a terminal asks for. The session has already checked the scope; the implementation
 * checks that threads and messages are the account's own. May block, and may throw {@link
 * PortUnavailableException} (nothing was done) or {@link RequestRefusedException}.
 */
public interface Conversations {

    /** Threads, newest first. */
    Page<ThreadSummary> threads(Principal principal, @Nullable String cursor, int limit);

    /**
     * A thread's messages, newest first.
     *
     * @param before a cursor of an earlier page, or null
     * @param whole with the quoted history and signatures that are folded away else
     */
    Page<Message> history(
            Principal principal, String thread, @Nullable String before, int limit, boolean whole);

    List<ServerFrame.SearchPage.Hit> search(Principal principal, String text, int limit);

    /** Marks everything in the thread up to and including the message as read. */
    void read(Principal principal, String thread, String upTo);

    /**
     * Sends a message. Idempotent by (account, clientId) for 24 hours: the same answer, one
     * message.
     */
    SendOutcome send(Principal principal, UUID terminal, SendRequest request);

    /**
     * The other accounts of this gateway that share the thread, each with the thread's id on its
     * own side.
     */
    List<Counterpart> counterparts(Principal principal, String thread);

    /** A page; {@code next} asks for the one after it, null on the last. */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** Exactly one of {@code thread} and {@code to} is given. */
    record SendRequest(
            UUID clientId,
            @Nullable String thread,
            List<String> to,
            @Nullable String subject,
            String text,
            List<SentBlob> blobs,
            SendMode mode) {}

    /** The same thread seen from another account. */
    record Counterpart(long accountId, String thread) {}

    /** What became of a message to send. */
    sealed interface SendOutcome {}

    /** It is stored and on its way; {@code seq} is its event in the sender's own log. */
    record Sent(String message, String thread, long seq) implements SendOutcome {}

    /** It was not sent and nothing of it remains. */
    record Failed(ErrorCode code, boolean temporary, @Nullable Duration retryAfter, String detail)
            implements SendOutcome {}
}
