package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event.MessageFlags.Flagged;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxGoneException;
import org.jspecify.annotations.Nullable;

/**
 * One STORE: test and set under the account's row lock, one modseq, one event (RFC 7162 §3.1).
 *
 * <p>It commits with fsync like everything else that takes a seq: were the commit lost in a crash
 * after terminals had seen its seq, the next change would get the same number.
 */
final class FlagWriter implements SqlFunction<Connection, Object> {
    private static final String RECORD =
            EventRows.INSERT
                    + """
                    ;
                    update account set seq = ? where id = ?;

                    update mailbox set highest_modseq = ? where account_id = ? and id = ? returning uid_next
                    """;

    private final long accountId;
    private final long mailboxId;
    private final List<Long> uids;
    private final FlagChange change;
    private final List<MailboxDelta.Row> changed = new ArrayList<>();
    private final List<Flagged> flagged = new ArrayList<>();
    private final List<Long> modified = new ArrayList<>();
    private @Nullable MailboxDelta delta;
    private long seq;

    FlagWriter(long accountId, long mailboxId, List<Long> uids, FlagChange change) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.uids = uids;
        this.change = change;
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        List<Long> targets = uids;
        long bits = change.flags();
        List<String> grown = null;
        if (!change.keywords().isEmpty() || change.unchangedSince().isPresent()) {
            Accounts.lock(connection, accountId); // what is read now must hold when we write
            Keywords keywords = Keywords.read(connection, accountId, mailboxId);
            List<String> before = keywords.names();
            bits |= keywords.bits(connection, change.keywords());
            grown = keywords.names().size() > before.size() ? keywords.names() : null;
            targets = unmodified(connection);
        }
        update(connection, targets, bits);
        if (!changed.isEmpty() || grown != null) {
            long uidNext = record(connection);
            delta = new MailboxDelta(mailboxId, changed, List.of(), grown, uidNext, seq);
        }
        return this;
    }

    FlagChange.Outcome outcome() {
        return new FlagChange.Outcome(changed.isEmpty() ? 0 : seq, changed, modified);
    }

    List<Change> changes() {
        return delta == null ? List.of() : List.of(new Change(accountId, seq, List.of(delta)));
    }

    private List<Long> unmodified(Connection connection) throws SQLException {
        if (change.unchangedSince().isEmpty()) {
            return uids;
        }
        Set<Long> newer = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select uid from placement
                        where account_id = ? and mailbox_id = ? and uid = any(?) and modseq > ?
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            statement.setArray(3, Sql.array(connection, uids));
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

    private void update(Connection connection, List<Long> targets, long bits) throws SQLException {
        String result =
                switch (change.operation()) {
                    case ADD -> "flags | ?";
                    case REMOVE -> "flags & ~?::bigint";
                    case REPLACE -> "?";
                };
        // One after the other, so that the second sees what the lock waited for.
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select seq from account where id = ? for no key update;

                        update placement set flags = %1$s, modseq = (select seq + 1 from account where id = ?)
                        where account_id = ? and mailbox_id = ? and uid = any(?) and flags <> %1$s
                        returning uid, message_id, thread_id, flags
                        """
                                .formatted(result))) {
            statement.setLong(1, accountId);
            statement.setLong(2, bits);
            statement.setLong(3, accountId);
            statement.setLong(4, accountId);
            statement.setLong(5, mailboxId);
            statement.setArray(6, Sql.array(connection, targets));
            statement.setLong(7, bits);
            statement.execute();
            try (ResultSet account = statement.getResultSet()) {
                if (!account.next()) {
                    throw new MailboxGoneException("account " + accountId);
                }
                seq = account.getLong(1) + 1;
            }
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    long flags = row.getLong(4);
                    changed.add(new MailboxDelta.Row(row.getLong(1), row.getLong(2), flags, seq));
                    flagged.add(new Flagged(row.getLong(2), row.getLong(3), flags & Flags.SYSTEM));
                }
            }
        }
        changed.sort(java.util.Comparator.comparingLong(MailboxDelta.Row::uid));
    }

    /** Returns UIDNEXT. */
    private long record(Connection connection) throws SQLException {
        EventRows events = new EventRows();
        events.messageFlags(accountId, seq, mailboxId, flagged);
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            events.bind(new Columns(statement));
            int next = EventRows.COLUMNS;
            statement.setLong(++next, seq);
            statement.setLong(++next, accountId);
            statement.setLong(++next, seq);
            statement.setLong(++next, accountId);
            statement.setLong(++next, mailboxId);
            statement.execute();
            statement.getMoreResults(); // from the insert to the account
            statement.getMoreResults(); // to the mailbox
            try (ResultSet mailbox = statement.getResultSet()) {
                if (mailbox == null || !mailbox.next()) {
                    throw new MailboxGoneException("mailbox " + mailboxId);
                }
                return mailbox.getLong(1);
            }
        }
    }
}
