package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event.MessageRemoved.Removed;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages out of a mailbox, under one modseq, and remembers their UIDs (RFC 7162 §3.2). What
 * lies in no mailbox any more leaves its conversation too, and the last message that shows a
 * content takes the bytes with it.
 */
final class Expunger implements SqlFunction<Connection, Object> {
    private static final String THESE =
            "select p.ctid from " + Sql.PLACEMENTS + " where (not ? or p.flags & 8 <> 0)";

    private static final String ALL =
            """
            select ctid from placement where account_id = ? and mailbox_id = ? and (not ? or flags & 8 <> 0)
            order by uid limit ?
            """;

    private final long accountId;
    private final long mailboxId;
    private final @Nullable List<Long> uids;
    private final boolean deletedOnly;
    private final boolean keepMessages;
    private final List<Long> expunged = new ArrayList<>();
    private @Nullable MailboxDelta delta;
    private @Nullable AccountUse use;
    private long seq;
    private long octets;

    private Expunger(
            long accountId,
            long mailboxId,
            @Nullable List<Long> uids,
            boolean deletedOnly,
            boolean keepMessages) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.uids = uids;
        this.deletedOnly = deletedOnly;
        this.keepMessages = keepMessages;
    }

    /** EXPUNGE and UID EXPUNGE: those of them that have {@code \Deleted}. */
    static Expunger ofDeleted(long accountId, long mailboxId, List<Long> uids) {
        return new Expunger(accountId, mailboxId, uids, true, false);
    }

    /** REPLACE: just these (RFC 8508 §3.4). */
    static Expunger ofReplaced(long accountId, long mailboxId, List<Long> uids) {
        return new Expunger(accountId, mailboxId, uids, false, false);
    }

    /** DELETE of a mailbox: the lowest UIDs first; see {@link #mayGoOn}. */
    static Expunger ofAll(long accountId, long mailboxId) {
        return new Expunger(accountId, mailboxId, null, false, false);
    }

    /** The push replaced the mailbox message: it leaves the mailbox, not the conversation. */
    static Expunger ofPushed(long accountId, long mailboxId, List<Long> uids) {
        return new Expunger(accountId, mailboxId, uids, false, true);
    }

    /** MOVE: the messages lie in another mailbox by now. */
    static Expunger ofMoved(long accountId, long mailboxId, List<Long> uids) {
        return new Expunger(accountId, mailboxId, uids, false, true);
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        seq = Accounts.lock(connection, accountId) + 1;
        Set<Long> messages = takeOut(connection);
        if (expunged.isEmpty()) {
            return this;
        }
        List<Removed> removed =
                keepMessages ? List.of() : MessageRemoval.orphans(connection, accountId, messages);
        use = Accounts.advance(connection, accountId, seq, -octets, -expunged.size());
        long uidNext = Accounts.advanceMailbox(connection, accountId, mailboxId, seq, 0);
        EventRows events = new EventRows();
        events.messageRemoved(accountId, seq, mailboxId, removed);
        events.insert(connection);
        expunged.sort(null);
        delta = new MailboxDelta(mailboxId, List.of(), expunged, null, uidNext, seq);
        return this;
    }

    List<Long> expunged() {
        return expunged;
    }

    /** Whether more may be left, for another transaction. */
    boolean mayGoOn() {
        return uids == null && expunged.size() == MailboxStore.AT_ONCE;
    }

    /** What the account has left; null if nothing was there to take out. */
    @Nullable AccountUse use() {
        return use;
    }

    List<Change> changes() {
        return delta == null ? List.of() : List.of(new Change(accountId, seq, List.of(delta)));
    }

    /** The messages that lay there, each once. */
    private Set<Long> takeOut(Connection connection) throws SQLException {
        Set<Long> messages = new TreeSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with gone as (delete from placement p using (%s) as these where p.ctid = these.ctid
                            returning p.uid, p.message_id),
                        log as (insert into expunged (account_id, mailbox_id, uid, modseq)
                            select ?, ?, uid, ? from gone)
                        select g.uid, g.message_id, coalesce(m.size, 0)
                        from gone g left join lateral (
                            select size from message where account_id = ? and id = g.message_id offset 0) as m on true
                        """
                                .formatted(uids == null ? ALL : THESE))) {
            int at = 0;
            if (uids != null) {
                statement.setArray(++at, Sql.array(connection, uids));
            }
            statement.setLong(++at, accountId);
            statement.setLong(++at, mailboxId);
            statement.setBoolean(++at, deletedOnly);
            if (uids == null) {
                statement.setInt(++at, MailboxStore.AT_ONCE);
            }
            statement.setLong(++at, accountId);
            statement.setLong(++at, mailboxId);
            statement.setLong(++at, seq);
            statement.setLong(++at, accountId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    expunged.add(row.getLong(1));
                    messages.add(row.getLong(2));
                    octets += row.getLong(3);
                }
            }
        }
        return messages;
    }
}
