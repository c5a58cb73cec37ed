package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * Settles transactions whose commit was sent but not answered.
 *
 * <p>First the database is asked, over another connection, what became of the transaction ({@code
 * pg_xact_status}). If it cannot be asked in time, the senders are told to try again, and the
 * messages are remembered: when the same content comes for the same accounts again and the
 * transaction turns out to have been committed, they are answered with what is there already
 * instead of being stored twice.
 *
 * <p>Memory is bounded: the oldest of {@link #LIMIT} remembered messages goes first. Not
 * thread-safe by itself, hence synchronized; entered by the lanes only.
 */
final class Doubts {
    private static final int LIMIT = 4096;

    /** What {@code pg_xact_status} says of a transaction number that was not given out yet. */
    private static final String INVALID_PARAMETER_VALUE = "22023";

    private final Database database;
    private final Map<String, Doubt> open = new HashMap<>();
    private final Deque<String> order = new ArrayDeque<>();

    private record Doubt(String transaction, List<Receipt> receipts, Witness witness) {}

    /**
     * A row that a transaction has written.
     *
     * @param copy of a message; null if it only queued mails that leave
     * @param queued the row of the transaction's first mail in {@code outbound_commit}
     */
    record Witness(Receipt.@Nullable Stored copy, long queued) {
        static Witness of(Receipt.Stored copy) {
            return new Witness(copy, 0);
        }

        static Witness ofQueue(long mailId) {
            return new Witness(null, mailId);
        }
    }

    Doubts(Database database) {
        this.database = database;
    }

    /** Whether the batch's transaction is committed; if that cannot be known now, remembers it. */
    synchronized boolean committed(IntakeBatch batch) {
        try {
            return batch.transaction().isEmpty() // nothing was to be written
                    || committed(batch.transaction(), batch.witness());
        } catch (StoreException e) {
            batch.eachReceipt((waiting, receipts) -> {
                String key = key(waiting);
                if (open.put(key, doubt(batch, receipts)) == null) {
                    order.add(key);
                }
                if (order.size() > LIMIT) {
                    open.remove(order.remove());
                }
            });
            return false;
        }
    }

    /**
     * The receipts of an earlier, unanswered transaction with the same message, if it was
     * committed.
     *
     * @throws StoreUnavailableException if that cannot be known now
     */
    synchronized @Nullable List<Receipt> settled(WaitingMessage waiting) {
        if (open.isEmpty()) {
            return null;
        }
        String key = key(waiting);
        @Nullable Doubt doubt = open.get(key);
        if (doubt == null) {
            return null;
        }
        boolean committed = committed(doubt.transaction(), doubt.witness());
        open.remove(key);
        order.remove(key);
        return committed
                ? doubt.receipts().stream().map(old -> new Receipt(old.copies(), true)).toList()
                : null;
    }

    /**
     * A server that crashed before the transaction reached the disk gives its number away again: so
     * "committed" counts only with a row to show for it, and a number of the future is lost.
     */
    private boolean committed(String transaction, Witness witness) {
        try {
            return database.inTransaction(connection ->
                    "committed".equals(status(connection, transaction))
                            && isThere(connection, witness));
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (StoreException e) {
            if (e.sqlState().equals(INVALID_PARAMETER_VALUE)) {
                return false;
            }
            throw e;
        }
    }

    private static @Nullable String status(Connection connection, String transaction)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_xact_status(?::xid8)")) {
            statement.setString(1, transaction);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                String status = result.getString(1);
                if ("in progress".equals(status)) {
                    throw new StoreUnavailableException("still in progress", null);
                }
                return status;
            }
        }
    }

    /** Its own copy, or what the batch has to show for all its mails. */
    private static Doubt doubt(IntakeBatch batch, List<Receipt> receipts) {
        Witness witness =
                receipts.getFirst().copies().stream()
                        .findFirst()
                        .map(Witness::of)
                        .orElseGet(batch::witness);
        return new Doubt(batch.transaction(), receipts, witness);
    }

    private static boolean isThere(Connection connection, Witness witness) throws SQLException {
        if (witness.copy() != null) {
            return isThere(connection, witness.copy());
        }
        try (PreparedStatement statement =
                connection.prepareStatement("select from outbound_commit where id = ?")) {
            statement.setLong(1, witness.queued());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The message, or its event where somebody has removed it since. */
    private static boolean isThere(Connection connection, Receipt.Stored copy) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select from message where account_id = ? and id = ?
                        union all
                        select from event where account_id = ? and seq = ? and message_id = ?
                        """)) {
            statement.setLong(1, copy.accountId());
            statement.setLong(2, copy.messageId());
            statement.setLong(3, copy.accountId());
            statement.setLong(4, copy.seq());
            statement.setLong(5, copy.messageId());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static String key(WaitingMessage waiting) {
        return waiting.messages().stream()
                        .flatMap(message -> message.copies().stream())
                        .map(NewMessage.Copy::accountId)
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(","))
                + ":"
                + waiting.messages().stream()
                        .flatMap(message -> message.outgoing().stream())
                        .flatMap(outgoing -> outgoing.recipients().stream())
                        .map(recipient -> recipient.address().toString())
                        .sorted()
                        .collect(Collectors.joining(","))
                + ":"
                + waiting.sha256().stream()
                        .map(HexFormat.of()::formatHex)
                        .collect(Collectors.joining(","))
                + (waiting.replaced() == null ? "" : ":" + waiting.replaced());
    }
}
