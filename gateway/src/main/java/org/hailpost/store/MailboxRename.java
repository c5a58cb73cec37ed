package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxExistsException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.jspecify.annotations.Nullable;

/** RENAME: a mailbox and all below it under new names, in one transaction (RFC 9051 §6.3.6). */
final class MailboxRename implements SqlFunction<Connection, Object> {
    private static final String INBOX = "INBOX";

    private final IdBlocks ids;
    private final long accountId;
    private final String from;
    private final String to;
    private final List<Change> changes = new ArrayList<>();
    private @Nullable Rest rest;

    MailboxRename(IdBlocks ids, long accountId, String from, String to) {
        this.ids = ids;
        this.accountId = accountId;
        this.from = from;
        this.to = to;
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        long seq = Accounts.lock(connection, accountId) + 1;
        Map<String, Long> mailboxes = mailboxes(connection);
        if (from.equals(INBOX)) {
            moveInbox(connection, mailboxes, seq);
        } else {
            rename(connection, mailboxes, seq);
        }
        return this;
    }

    /**
     * What of INBOX is still to be moved: many messages do not go in one transaction.
     *
     * @param uids of messages in {@code inboxId}
     */
    record Rest(long inboxId, List<Long> uids, long targetId) {}

    @Nullable Rest rest() {
        return rest;
    }

    List<Change> changes() {
        return changes;
    }

    private void rename(Connection connection, Map<String, Long> mailboxes, long seq)
            throws SQLException {
        Map<String, Long> renamed = new LinkedHashMap<>();
        for (var mailbox : mailboxes.entrySet()) {
            String name = mailbox.getKey();
            if (name.equals(from) || name.startsWith(from + Mailbox.DELIMITER)) {
                renamed.put(to + name.substring(from.length()), mailbox.getValue());
            }
        }
        if (renamed.isEmpty()) {
            throw new MailboxGoneException("mailbox " + from);
        }
        for (String name : renamed.keySet()) {
            if (mailboxes.containsKey(name)) {
                throw new MailboxExistsException(name);
            }
        }
        MailboxRows.createParents(connection, ids, accountId, to, seq);
        setNames(connection, renamed);
        record(connection, seq, renamed.values().iterator().next());
    }

    /** INBOX stays, and what lies below it: only its messages go. */
    private void moveInbox(Connection connection, Map<String, Long> mailboxes, long seq)
            throws SQLException {
        Long inbox = mailboxes.get(INBOX);
        if (inbox == null) {
            throw new MailboxGoneException("mailbox " + INBOX);
        }
        if (mailboxes.containsKey(to)) {
            throw new MailboxExistsException(to);
        }
        long target = MailboxRows.create(connection, ids, accountId, to, null, seq);
        record(connection, seq, target);
        List<Long> uids = uids(connection, inbox);
        int first = Math.min(uids.size(), MailboxStore.AT_ONCE);
        rest = new Rest(inbox, uids.subList(first, uids.size()), target);
        Mover mover = new Mover(accountId, inbox, uids.subList(0, first), target);
        mover.apply(connection);
        changes.addAll(mover.changes());
    }

    /** An event has one mailbox; who follows the list of mailboxes reads all of it again. */
    private void record(Connection connection, long seq, long mailboxId) throws SQLException {
        Accounts.advance(connection, accountId, seq);
        EventRows events = new EventRows();
        events.mailboxChanged(accountId, seq, mailboxId);
        events.insert(connection);
        changes.add(Change.of(accountId, seq, new Change.NamesChanged()));
    }

    private Map<String, Long> mailboxes(Connection connection) throws SQLException {
        Map<String, Long> mailboxes = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select name, id from mailbox where account_id = ? order by name")) {
            statement.setLong(1, accountId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    mailboxes.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return mailboxes;
    }

    private void setNames(Connection connection, Map<String, Long> renamed) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "update mailbox set name = ? where account_id = ? and id = ?")) {
            for (var mailbox : renamed.entrySet()) {
                statement.setString(1, mailbox.getKey());
                statement.setLong(2, accountId);
                statement.setLong(3, mailbox.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private List<Long> uids(Connection connection, long mailboxId) throws SQLException {
        List<Long> uids = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select uid from placement where account_id = ? and mailbox_id = ? order by uid")) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    uids.add(row.getLong(1));
                }
            }
        }
        return uids;
    }
}
