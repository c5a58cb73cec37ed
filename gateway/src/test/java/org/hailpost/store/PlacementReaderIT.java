package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.hailpost.mailbox.MailboxDelta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are made by SQL: what is read is only the table. */
class PlacementReaderIT {
    private static final long ACCOUNT = 7;
    private static final long MAILBOX = 1000;
    private static final int POOL = 4;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh(POOL);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                PlacementReader.PAGE - 1,
                PlacementReader.PAGE,
                PlacementReader.PAGE + 1,
                2 * PlacementReader.PAGE + 3,
                PlacementReader.LARGE / 2,
                PlacementReader.LARGE / 2 + 1,
                PlacementReader.LARGE + 3
            })
    void allRowsComeOnceAndInTheOrderOfUids(int rows) {
        insert(MAILBOX - 1, 3);
        insert(MAILBOX, rows);
        insert(MAILBOX + 1, 3);
        long[][] columns = columns(2L * rows);
        assertThat(columns[0]).isEqualTo(numbers(rows, n -> 2 * n));
        assertThat(columns[1]).isEqualTo(numbers(rows, n -> (1L << 40) - n));
        assertThat(columns[2]).isEqualTo(numbers(rows, n -> n % 2 == 0 ? Long.MIN_VALUE : n));
        assertThat(columns[3]).isEqualTo(numbers(rows, n -> 1_000_000 - n));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothHalvesAreOfTheSameMomentWhoeverReadsThem(boolean alone) {
        long last = 2L * PlacementReader.LARGE;
        insert(MAILBOX, PlacementReader.LARGE);
        long[][] before = columns(last);
        long[][] columns =
                database.inTransaction(connection -> {
                    Snapshots.begin(connection);
                    assertThat(Snapshots.export(connection)).isNotEmpty(); // it sees from here
                    Query.of(database, "update placement set flags = 77 where uid % 1000 = 0")
                            .update();
                    Query.of(database, "delete from placement where uid % 1000 = 2").update();
                    List<Connection> taken = alone ? allOfThePool() : List.of();
                    try {
                        return new PlacementReader(database, ACCOUNT, MAILBOX)
                                .columns(connection, last);
                    } finally {
                        for (Connection each : taken) {
                            each.close();
                        }
                    }
                });
        assertThat(columns).isDeepEqualTo(before);
    }

    private List<Connection> allOfThePool() {
        List<Connection> taken = new ArrayList<>();
        for (int i = 1; i < POOL; i++) {
            taken.add(database.connection());
        }
        return taken;
    }

    @Test
    void whatIsNewerComesInTheOrderOfUidsToo() {
        insert(MAILBOX, 10);
        List<MailboxDelta.Row> newer =
                database.inTransaction(connection ->
                        PlacementReader.since(connection, ACCOUNT, MAILBOX, 1_000_000 - 3));
        assertThat(newer)
                .containsExactly(
                        new MailboxDelta.Row(2, (1L << 40) - 1, 1, 999_999),
                        new MailboxDelta.Row(4, (1L << 40) - 2, Long.MIN_VALUE, 999_998));
    }

    private long[][] columns(long last) {
        return database.inTransaction(connection -> {
            Snapshots.begin(connection);
            return new PlacementReader(database, ACCOUNT, MAILBOX).columns(connection, last);
        });
    }

    private static long[] numbers(int rows, LongUnaryOperator of) {
        return LongStream.rangeClosed(1, rows).map(of).toArray();
    }

    private void insert(long mailbox, int rows) {
        Query.of(
                        database,
                        """
                        insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                        select ?, ?, 2 * n, (1::bigint << 40) - n, 1,
                            case n % 2 when 0 then -9223372036854775808 else n end, 1000000 - n
                        from generate_series(?::bigint, 1, -1) as n
                        """,
                        ACCOUNT,
                        mailbox,
                        (long) rows)
                .update();
    }
}
