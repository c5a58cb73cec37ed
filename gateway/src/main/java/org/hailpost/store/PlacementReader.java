package org.hailpost.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.mailbox.MailboxDelta;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what lies in a mailbox, in UID order. */
final class PlacementReader {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementReader.class);

    private static final int COLUMNS = 4;

    /** Rows at a time: half a megabyte of each column. */
    static final int PAGE = 65_536;

    /** From so many UIDs on it pays to read with two connections, on two processors. */
    static final int LARGE = 4 * PAGE;

    /**
     * A page's columns as PostgreSQL sends a bigint: eight octets, the highest first. An aggregate
     * takes its rows in the order of a subquery that is all it reads (PostgreSQL manual, §9.21).
     */
    private static final String COLUMN_PAGE =
            """
            select string_agg(int8send(uid), ''::bytea), string_agg(int8send(message_id), ''::bytea),
                string_agg(int8send(flags), ''::bytea), string_agg(int8send(modseq), ''::bytea)
            from (select uid, message_id, flags, modseq from placement
                where account_id = ? and mailbox_id = ? and uid > ? and uid <= ?
                order by uid limit %d) as page
            """
                    .formatted(PAGE);

    private final Database database;
    private final long accountId;
    private final long mailboxId;

    /**
     * @param database for a second connection
     */
    PlacementReader(Database database, long accountId, long mailboxId) {
        this.database = database;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    /**
     * UIDs, message ids, flags and modseqs of all. A row at a time a million of them take three
     * seconds in a gateway that has just started; column by column they take one, and half of it
     * with two connections.
     *
     * @param connection whose statements all see the same (repeatable read)
     * @param last no UID is higher
     */
    long[][] columns(Connection connection, long last) throws SQLException {
        long first = last < LARGE ? last : first(connection, last);
        if (last - first < LARGE) {
            return together(pages(connection, 0, last));
        }
        long middle = first + (last - first) / 2;
        Upper upper = new Upper(Snapshots.export(connection), middle, last);
        Thread.ofVirtual().name("mailbox-upper-half").start(upper);
        List<byte[][]> pages = new ArrayList<>(pages(connection, 0, middle));
        pages.addAll(upper.read(connection));
        return together(pages);
    }

    /**
     * The half with the higher UIDs. The second connection may be long in coming: if the first is
     * through with its own half before, it reads this one, too.
     */
    private final class Upper implements Runnable {
        private final String snapshot;
        private final long middle;
        private final long last;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<List<byte[][]>> pages = new CompletableFuture<>();

        Upper(String snapshot, long middle, long last) {
            this.snapshot = snapshot;
            this.middle = middle;
            this.last = last;
        }

        @Override
        public void run() {
            try {
                database.inTransaction(connection -> {
                    if (begun.compareAndSet(false, true)) {
                        Snapshots.adopt(connection, snapshot);
                        pages.complete(pages(connection, middle, last));
                    }
                    return snapshot;
                });
            } catch (RuntimeException | Error e) {
                pages.completeExceptionally(e);
            }
        }

        /** Also when the other has begun, and failed. */
        List<byte[][]> read(Connection connection) throws SQLException {
            if (!begun.compareAndSet(false, true)) {
                try {
                    return pages.join();
                } catch (CompletionException e) {
                    LOG.debug("event=second-reader-failed reason={}", e.toString());
                }
            }
            return pages(connection, middle, last);
        }
    }

    /** The lowest UID; that given, if there is none. */
    private long first(Connection connection, long last) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select uid from placement where account_id = ? and mailbox_id = ?
                        order by uid limit 1
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : last;
            }
        }
    }

    private List<byte[][]> pages(Connection connection, long after, long last) throws SQLException {
        List<byte[][]> pages = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMN_PAGE)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            statement.setLong(4, last);
            byte[][] page;
            long before = after;
            do {
                statement.setLong(3, before);
                page = page(statement);
                if (count(page) > 0) {
                    pages.add(page);
                    before = ByteBuffer.wrap(page[0]).getLong(page[0].length - Long.BYTES);
                }
            } while (count(page) == PAGE);
        }
        return pages;
    }

    private static byte[][] page(PreparedStatement statement) throws SQLException {
        byte[][] page = new byte[COLUMNS][];
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            for (int column = 0; column < COLUMNS; column++) {
                byte[] octets = row.getBytes(column + 1);
                page[column] = octets == null ? new byte[0] : octets; // of no rows
            }
        }
        return page;
    }

    private static int count(byte[][] page) {
        return page[0].length / Long.BYTES;
    }

    private static long[][] together(List<byte[][]> pages) {
        int rows = pages.stream().mapToInt(PlacementReader::count).sum();
        long[][] columns = new long[COLUMNS][rows];
        int from = 0;
        for (byte[][] page : pages) {
            for (int column = 0; column < COLUMNS; column++) {
                ByteBuffer.wrap(page[column])
                        .asLongBuffer()
                        .get(columns[column], from, count(page));
            }
            from += count(page);
        }
        return columns;
    }

    /** Those with a higher modseq. */
    static List<MailboxDelta.Row> since(
            Connection connection, long accountId, long mailboxId, long modseq)
            throws SQLException {
        List<MailboxDelta.Row> rows = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select uid, message_id, flags, modseq from placement
                        where account_id = ? and mailbox_id + 0 = ? and modseq > ? order by uid
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            statement.setLong(3, modseq);
            statement.setFetchSize(10_000);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(
                            new MailboxDelta.Row(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4)));
                }
            }
        }
        return rows;
    }
}
