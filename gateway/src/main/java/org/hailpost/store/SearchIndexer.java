package org.hailpost.store;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.hailpost.message.SearchText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the segments that full-text search sieves by, off the way of incoming mail: after the
 * commit, a segment when an account has enough for one, and at leisure, for until then a message is
 * simply read when somebody searches.
 *
 * <p>A message is in the index if its id is in a segment, and only then: ids of one account need
 * not be committed in their order when several nodes hand them out, so no id stands for all below.
 */
public final class SearchIndexer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SearchIndexer.class);

    /** Segments written in one transaction. */
    private static final int BITE = 8;

    /** Messages whose texts are in memory at once. */
    private static final int PAGE = 64;

    private static final int ACCOUNTS = 500;

    /** Ids of other nodes come late by less; one that is later stays out, and is read. */
    private static final long LOOK_BACK = 100_000;

    /** For each moment of work it rests so many. */
    private static final int LEISURE = 2;

    /** And while the processors have other things to do: incoming mail and clients come first. */
    private static final int LEISURE_WHEN_BUSY = 30;

    /** Share of all processors' time. */
    private static final double BUSY = 0.75;

    /** One node at a time works on an account: the class of our advisory locks. */
    private static final int LOCK = 0x73656172;

    private final Database database;
    private final BitSlices texts = new BitSlices();
    private final BitSlices headers = new BitSlices();
    private final @Nullable OperatingSystemMXBean machine =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("search-indexer").factory());

    /** Looks for work after each {@code interval}. */
    public SearchIndexer(Database database, Duration interval) {
        this.database = database;
        long millis = interval.toMillis();
        var _ = ticker.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }

    private record Due(long accountId, long seq) {}

    private void round() {
        try {
            index(this::leisure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("event=search-indexer-failed reason={}", e.toString());
        }
    }

    private int leisure() {
        boolean busy = machine != null && machine.getCpuLoad() > BUSY; // since the last question
        return busy ? LEISURE_WHEN_BUSY : LEISURE;
    }

    /** Does all there is to do; also called by tests, which have no leisure. */
    void index(IntSupplier leisure) throws InterruptedException {
        long after = 0;
        List<Due> due;
        do {
            due = due(after);
            for (Due account : due) {
                after = account.accountId;
                try {
                    index(account, leisure);
                } catch (StoreException e) { // the others are not to wait for it
                    LOG.warn("event=search-index-failed account={}", after, e);
                }
            }
        } while (due.size() == ACCOUNTS);
    }

    /** Accounts that have changed so often that there may be a segment's worth of messages. */
    private List<Due> due(long after) {
        return Query.of(
                        database,
                        """
                        select a.id, a.seq from account a left join search_progress p on p.account_id = a.id
                        where a.id > ? and a.seq >= coalesce(p.seq, 0) + ? order by a.id limit ?
                        """,
                        after,
                        BitSlices.MESSAGES,
                        ACCOUNTS)
                .list(row -> new Due(row.getLong(1), row.getLong(2)));
    }

    private void index(Due account, IntSupplier leisure) throws InterruptedException {
        boolean more = true;
        while (more) {
            long start = System.nanoTime();
            more = database.inTransaction(connection -> bite(connection, account.accountId));
            TimeUnit.NANOSECONDS.sleep(leisure.getAsInt() * (System.nanoTime() - start));
        }
        Query.of(
                        database,
                        """
                        insert into search_progress (account_id, seq) select id, ? from account where id = ?
                        on conflict (account_id) do update set seq = excluded.seq
                        """,
                        account.seq,
                        account.accountId)
                .update();
    }

    /** Writes some segments; whether there may be more to write. */
    private boolean bite(Connection connection, long accountId) throws SQLException {
        if (!locked(connection, accountId)) {
            return false; // another node is at it
        }
        List<Long> open = open(connection, accountId);
        int segments = Math.min(BITE, open.size() / BitSlices.MESSAGES);
        for (int i = 0; i < segments; i++) {
            int from = i * BitSlices.MESSAGES;
            write(connection, accountId, open.subList(from, from + BitSlices.MESSAGES));
        }
        return segments == BITE;
    }

    private static boolean locked(Connection connection, long accountId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_xact_lock(?, ?)")) {
            statement.setInt(1, LOCK);
            statement.setInt(2, Long.hashCode(accountId));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The messages that are in no segment, ascending. */
    private static List<Long> open(Connection connection, long accountId) throws SQLException {
        long from = 0;
        Set<Long> known = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select message_ids, last.id - ? from search_segment
                            cross join (select max(last_id) as id from search_segment where account_id = ?) as last
                        where account_id = ? and last_id > last.id - ?
                        """)) {
            statement.setLong(1, LOOK_BACK);
            statement.setLong(2, accountId);
            statement.setLong(3, accountId);
            statement.setLong(4, LOOK_BACK);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Arrays.stream(AscendingIds.decode(row.getBytes(1))).forEach(known::add);
                    from = row.getLong(2);
                }
            }
        }
        List<Long> open = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select id from message where account_id = ? and id > ? order by id")) {
            statement.setLong(1, accountId);
            statement.setLong(2, from);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong(1);
                    if (!known.contains(id)) {
                        open.add(id);
                    }
                }
            }
        }
        return open;
    }

    private void write(Connection connection, long accountId, List<Long> ids) throws SQLException {
        texts.clear();
        headers.clear();
        for (int from = 0; from < ids.size(); from += PAGE) {
            read(connection, accountId, ids, from);
        }
        BitSlices.Packed text = texts.pack();
        BitSlices.Packed header = headers.pack();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into search_segment (account_id, first_id, last_id, message_ids,
                            text_bits, text_log, header_bits, header_log) values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, ids.getFirst());
            statement.setLong(3, ids.getLast());
            statement.setBytes(4, AscendingIds.encode(ids));
            statement.setBytes(5, text.bits());
            statement.setInt(6, text.log());
            statement.setBytes(7, header.bits());
            statement.setInt(8, header.log());
            statement.executeUpdate();
        }
    }

    private void read(Connection connection, long accountId, List<Long> ids, int from)
            throws SQLException {
        List<Long> page = ids.subList(from, Math.min(from + PAGE, ids.size()));
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select array_position(?, m.id), m.subject, m.from_address, m.from_name,
                            case when m.header is not null then m.trace || m.header end,
                        """
                                + StoredText.COLUMNS
                                + " from "
                                + Sql.MESSAGES)) {
            statement.setArray(1, Sql.array(connection, page));
            statement.setArray(2, Sql.array(connection, page));
            statement.setLong(3, accountId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    int message = from + row.getInt(1) - 1;
                    StoredText text = StoredText.read(row);
                    add(texts, message, text.searched());
                    if (!text.searched().equals(text.readable().text())) {
                        add(texts, message, text.readable().text());
                    }
                    add(headers, message, row.getString(2));
                    add(headers, message, row.getString(3));
                    add(headers, message, row.getString(4));
                    addHeader(message, row.getBytes(5));
                }
            }
        }
    }

    private static void add(BitSlices slices, int message, String text) {
        slices.add(message, SearchText.fold(text));
    }

    /** A header so large that it lies with the content is not worth its time. */
    private void addHeader(int message, byte @Nullable [] header) {
        if (header == null) {
            headers.addAnything(message);
            return;
        }
        for (SearchText.Field field : SearchText.fields(header)) {
            headers.add(message, SearchText.fold(field.line()));
        }
    }
}
