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
import org.jspecify.annotations.Nullable;

/**
 * One STORE: test and set under the account's row lock, one modseq, one event (RFC 7162 §3.1).
 *
 * <p>It commits with fsync like everything else that takes a seq: were the commit lost in a crash
 * after terminals had seen its seq, the next change would get the same number.
 */
final class FlagWriter implements SqlFunction<Connection, Object> {
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
        seq = Accounts.lock(connection, accountId) + 1;
        Keywords keywords = Keywords.read(connection, accountId, mailboxId);
        List<String> before = keywords.names();
        long bits = change.flags() | keywords.bits(connection, change.keywords());
        List<Long> targets = unmodified(connection);
        update(connection, targets, bits);
        boolean grown = keywords.names().size() > before.size();
        if (!changed.isEmpty() || grown) {
            Accounts.advance(connection, accountId, seq);
            long uidNext = Accounts.advanceMailbox(connection, accountId, mailboxId, seq, 0);
            EventRows events = new EventRows();
            events.messageFlags(accountId, seq, mailboxId, flagged);
            events.insert(connection);
            delta =
                    new MailboxDelta(
                            mailboxId,
                            changed,
                            List.of(),
                            grown ? keywords.names() : null,
                            uidNext,
                            seq);
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
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update placement set flags = %1$s, modseq = ?
                        where account_id = ? and mailbox_id = ? and uid = any(?) and flags <> %1$s
                        returning uid, message_id, thread_id, flags
                        """
                                .formatted(result))) {
            statement.setLong(1, bits);
            statement.setLong(2, seq);
            statement.setLong(3, accountId);
            statement.setLong(4, mailboxId);
            statement.setArray(5, Sql.array(connection, targets));
            statement.setLong(6, bits);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long flags = row.getLong(4);
                    changed.add(new MailboxDelta.Row(row.getLong(1), row.getLong(2), flags, seq));
                    flagged.add(new Flagged(row.getLong(2), row.getLong(3), flags & Flags.SYSTEM));
                }
            }
        }
        changed.sort(java.util.Comparator.comparingLong(MailboxDelta.Row::uid));
    }
}
