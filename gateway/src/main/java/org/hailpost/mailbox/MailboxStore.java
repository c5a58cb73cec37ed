package org.hailpost.mailbox;

import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of accounts, as IMAP needs them. All methods block; every method throws {@link
 * MailUnavailableException} when the store cannot be reached (nothing was changed then, or the
 * change was committed whole). Changes reach the {@link ChangeFeed} before the method returns or
 * shortly after.
 */
public interface MailboxStore {
    /**
     * Of how many messages a caller changes at most at once, where it may be done one after the
     * other: no transaction is to take long, and none to fill the heap.
     */
    int AT_ONCE = 5_000;

    /** Mailboxes an account may have, and subscriptions. */
    int MOST_NAMES = 10_000;

    /** The same in several lists, none with more than {@link #AT_ONCE}; views of it. */
    static <T> List<List<T>> portions(List<T> all) {
        List<List<T>> portions = new ArrayList<>();
        for (int at = 0; at < all.size(); at += AT_ONCE) {
            portions.add(all.subList(at, Math.min(all.size(), at + AT_ONCE)));
        }
        return portions;
    }

    /** All mailboxes, by name. */
    List<Mailbox> list(long accountId);

    /** The mailbox of that name; INBOX in any case. */
    Optional<Mailbox> find(long accountId, String name);

    /**
     * Makes a mailbox and its missing parents.
     *
     * @param role what it is for; null for nothing special
     * @throws MailboxExistsException if the name is taken by a selectable mailbox
     * @throws RoleTakenException if another mailbox of the account has the role
     */
    Mailbox create(long accountId, String name, @Nullable Role role);

    /**
     * Removes a mailbox with its messages; what lies below it stays, and so do subscriptions.
     *
     * @throws MailboxGoneException if there is no such mailbox
     */
    void delete(long accountId, long mailboxId);

    /**
     * Renames a mailbox and all below it, UIDs and UIDVALIDITY kept, and makes missing parents;
     * {@code from} may be a mere parent. INBOX stays: its messages move to the new mailbox, {@link
     * #AT_ONCE} after the other, what lies below it is left alone (RFC 9051 §6.3.6). Subscriptions
     * stay as they are.
     *
     * @param to not below {@code from}
     * @throws MailboxGoneException if there is nothing of that name
     * @throws MailboxExistsException if a name is taken
     */
    void rename(long accountId, String from, String to);

    /** All mailboxes and subscriptions, and up to which change. */
    Catalogue catalogue(long accountId);

    /** Subscribed names, also of mailboxes that do not exist (RFC 9051 §6.3.7). */
    Set<String> subscriptions(long accountId);

    void subscribe(long accountId, String name);

    void unsubscribe(long accountId, String name);

    MailboxStatus status(long accountId, long mailboxId);

    /**
     * How many octets the messages of a mailbox have; looks at each of them.
     *
     * @param flags only messages that have all of these ({@link Flags}); 0 for all messages
     */
    long octets(long accountId, long mailboxId, long flags);

    /** The whole mailbox, for an index of it. */
    MailboxSnapshot snapshot(long accountId, long mailboxId);

    /** What changed in the mailbox since a modseq. */
    MailboxDelta changesSince(long accountId, long mailboxId, long modseq);

    /**
     * Takes {@code \Recent} for one read-write session.
     *
     * @return the lowest UID that is recent for the caller; later sessions get only later ones
     */
    long claimRecent(long accountId, long mailboxId);

    /** Tests and changes flags of the messages with these UIDs, atomically, under one modseq. */
    FlagChange.Outcome changeFlags(
            long accountId, long mailboxId, List<Long> uids, FlagChange change);

    /**
     * Edits flags of messages, atomically, under one modseq; those that are gone are left out.
     *
     * @param edits one a message
     */
    FlagChange.Outcome editFlags(long accountId, long mailboxId, List<FlagEdit> edits);

    /**
     * Removes those of the messages that have {@code \Deleted}, under one modseq.
     *
     * @return the UIDs that are gone, ascending
     */
    List<Long> expunge(long accountId, long mailboxId, List<Long> uids);

    /**
     * Copies messages with flags and internal date; all or none. Missing UIDs are left out. May
     * throw {@link OverQuotaException}.
     *
     * @throws MailboxGoneException if the target was removed meanwhile
     */
    Copied copy(long accountId, long mailboxId, List<Long> uids, long targetMailboxId);

    /**
     * Copies and takes out, under one commit; all or none (RFC 6851).
     *
     * @throws MailboxGoneException if the target was removed meanwhile
     */
    Copied move(long accountId, long mailboxId, List<Long> uids, long targetMailboxId);

    /**
     * UIDs that were expunged after a modseq, ascending: the first {@link #AT_ONCE} at most.
     *
     * @param from the least UID that is wanted
     */
    List<Long> expungedSince(long accountId, long mailboxId, long modseq, long from);

    /** Reads metadata in the order of the ids; ids that are gone are left out. */
    void metas(
            long accountId,
            List<Long> messageIds,
            Set<MessageMeta.Field> fields,
            Consumer<MessageMeta> each);

    /**
     * What can be said of all the account's messages, without reading them, about whether they
     * contain texts, folded by {@link org.hailpost.message.SearchText#fold}; for one search.
     */
    TextSieve.Maker sieves(long accountId);

    /**
     * When the messages with these UIDs were put into the mailbox. Who was put there before that
     * was noted is left out.
     */
    Map<Long, Instant> savedDates(long accountId, long mailboxId, List<Long> uids);

    /**
     * The messages of a mailbox that were put there from one day on and before another, in UTC,
     * ascending; without a save date the internal date's own day counts (RFC 8514 §4.3).
     */
    List<Long> savedBetween(long accountId, long mailboxId, LocalDate from, LocalDate before);

    /** The ids of the messages of a conversation. */
    Set<Long> messagesOfThread(long accountId, long threadId);

    /**
     * A range of a message's wire bytes, trace headers included, read in slices: constant memory,
     * no database connection held between reads. A range beyond the end is cut.
     *
     * @throws java.io.UncheckedIOException never; reading throws IOException if the message is gone
     */
    InputStream open(long accountId, long messageId, long offset, long length);

    /** Whether there is room for more. */
    Quotas quotas();

    /** What clients note about mailboxes. */
    Annotations annotations();

    /** COPYUID (RFC 4315): parallel lists. */
    record Copied(long uidValidity, List<Long> sourceUids, List<Long> targetUids) {}
}
