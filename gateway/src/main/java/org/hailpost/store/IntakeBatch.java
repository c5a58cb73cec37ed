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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.MessageGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.QueueEntrance;
import org.jspecify.annotations.Nullable;

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
    private final QueueEntrance entrance;
    private final List<WaitingMessage> messages;
    private final Map<WaitingMessage, Receipt> repeated = new HashMap<>();
    private final Map<WaitingMessage, Written> written = new LinkedHashMap<>();
    private final List<NewContent> contents = new ArrayList<>();
    private final List<NewPlacement> placements = new ArrayList<>();
    private final List<QueuedMail> leaving = new ArrayList<>();
    private final List<Change> laterChanges = new ArrayList<>();
    private final Map<Long, AccountUse> uses = new HashMap<>();
    private QueuedStates states = new QueuedStates(List.of(), Map.of());
    private String transaction = "";
    private boolean commitSent;

    private record Written(List<NewContent> contents, List<NewPlacement> copies) {}

    IntakeBatch(
            IdBlocks ids,
            PostgresQuotas quotas,
            QueueEntrance entrance,
            List<WaitingMessage> messages) {
        this.ids = ids;
        this.quotas = quotas;
        this.entrance = entrance;
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
        Set<Long> alsoLocked = toldOnTheWay();
        if (!placements.isEmpty() || !alsoLocked.isEmpty()) {
            IntakeNumbers numbers =
                    new IntakeNumbers(
                            placements, QueuedStates.counts(leaving), alsoLocked, threads);
            numbers.take(connection, ids);
            states = new QueuedStates(leaving, numbers.stateSeqs());
            laterChanges.addAll(states.changes());
            transaction = numbers.transaction();
            numbers.uses().forEach(use -> uses.put(use.accountId(), use));
            setFlags(connection);
            removeReplaced(connection);
            uses.values().forEach(use -> numbers.admit(use, quotas));
        } else if (!contents.isEmpty()) {
            transaction = IntakeNumbers.begin(connection);
        }
        IntakeRows.writeAhead(connection, contents, placements);
        settleOnTheWay(connection);
        for (WaitingMessage waiting : messages) {
            if (!waiting.commit()) {
                throw new MailUnavailableException("a sender did not wait for it", null);
            }
        }
        commitSent = true;
        if (!contents.isEmpty()) {
            IntakeRows.writeAndCommit(
                    connection,
                    contents,
                    placements,
                    threads,
                    states,
                    new IntakeQueue(leaving, entrance));
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

    /** Whether something of it leaves. */
    boolean queues() {
        return !leaving.isEmpty();
    }

    /** A row that the transaction writes, if it has a number. */
    Doubts.Witness witness() {
        return placements.isEmpty()
                ? Doubts.Witness.ofQueue(leaving.getFirst().id())
                : Doubts.Witness.of(placements.getFirst().stored());
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
        written.forEach((waiting, rows) -> action.accept(waiting, receipts(rows)));
    }

    /** One a message. */
    private static List<Receipt> receipts(Written rows) {
        Map<Long, List<Receipt.Stored>> byContent = new LinkedHashMap<>();
        rows.contents.forEach(content -> byContent.put(content.id(), new ArrayList<>()));
        for (NewPlacement copy : rows.copies) {
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
            changes.add(
                    new Change(
                            placement.copy.accountId(),
                            placement.seq,
                            List.of(delta),
                            List.of(),
                            List.of(),
                            event(placement)));
        }
        changes.addAll(laterChanges); // their seqs come after those of all placements
        return changes;
    }

    /** Of what the account wrote itself, the log says more: how far it has come. */
    private static @Nullable Event event(NewPlacement placement) {
        return placement.announced() && placement.copy.incoming()
                ? new Event(
                        placement.seq,
                        placement.threadId,
                        new Event.MessageNew(
                                MessageRows.ofIncoming(placement), placement.suggestedThread))
                : null;
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
        Written rows = new Written(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < waiting.messages().size(); i++) {
            NewMessage message = waiting.messages().get(i);
            NewContent content =
                    new NewContent(
                            message,
                            waiting.sha256().get(i),
                            ids.take(connection),
                            waiting.octets() > MANY_OCTETS);
            List<NewPlacement> copies =
                    message.copies().stream().map(copy -> new NewPlacement(content, copy)).toList();
            for (NewPlacement placement : copies) {
                int origin = placement.copy.originIndex();
                if (origin >= 0) {
                    placement.origin = copies.get(origin);
                }
            }
            for (Outgoing outgoing : message.outgoing()) {
                int origin = outgoing.originIndex();
                leaving.add(
                        new QueuedMail(
                                ids.take(connection),
                                content.id(),
                                outgoing,
                                origin < 0 ? null : copies.get(origin)));
            }
            rows.contents.add(content);
            rows.copies.addAll(copies);
        }
        written.put(waiting, rows);
        contents.addAll(rows.contents);
        placements.addAll(rows.copies);
    }

    /** Accounts that hear what became of mails in the outbound queue. */
    private Set<Long> toldOnTheWay() {
        Set<Long> accounts = new TreeSet<>();
        for (WaitingMessage waiting : written.keySet()) {
            QueueResults results = waiting.results();
            if (results != null) {
                accounts.addAll(results.accounts());
            }
        }
        return accounts;
    }

    /** As {@link #removeReplaced}: what the queue tells of has the next seqs. */
    private void settleOnTheWay(Connection connection) throws SQLException {
        for (WaitingMessage waiting : written.keySet()) {
            QueueResults results = waiting.results();
            if (results != null) {
                results.apply(connection);
                laterChanges.addAll(results.changes());
            }
        }
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
                laterChanges.addAll(expunger.changes());
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
