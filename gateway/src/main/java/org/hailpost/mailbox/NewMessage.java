package org.hailpost.mailbox;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.hailpost.message.Content;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.outbound.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into mailboxes.
 *
 * @param content the bytes as they came in; the caller closes it after the call
 * @param copies one per account and mailbox; may be empty if the mail only leaves
 * @param request makes a terminal's send idempotent: the second store with the same one within 24 h
 *     answers the first's receipt; null for all else
 * @param outgoing what of it goes into the outbound queue
 */
public record NewMessage(
        Content content,
        ScannedMessage scanned,
        List<Copy> copies,
        @Nullable Request request,
        List<Outgoing> outgoing) {
    public NewMessage {
        copies = List.copyOf(copies);
        outgoing = List.copyOf(outgoing);
    }

    /** A mail that stays here. */
    public NewMessage(
            Content content, ScannedMessage scanned, List<Copy> copies, @Nullable Request request) {
        this(content, scanned, copies, request, List.of());
    }

    /** The (account, clientId) of a terminal's send. */
    public record Request(long accountId, UUID clientId) {}

    /** Where a copy goes: a mailbox by role, or by id. */
    public sealed interface Target {
        /** The account's mailbox of that role. */
        record ByRole(Role role) implements Target {}

        /** A given mailbox of the account. */
        record ById(long mailboxId) implements Target {}
    }

    /** How far the shown sender may be believed. */
    public enum Trust {
        NONE,
        LOCAL,
        GUEST,
        DMARC
    }

    /**
     * One copy.
     *
     * @param trace trace headers that stand before the content in this copy; may be empty
     * @param flags system flag bits
     * @param keywords keywords by name (APPEND)
     * @param incoming whether the other party sent it; false for what the account itself wrote
     * @param parties the thread's other side; empty puts it in the thread of the account with
     *     itself
     * @param originIndex index in {@code copies} of the sender's own copy, or -1: state events
     *     (pushed, displayed) of this copy go there
     * @param report it only says how a message of the account fared, and has been applied to that
     *     ({@link DeliveryReports}): it lies in its mailbox and makes no conversation
     */
    @SuppressWarnings("ArrayRecordComponent") // wire bytes on their way to the database
    public record Copy(
            long accountId,
            Target target,
            byte[] trace,
            long flags,
            List<String> keywords,
            OffsetDateTime internalDate,
            boolean incoming,
            List<Party> parties,
            Trust trust,
            int originIndex,
            boolean report) {
        public Copy {
            keywords = List.copyOf(keywords);
            parties = List.copyOf(parties);
        }

        /** A message of a conversation. */
        public Copy(
                long accountId,
                Target target,
                byte[] trace,
                long flags,
                List<String> keywords,
                OffsetDateTime internalDate,
                boolean incoming,
                List<Party> parties,
                Trust trust,
                int originIndex) {
            this(
                    accountId,
                    target,
                    trace,
                    flags,
                    keywords,
                    internalDate,
                    incoming,
                    parties,
                    trust,
                    originIndex,
                    false);
        }
    }
}
