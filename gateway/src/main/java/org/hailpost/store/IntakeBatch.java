package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;

/**
 * One attempt to write a batch of messages in one transaction.
 *
 * <p>The order is the invariant: account rows first, in id order (so that two batches never wait
 * for each other in a circle), which gives the seq numbers, and message ids in the same order, for
 * cursors and "read up to" go by them; then the mailboxes, which gives the UIDs; then threads; then
 * the rows, which nobody else can see or want before the commit.
 */
final class IntakeBatch {
    private final IdBlocks ids;
    private final List<WaitingMessage> messages;
    private final Map<WaitingMessage, Receipt> repeated = new HashMap<>();
    private final List<NewPlacement> placements = new ArrayList<>();
    private String transaction = "";
    private boolean readyToCommit;

    IntakeBatch(IdBlocks ids, List<WaitingMessage> messages) {
        this.ids = ids;
        this.messages = messages;
    }

    void write(Connection connection) throws SQLException {
        findRepeated(connection);
        for (WaitingMessage waiting : messages) {
            if (!repeated.containsKey(waiting)) {
                prepare(connection, waiting);
            }
        }
        if (!placements.isEmpty()) {
            lockAccounts(connection);
            takeUids(connection);
            IntakeThreads.assign(connection, ids, placements);
            IntakeRows.insert(connection, placements);
        }
        for (WaitingMessage waiting : messages) {
            if (!waiting.commit()) {
                throw new MailUnavailableException("a sender did not wait for it", null);
            }
        }
        readyToCommit = true;
    }

    /** Whether all was written: if the connection broke after this, the commit is in doubt. */
    boolean readyToCommit() {
        return readyToCommit;
    }

    /** The transaction's id, for {@code pg_xact_status}. */
    String transaction() {
        return transaction;
    }

    /** One of the copies that the transaction writes, if it has a number. */
    Receipt.Stored first() {
        return placements.getFirst().stored();
    }

    /** Releases all waiters with their receipts. */
    void succeed() {
        eachReceipt(WaitingMessage::succeed);
    }

    void fail(RuntimeException reason) {
        messages.forEach(waiting -> waiting.fail(reason));
    }

    void eachReceipt(BiConsumer<WaitingMessage, Receipt> action) {
        repeated.forEach(action);
        Map<WaitingMessage, List<Receipt.Stored>> stored = new LinkedHashMap<>();
        for (NewPlacement placement : placements) {
            stored.computeIfAbsent(placement.waiting, w -> new ArrayList<>())
                    .add(placement.stored());
        }
        stored.forEach((waiting, copies) -> action.accept(waiting, new Receipt(copies, false)));
    }

