package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxStore.Copied;
import org.jspecify.annotations.Nullable;

/**
 * COPY: the same messages placed in a second mailbox, all or none, under one modseq. Keywords go by
 * name, since each mailbox numbers its own. Fails with {@link MailboxGoneException} if the second
 * one was removed meanwhile.
 */
final class Copier implements SqlFunction<Connection, Object> {
    /** Rows of a statement, which is to end within its timeout. */
    private static final int AT_ONCE = MailboxStore.AT_ONCE;

    private final long accountId;
    private final long mailboxId;
    private final List<Long> uids;
    private final long targetId;
    private final List<Long> sources = new ArrayList<>();
    private final List<Long> targets = new ArrayList<>();
    private final List<MailboxDelta.Row> rows = new ArrayList<>();
    private final List<Long> threads = new ArrayList<>();
    private @Nullable MailboxDelta delta;
    private @Nullable AccountUse use;
    private long octets;
    private long uidValidity;
    private long seq;

    Copier(long accountId, long mailboxId, List<Long> uids, long targetId) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.uids = uids;
        this.targetId = targetId;
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        seq = Accounts.lock(connection, accountId) + 1;
        Keywords from = Keywords.read(connection, accountId, mailboxId);
        Keywords to = Keywords.read(connection, accountId, targetId);
        for (List<Long> some : MailboxStore.portions(uids)) {
            readSources(connection, some, from, to);
        }
        if (uidValidity == 0 && !uids.isEmpty()) {
            throw new MailboxGoneException("mailbox " + targetId); // Else all would look copied.
        }
        if (rows.isEmpty()) {
            return this;
        }
        long first = Accounts.advanceMailbox(connection, accountId, targetId, seq, rows.size());
        for (int at = 0; at < rows.size(); at += AT_ONCE) {
            place(connection, first, at, Math.min(rows.size(), at + AT_ONCE));
        }
        use = Accounts.advance(connection, accountId, seq, octets, rows.size());
        EventRows events = new EventRows();
        events.mailboxChanged(accountId, seq, targetId);
        events.insert(connection);
        delta = new MailboxDelta(targetId, rows, List.of(), to.names(), first + rows.size(), seq);
        return this;
    }

    /** What the account has with the copies; null if there was nothing to copy. */
    @Nullable AccountUse use() {
        return use;
    }

    /** How many octets were copied. */
    long octets() {
        return octets;
    }

    Copied copied() {
        return new Copied(uidValidity, sources, targets);
    }

    List<Change> changes() {
        return delta == null ? List.of() : List.of(new Change(accountId, seq, List.of(delta)));
    }

    private void readSources(Connection connection, List<Long> some, Keywords from, Keywords to)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select p.uid, p.message_id, p.thread_id, p.flags, t.uid_validity, m.size
                        from mailbox t left join (
                        """
                                + Sql.PLACEMENTS
                                + """
                                cross join lateral (select size from message
                                    where account_id = p.account_id and id = p.message_id offset 0) as m) on true
                                where t.account_id = ? and t.id = ? order by p.uid
                                """)) {
            statement.setArray(1, Sql.array(connection, some));
            statement.setLong(2, accountId);
            statement.setLong(3, mailboxId);
            statement.setLong(4, accountId);
            statement.setLong(5, targetId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    uidValidity = row.getLong(5);
                    long uid = row.getLong(1);
                    if (!row.wasNull()) {
                        long flags = row.getLong(4);
                        long copied = (flags & Flags.SYSTEM) | to.bits(connection, from.of(flags));
                        sources.add(uid);
                        octets += row.getLong(6);
                        threads.add(row.getLong(3));
                        rows.add(new MailboxDelta.Row(0, row.getLong(2), copied, seq));
                    }
                }
            }
        }
    }

    private void place(Connection connection, long first, int begin, int end) throws SQLException {
        for (int i = begin; i < end; i++) {
            MailboxDelta.Row source = rows.get(i);
            rows.set(i, new MailboxDelta.Row(first + i, source.messageId(), source.flags(), seq));
            targets.add(first + i);
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                        select ?, ?, unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), ?
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, targetId);
            statement.setArray(3, Sql.array(connection, targets.subList(begin, end)));
            statement.setArray(
                    4,
                    Sql.array(connection, rows.subList(begin, end), MailboxDelta.Row::messageId));
            statement.setArray(5, Sql.array(connection, threads.subList(begin, end)));
            statement.setArray(
                    6, Sql.array(connection, rows.subList(begin, end), MailboxDelta.Row::flags));
            statement.setLong(7, seq);
            statement.executeUpdate();
        }
    }
}
