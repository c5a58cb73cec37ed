package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.hailpost.store.PostgresThreads;
import org.hailpost.store.SearchIndexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SEARCH over PostgreSQL finds the same with segments as without, and goes by them. */
class FullTextSearchIT {
    private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();

    @RegisterExtension final RealServer server = new RealServer();

    private static final List<String> SEARCHES =
            List.of(
                    "SUBJECT \"mail 17\"",
                    "TEXT \"mail 30\"",
                    "BODY Hi",
                    "BODY nowhere",
                    "NOT BODY nowhere",
                    "NOT TEXT \"MAIL 2\"",
                    "OR SUBJECT \"mail 41\" FROM nobody",
                    "HEADER x-trace 1",
                    "HEADER X-TRACE \"\"",
                    "HEADER x-none \"\"",
                    "FROM bob@ TO alice SUBJECT \"l 5\"",
                    "TEXT \"Subject: mail 9\"",
                    "TEXT \"x\"",
                    "BODY \"\"");

    private void awaitSegments(int count) throws SQLException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (number("select count(*) from search_segment") < count) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = server.database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void segmentsChangeNothingInTheAnswers() throws SQLException {
        server.deliverMails(560);
        ImapClient imap = server.inbox();
        imap.send("c COPY 17 INBOX").expect("c OK");
        List<List<String>> before =
                SEARCHES.stream().map(key -> imap.run("a SEARCH " + key)).toList();
        assertThat(before.getFirst().getFirst()).startsWith("* SEARCH 17 170 171 172");
        try (SearchIndexer indexer = indexer()) {
            assertThat(indexer).isNotNull();
            awaitSegments(2);
        }
        for (int i = 0; i < SEARCHES.size(); i++) {
            assertThat(imap.run("a SEARCH " + SEARCHES.get(i)))
                    .as(SEARCHES.get(i))
                    .isEqualTo(before.get(i));
        }
    }

    /** What the segments rule out is not read: so what is changed behind them is not found. */
    @Test
    void messagesThatAreRuledOutAreNotRead() throws SQLException {
        server.deliverMails(300);
        try (SearchIndexer indexer = indexer()) {
            assertThat(indexer).isNotNull();
            awaitSegments(1);
        }
        assertThat(
                        number(
                                "with changed as (update message set text = 'zzyzx' returning 1)"
                                        + " select count(*) from changed"))
                .isEqualTo(300);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID SEARCH BODY zzyzx UID 1:258").getFirst())
                .isEqualTo("* SEARCH 257 258");
        assertThat(imap.run("b SEARCH RETURN (COUNT) BODY zzyzx").getFirst())
                .isEqualTo("* ESEARCH (TAG \"b\") COUNT 44");
        assertThat(imap.run("c SEARCH RETURN (COUNT) BODY zz").getFirst())
                .isEqualTo("* ESEARCH (TAG \"c\") COUNT 300");
        PostgresThreads threads = new PostgresThreads(server.database, server.feed);
        assertThat(threads.search(server.alice.id(), "zzyzx", 100)).hasSize(44);
        assertThat(threads.search(server.alice.id(), "ZZ", 7)).hasSize(7);
    }

    private SearchIndexer indexer() {
        return new SearchIndexer(server.database, Duration.ofMillis(20));
    }
}
