package org.hailpost.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.MailboxDelta;

/** Reads what lies in a mailbox, in UID order. */
final class PlacementReader {
    private static final int COLUMNS = 4;

    /** Rows at a time: half a megabyte of each column. */
    static final int PAGE = 65_536;

    /**
     * A page's columns as PostgreSQL sends a bigint: eight octets, the highest first. An aggregate
     * takes its rows in the order of a subquery that is all it reads (PostgreSQL manual, §9.21).
     */
    private static final String COLUMN_PAGE =
            """
            select string_agg(int8send(uid), ''::bytea), string_agg(int8send(message_id), ''::bytea),
                string_agg(int8send(flags), ''::bytea), string_agg(int8send(modseq), ''::bytea)
            from (select uid, message_id, flags, modseq from placement
                where account_id = ? and mailbox_id = ? and uid > ? order by uid limit %d) as page
            """
                    .formatted(PAGE);

    private PlacementReader() {}

    /**
     * UIDs, message ids, flags and modseqs of all. A row at a time a million of them take three
     * seconds in a gateway that has just started; column by column they take one.
     */
    static long[][] columns(Connection connection, long accountId, long mailboxId)
            throws SQLException {
        List<byte[][]> pages = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMN_PAGE)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            byte[][] page;
            long after = 0;
            do {
                statement.setLong(3, after);
                page = page(statement);
                if (count(page) > 0) {
                    pages.add(page);
                    after = ByteBuffer.wrap(page[0]).getLong(page[0].length - Long.BYTES);
                }
            } while (count(page) == PAGE);
        }
        return together(pages);
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
                        where account_id = ? and mailbox_id = ? and modseq > ? order by uid
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
