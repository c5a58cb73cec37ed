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
import java.util.function.BiConsumer;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.MessageGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;

/**
 * One attempt to write a batch of messages in one transaction.
 *
 * <p>The order is the invariant: account rows first, in id order (so that two batches never wait
 * for each other in a circle), which gives the seq numbers, and message ids in the same order, for
 * cursors and "read up to" go by them; then the mailboxes, which gives the UIDs; then threads; then
 * the rows, which nobody else can see or want before the commit.
 *
 * <p>A batch takes two round trips, {@link IntakeNumbers} and {@link IntakeRows}, whatever is in
 * it, but for the few things that want their own: on busy cores each costs a wait for the scheduler
 * on both sides, while other batches wait for the account's lock.
 */
final class IntakeBatch {
    /** Messages that belong together and are larger than that do not come into memory at once. */
    private static final long MANY_OCTETS = 4 << 20;

    private final IdBlocks ids;
    private final PostgresQuotas quotas;
    private final List<WaitingMessage> messages;
    private final Map<WaitingMessage, Receipt> repeated = new HashMap<>();
    private final Map<WaitingMessage, List<NewPlacement>> written = new LinkedHashMap<>();
    private final List<NewPlacement> placements = new ArrayList<>();
    private final List<Change> removals = new ArrayList<>();
    private final Map<Long, AccountUse> uses = new HashMap<>();
    private String transaction = "";
    private boolean commitSent;

    IntakeBatch(IdBlocks ids, PostgresQuotas quotas, List<WaitingMessage> messages) {
        this.ids = ids;
        this.quotas = quotas;
        this.messages = messages;
    }

    /** Writes it; unless this throws, it is committed. */
    void write(Connection connection) throws SQLException {
        findRepeated(connection);
        for (WaitingMessage waiting : messages) {
            if (!repeated.containsKey(waiting)) {
                prepare(connection, waiting);
            }
        }
        IntakeThreads threads = new IntakeThreads(placements);
        if (!placements.isEmpty()) {
            IntakeNumbers numbers = new IntakeNumbers(placements, threads);
            numbers.take(connection, ids);
            transaction = numbers.transaction();
            numbers.uses().forEach(use -> uses.put(use.accountId(), use));
            setFlags(connection);
            removeReplaced(connection);
            uses.values().forEach(use -> numbers.admit(use, quotas));
            IntakeRows.writeAhead(connection, placements);
        }
        for (WaitingMessage waiting : messages) {
            if (!waiting.commit()) {
                throw new MailUnavailableException("a sender did not wait for it", null);
            }
        }
        commitSent = true;
        if (!placements.isEmpty()) {
            IntakeRows.writeAndCommit(connection, placements, threads);
        }
    }

    /** Whether the commit is in doubt if the connection broke. */
    boolean commitSent() {
        return commitSent;
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
        uses.values().forEach(quotas::seen);
        eachReceipt(WaitingMessage::succeed);
    }

    void fail(RuntimeException reason) {
        messages.forEach(waiting -> waiting.fail(reason));
    }

    void eachReceipt(BiConsumer<WaitingMessage, List<Receipt>> action) {
        repeated.forEach((waiting, receipt) -> action.accept(waiting, List.of(receipt)));
        written.forEach((waiting, copies) -> action.accept(waiting, receipts(copies)));
    }

    /** One a message; its copies follow one another. */
    private static List<Receipt> receipts(List<NewPlacement> copies) {
        Map<Long, List<Receipt.Stored>> byContent = new LinkedHashMap<>();
        for (NewPlacement copy : copies) {
            byContent.computeIfAbsent(copy.contentId, _ -> new ArrayList<>()).add(copy.stored());
        }
        return byContent.values().stream().map(stored -> new Receipt(stored, false)).toList();
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
        changes.addAll(removals); // their seqs come after those of all placements
        return changes;
    }

    private void findRepeated(Connection connection) throws SQLException {
        for (WaitingMessage waiting : messages) {
            NewMessage.Request request = waiting.messages().getFirst().request();
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
        List<NewPlacement> all = new ArrayList<>();
        for (int i = 0; i < waiting.messages().size(); i++) {
            NewMessage message = waiting.messages().get(i);
            long contentId = ids.take(connection);
            List<NewPlacement> copies = new ArrayList<>();
            for (NewMessage.Copy copy : message.copies()) {
                copies.add(new NewPlacement(message, waiting.sha256().get(i), copy, contentId));
            }
            for (NewPlacement placement : copies) {
                placement.amongMany = waiting.octets() > MANY_OCTETS;
                int origin = placement.copy.originIndex();
                if (origin >= 0) {
                    placement.origin = copies.get(origin);
                }
            }
            all.addAll(copies);
        }
        written.put(waiting, all);
        placements.addAll(all);
    }

    /** The accounts are locked by now, and their seqs taken: each removal has the next one. */
    private void removeReplaced(Connection connection) throws SQLException {
        for (WaitingMessage waiting : written.keySet()) {
            MessageFiling.Replaced old = waiting.replaced();
            if (old != null) {
                Expunger expunger =
                        Expunger.ofReplaced(old.accountId(), old.mailboxId(), List.of(old.uid()));
                expunger.apply(connection);
                if (expunger.expunged().isEmpty()) {
                    throw new MessageGoneException(old.uid());
                }
                removals.addAll(expunger.changes());
                AccountUse left = expunger.use();
                if (left != null) {
                    uses.put(left.accountId(), left); // it has made room
                }
            }
        }
    }

    private void setFlags(Connection connection) throws SQLException {
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
}
