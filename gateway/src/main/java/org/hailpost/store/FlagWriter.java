package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagEdit;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxGoneException;
import org.jspecify.annotations.Nullable;

/**
 * One STORE: test and set under the account's row lock, one modseq, one event (RFC 7162 §3.1).
 * Lock, change, event, counters and commit are one round trip, unless keywords or a test come
 * first.
 *
 * <p>It commits with fsync like everything else that takes a seq: were the commit lost in a crash
 * after terminals had seen its seq, the next change would get the same number.
 */
final class FlagWriter implements SqlFunction<Connection, Object> {
    private static final String COMMIT = ";\ncommit";

    /**
     * One after the other, so that the second sees what the lock waited for. The event says the
     * same as {@link EventRows#messageFlags}. Rows are looked up as in {@link Sql#PLACEMENTS}, and
     * stay where they are while the account is locked.
     */
    private static final String EDIT =
            """
            select seq from account where id = ? for no key update;

            with asked as (select ?::bigint as account, ?::bigint as mailbox, ?::boolean as grown),
            edit as (
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as e(uid, clear, set)),
            changed as (
                update placement p set flags = (p.flags & ~edit.clear) | edit.set, modseq = a.seq + 1
                from asked join account a on a.id = asked.account, edit cross join lateral (
                    select ctid from placement
                    where account_id = ? and mailbox_id = ? and uid = edit.uid offset 0) as row
                where p.ctid = row.ctid and p.flags <> ((p.flags & ~edit.clear) | edit.set)
                returning p.uid, p.message_id, p.thread_id, p.flags),
            told as (
                select count(*) as count,
                    json_agg(json_build_object('messageId', message_id, 'threadId', thread_id, 'flags', flags & %1$d)
                        order by uid) as messages
                from changed),
            news as (
                select asked.* from asked, told where told.count > 0 or asked.grown),
            advanced as (
                update account a set seq = a.seq + 1 from news where a.id = news.account returning a.seq),
            logged as (
                insert into event (account_id, seq, kind, thread_id, message_id, data)
                select news.account, advanced.seq,
                    case when told.count > %2$d then '%3$s' else '%4$s' end, 0, 0,
                    (case when told.count > %2$d then json_build_object('mailbox', news.mailbox)
                        else json_build_object('messages', coalesce(told.messages, '[]')) end)::text
                from news, told, advanced),
            noted as (
                update mailbox m set highest_modseq = advanced.seq from news, advanced
                where m.account_id = news.account and m.id = news.mailbox returning m.uid_next)
            select noted.uid_next, changed.uid, changed.message_id, changed.flags
            from noted left join changed on true
            """
                    .formatted(
                            Flags.SYSTEM,
                            EventRows.LISTED,
                            EventRows.MAILBOX_CHANGED,
                            EventRows.MESSAGE_FLAGS);

    private final long accountId;
    private final long mailboxId;
    private final List<FlagEdit> edits;

    /** What the edits come from, if it has to be seen first what becomes of it. */
    private final @Nullable FlagChange change;

    private final List<Long> uids;
    private final List<MailboxDelta.Row> changed = new ArrayList<>();
    private final List<Long> modified = new ArrayList<>();
    private @Nullable MailboxDelta delta;
    private long seq;

    private FlagWriter(
            long accountId,
            long mailboxId,
            List<FlagEdit> edits,
            List<Long> uids,
            @Nullable FlagChange change) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.edits = edits;
        this.uids = uids;
        this.change = change;
    }

    static FlagWriter of(long accountId, long mailboxId, List<FlagEdit> edits) {
        return new FlagWriter(accountId, mailboxId, edits, List.of(), null);
    }

    static FlagWriter of(long accountId, long mailboxId, List<Long> uids, FlagChange change) {
        if (change.keywords().isEmpty() && change.unchangedSince().isEmpty()) {
            return of(accountId, mailboxId, edits(uids, change, change.flags()));
        }
        return new FlagWriter(accountId, mailboxId, List.of(), uids, change);
    }

    private static List<FlagEdit> edits(List<Long> uids, FlagChange change, long bits) {
        return uids.stream().map(uid -> FlagEdit.of(uid, change.operation(), bits)).toList();
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        if (change == null) {
            write(connection, edits, null, COMMIT);
            return this;
        }
        Accounts.lock(connection, accountId); // what is read now must hold when we write
        Keywords keywords = Keywords.read(connection, accountId, mailboxId);
        List<String> before = keywords.names();
        long bits = change.flags() | keywords.bits(connection, change.keywords());
        boolean grown = keywords.names().size() > before.size();
        List<Long> targets = unmodified(connection, change);
        write(connection, edits(targets, change, bits), grown ? keywords.names() : null, "");
        if (grown && delta == null) {
            throw new MailboxGoneException("mailbox " + mailboxId);
        }
        return this;
    }

    FlagChange.Outcome outcome() {
        return new FlagChange.Outcome(changed.isEmpty() ? 0 : seq, changed, modified);
    }

    List<Change> changes() {
        return delta == null ? List.of() : List.of(new Change(accountId, seq, List.of(delta)));
    }

    private List<Long> unmodified(Connection connection, FlagChange change) throws SQLException {
        if (change.unchangedSince().isEmpty()) {
            return uids;
        }
        Set<Long> newer = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select p.uid from " + Sql.PLACEMENTS + " where p.modseq > ?")) {
            statement.setArray(1, Sql.array(connection, uids));
            statement.setLong(2, accountId);
            statement.setLong(3, mailboxId);
            statement.setLong(4, change.unchangedSince().getAsLong());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    newer.add(row.getLong(1));
                }
            }
        }
        List<Long> targets = new ArrayList<>(uids.size());
        for (Long uid : uids) {
            (newer.contains(uid) ? modified : targets).add(uid);
        }
        return targets;
    }

    private void write(
            Connection connection,
            List<FlagEdit> edited,
            @Nullable List<String> grown,
            String commit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EDIT + commit)) {
            statement.setLong(1, accountId);
            statement.setLong(2, accountId);
            statement.setLong(3, mailboxId);
            statement.setBoolean(4, grown != null);
            statement.setObject(5, edited.stream().mapToLong(FlagEdit::uid).toArray());
            statement.setObject(6, edited.stream().mapToLong(FlagEdit::clear).toArray());
            statement.setObject(7, edited.stream().mapToLong(FlagEdit::set).toArray());
            statement.setLong(8, accountId);
            statement.setLong(9, mailboxId);
            statement.execute();
            try (ResultSet account = statement.getResultSet()) {
                if (!account.next()) {
                    throw new MailboxGoneException("account " + accountId);
                }
                seq = account.getLong(1) + 1;
            }
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                read(row, grown);
            }
        }
    }

    /**
     * One row for each message that was changed; one without a message if only keywords are new.
     */
    private void read(ResultSet row, @Nullable List<String> grown) throws SQLException {
        long uidNext = 0;
        while (row.next()) {
            uidNext = row.getLong(1);
            long uid = row.getLong(2);
            if (uid != 0) {
                changed.add(new MailboxDelta.Row(uid, row.getLong(3), row.getLong(4), seq));
            }
        }
        changed.sort(Comparator.comparingLong(MailboxDelta.Row::uid));
        if (uidNext != 0) {
            delta = new MailboxDelta(mailboxId, changed, List.of(), grown, uidNext, seq);
        }
    }
}
