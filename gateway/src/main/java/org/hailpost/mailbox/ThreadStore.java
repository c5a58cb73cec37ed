package org.hailpost.mailbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Party;
import org.jspecify.annotations.Nullable;

/** Conversations by party. Blocks; {@link MailUnavailableException}. */
public interface ThreadStore {
    /** Threads, newest first; {@code cursor} is null or what the last page gave. */
    ThreadPage threads(long accountId, @Nullable String cursor, int limit);

    Optional<ThreadSummary> thread(long accountId, long threadId);

    /** Messages of a thread before a cursor (null: from the newest), newest first. */
    HistoryPage history(long accountId, long threadId, @Nullable String before, int limit);

    /** A message of the account. */
    Optional<ThreadMessage> message(long accountId, long messageId);

    /** What became of a terminal's send in the last 24 h, if it was stored. */
    Optional<SentMessage> sent(long accountId, UUID clientId);

    /**
     * The header of a thread's newest message; empty if there is none, or it is larger than any
     * mail's.
     */
    Optional<HeaderFacts> newestHeader(long accountId, long threadId);

    /** Messages whose text, subject or sender contains the text, newest first. */
    List<ThreadMessage> search(long accountId, String text, int limit);

    /**
     * Sets {@code \Seen} on the thread's messages up to and with one, under one seq.
     *
     * @return the messages that were unread until now
     */
    List<Long> read(long accountId, long threadId, long upToMessageId);

    /** Unread messages of a thread. */
    long unread(long accountId, long threadId);

    /**
     * The threads of other accounts here that hold copies of the account's messages in this one, or
     * that its messages are copies of.
     */
    List<Counterpart> counterparts(long accountId, long threadId);

    /** The same conversation seen from another account. */
    record Counterpart(long accountId, long threadId) {}

    /** The account's own copy of what a terminal sent, and the seq of its event. */
    record SentMessage(long messageId, long threadId, long seq) {}

    /** One thread in the list. */
    record ThreadSummary(
            long id,
            List<Party> parties,
            String subject,
            Instant lastAt,
            long lastMessageId,
            String lastLine,
            boolean lastIncoming,
            long unread) {
        public ThreadSummary {
            parties = List.copyOf(parties);
        }
    }

    /** A page of threads. */
    record ThreadPage(List<ThreadSummary> threads, @Nullable String next) {}

    /** A page of messages. */
    record HistoryPage(List<ThreadMessage> messages, @Nullable String next) {}
}