    /** What listeners are told, in seq order for each account. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>(placements.size());
        for (NewPlacement placement : placements) {
            MailboxDelta.Row row =
                    new MailboxDelta.Row(
                            placement.uid, placement.messageId, placement.flags, placement.seq);
            MailboxDelta delta =
                    new MailboxDelta(
                            placement.mailboxId,
                            List.of(row),
                            List.of(),
                            placement.keywords,
                            placement.uid + 1,
                            placement.seq);
            changes.add(new Change(placement.copy.accountId(), placement.seq, List.of(delta)));
        }
        return changes;
    }

    private void findRepeated(Connection connection) throws SQLException {
        for (WaitingMessage waiting : messages) {
            NewMessage.Request request = waiting.message().request();
            if (request == null) {
                continue;
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            select message_id, thread_id, seq from sent_request
                            where account_id = ? and client_id = ?
                            """)) {
                statement.setLong(1, request.accountId());
                statement.setObject(2, request.clientId());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        Receipt.Stored stored =
                                new Receipt.Stored(
                                        request.accountId(),
                                        row.getLong(1),
                                        row.getLong(2),
                                        0,
                                        0,
                                        0,
                                        row.getLong(3));
                        repeated.put(waiting, new Receipt(List.of(stored), true));
                    }
                }
            }
        }
    }

    private void prepare(Connection connection, WaitingMessage waiting) throws SQLException {
        long contentId = ids.take(connection);
        List<NewPlacement> copies = new ArrayList<>();
        for (NewMessage.Copy copy : waiting.message().copies()) {
            copies.add(new NewPlacement(waiting, copy, contentId));
        }
        for (NewPlacement placement : copies) {
            int origin = placement.copy.originIndex();
            if (origin >= 0) {
                placement.origin = copies.get(origin);
            }
        }
        placements.addAll(copies);
    }

    private void lockAccounts(Connection connection) throws SQLException {
        Map<Long, Long> counts = new TreeMap<>();
        placements.forEach(p -> counts.merge(p.copy.accountId(), 1L, Long::sum));
        Map<Long, Long> next = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with locked as (select id from account where id = any(?) order by id for no key update)
                        update account a set seq = a.seq + n.count
                        from locked l join unnest(?::bigint[], ?::bigint[]) as n(id, count) on n.id = l.id
                        where a.id = l.id
                        returning a.id, a.seq - n.count + 1, pg_current_xact_id()::text
                        """)) {
            statement.setArray(1, Sql.array(connection, counts.keySet()));
            statement.setArray(2, Sql.array(connection, counts.keySet()));
            statement.setArray(3, Sql.array(connection, counts.values()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    next.put(row.getLong(1), row.getLong(2));
                    transaction = row.getString(3);
                }
            }
        }
        for (NewPlacement placement : placements) {
            long account = placement.copy.accountId();
            Long seq = next.get(account);
            if (seq == null) {
                throw new MailboxGoneException("account " + account + " was removed");
            }
            placement.seq = seq;
            placement.messageId = ids.take(connection);
            next.put(account, seq + 1);
        }
    }

    /** The counters of each mailbox are raised once a batch, whatever the number of messages. */
    private void takeUids(Connection connection) throws SQLException {
        Map<Key, List<NewPlacement>> byMailbox = new LinkedHashMap<>();
        for (NewPlacement placement : placements) {
            Key key = Key.of(placement.copy);
            byMailbox.computeIfAbsent(key, k -> new ArrayList<>()).add(placement);
        }
        List<Key> keys = List.copyOf(byMailbox.keySet());
        List<List<NewPlacement>> groups = List.copyOf(byMailbox.values());
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update mailbox m set uid_next = uid_next + n.count, highest_modseq = n.modseq
                        from unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
                            as n(account_id, id, role, count, modseq)
                        where m.account_id = n.account_id and (m.id = n.id or m.role = n.role) and m.selectable
                        returning n.account_id, n.id, n.role, m.id, m.role, m.uid_validity, m.uid_next - n.count
                        """)) {
            statement.setArray(1, Sql.array(connection, keys, Key::accountId));
            statement.setArray(2, Sql.array(connection, keys, Key::mailboxId));
            statement.setArray(
                    3, connection.createArrayOf("text", keys.stream().map(Key::role).toArray()));
            statement.setArray(4, Sql.array(connection, groups, group -> (long) group.size()));
            statement.setArray(5, Sql.array(connection, groups, group -> group.getLast().seq));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Key key = new Key(row.getLong(1), row.getLong(2), row.getString(3));
                    long uid = row.getLong(7);
                    List<NewPlacement> group = byMailbox.remove(key);
                    for (NewPlacement placement : group == null ? List.<NewPlacement>of() : group) {
                        placement.mailboxId = row.getLong(4);
                        placement.mailboxRole = Sql.role(row.getString(5));
                        placement.uidValidity = row.getLong(6);
                        placement.uid = uid++;
                    }
                }
            }
        }
        if (!byMailbox.isEmpty()) {
            throw new MailboxGoneException("mailbox " + byMailbox.keySet().iterator().next());
        }
        for (NewPlacement placement : placements) {
            placement.flags = placement.copy.flags();
            if (!placement.copy.keywords().isEmpty()) {
                Keywords keywords =
                        Keywords.read(connection, placement.copy.accountId(), placement.mailboxId);
                placement.flags |= keywords.bits(connection, placement.copy.keywords());
                placement.keywords = keywords.names();
            }
        }
    }

    /** A mailbox as a copy names it; one of id and role is set, the other is 0 or "". */
    private record Key(long accountId, long mailboxId, String role) {
        static Key of(NewMessage.Copy copy) {
            return switch (copy.target()) {
                case Target.ById(long id) -> new Key(copy.accountId(), id, "");
                case Target.ByRole(Role role) -> new Key(copy.accountId(), 0, Sql.name(role));
            };
        }
    }
}
