package org.hailpost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagChange.Operation;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MessageMeta;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is done to a few messages costs the same however many others the account has. The planner
 * knows accounts by their average, and most are small here: a plan that reads all of an account, or
 * of a mailbox, looks good to it.
 */
class UntouchedIT {
    private static final int ACCOUNTS = 5_000;
    private static final int MESSAGES = 10_000;
    private static final int THREADS = 1_000;

    /** Of Bob's messages; their UIDs, too. */
    private static final long FIRST_ID = 1_000_000;

    /** Of all messages, for they are copies. */
    private static final String CITED = "<74@test>";

    /** Index entries and rows; what is asked for takes some dozens. */
    private static final long FEW = 500;

    /** A statement is planned for its values a few times before it has one plan for all. */
    private static final int UNTIL_PLANNED = 12;

    private static Database database;
    private static LocalChangeFeed feed;
    private static GroupCommit intake;
    private static PostgresMailboxes mailboxes;
    private static PostgresThreads threads;
    private static PostgresEventLog log;
    private static Account bob;
    private static long inbox;
    private static long archive;
    private static long next = FIRST_ID;

    @BeforeAll
    static void fill() {
        database = TestDatabase.fresh(1); // whose statistics are those of what was done last
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        mailboxes = new PostgresMailboxes(database, feed);
        threads = new PostgresThreads(database, feed);
        log = new PostgresEventLog(database, feed);
        bob = TestAccounts.create(database, "bob@example.org");
        inbox = mailboxes.find(bob.id(), "INBOX").orElseThrow().id();
        archive = mailboxes.find(bob.id(), "Archive").orElseThrow().id();
        deliver();
        String large = "(values (%d, %d))".formatted(bob.id(), inbox);
        String small =
                "(select 1000000 + i, i from generate_series(1, %d) as i)".formatted(ACCOUNTS);
        copyRows(large, FIRST_ID, MESSAGES);
        copyRows(small, FIRST_ID, 4);
        Query.of(database, "update mailbox set uid_next = 5000000 where id = ?", inbox).update();
        run("analyze");
    }

    /** So many messages for each of the accounts, like the one that is there. */
    private static void copyRows(String accounts, long first, int count) {
        copyRows(
                "message",
                "'id', n, 'thread_id', n %% %d".formatted(THREADS),
                accounts,
                first,
                count);
        copyRows(
                "placement",
                "'uid', n, 'message_id', n, 'mailbox_id', mailbox, 'thread_id', n %% %d"
                        .formatted(THREADS),
                accounts,
                first,
                count);
        copyRows(
                "thread",
                "'id', n %% %d, 'last_message_id', n, 'party_key', account || '.' || n"
                        .formatted(THREADS),
                accounts,
                first,
                Math.min(count, THREADS));
    }

    private static void copyRows(
            String table, String values, String accounts, long first, int count) {
        run(
                """
                insert into %1$s select r.*
                from (select * from %1$s limit 1) as o, %3$s as a(account, mailbox),
                    generate_series(%4$d, %5$d) as n,
                    jsonb_populate_record(null::%1$s,
                        to_jsonb(o) || jsonb_build_object('account_id', account, %2$s)) as r
                """
                        .formatted(table, values, accounts, first, first + count - 1));
    }

    private static void run(String sql) {
        database.inTransaction(connection -> DatabaseIT.update(connection, sql));
    }

    @AfterAll
    static void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void aFewMessagesAreAllThatIsRead() {
        Map<String, Runnable> tasks = new LinkedHashMap<>();
        tasks.put("STORE", () -> store(change(List.of(), OptionalLong.empty())));
        tasks.put("STORE of a keyword", () -> store(change(List.of("$x"), OptionalLong.empty())));
        tasks.put("UNCHANGEDSINCE", () -> store(change(List.of(), OptionalLong.of(1))));
        tasks.put("COPY", () -> mailboxes.copy(bob.id(), inbox, three(), archive));
        tasks.put("MOVE", () -> mailboxes.move(bob.id(), inbox, three(), archive));
        tasks.put("EXPUNGE", UntouchedIT::expunge);
        tasks.put("FETCH of one", () -> fetch(List.of(next)));
        tasks.put("FETCH of some", () -> fetch(three()));
        tasks.put("SAVEDATE", () -> mailboxes.savedDates(bob.id(), inbox, three()));
        tasks.put("threads", () -> threads.threads(bob.id(), null, 10));
        tasks.put("history", () -> threads.history(bob.id(), thread(), null, 10));
        tasks.put("message", () -> threads.message(bob.id(), next));
        tasks.put("unread", () -> threads.unread(bob.id(), thread()));
        tasks.put("read", () -> threads.read(bob.id(), thread(), Long.MAX_VALUE));
        tasks.put("counterparts", () -> threads.counterparts(bob.id(), thread()));
        tasks.put("events", () -> log.read(bob.id(), log.head(bob.id()).seq() - 3, 3));
        tasks.put("changes", UntouchedIT::changes);
        tasks.put(
                "origins",
                () -> new PostgresPushedCopies(database, feed).origins(bob.id(), three()));
        tasks.put("mail comes", UntouchedIT::deliver);
        tasks.put("mail of a stranger comes", UntouchedIT::stranger);
        tasks.put("answer comes", UntouchedIT::answer);
        Map<String, Map<String, Long>> tooMuch = new TreeMap<>();
        tasks.forEach((name, task) -> {
            for (int i = 0; i < UNTIL_PLANNED; i++) {
                task.run();
            }
            Map<String, Long> before = rowsRead();
            task.run();
            Map<String, Long> read = rowsRead();
            before.forEach((from, rows) -> read.merge(from, -rows, Long::sum));
            read.values().removeIf(rows -> rows < FEW);
            if (!read.isEmpty()) {
                tooMuch.put(name, read);
            }
        });
        assertThat(tooMuch).as("read from indexes and tables").isEmpty();
    }

    private static List<Long> three() {
        next += 3;
        return LongStream.range(next - 3, next).boxed().toList();
    }

    private static FlagChange change(List<String> keywords, OptionalLong unchangedSince) {
        return new FlagChange(
                next % 2 == 0 ? Operation.ADD : Operation.REMOVE,
                Flags.FLAGGED,
                keywords,
                unchangedSince);
    }

    private static void store(FlagChange change) {
        mailboxes.changeFlags(bob.id(), inbox, three(), change);
    }

    private static void expunge() {
        List<Long> uids = three();
        mailboxes.changeFlags(bob.id(), inbox, uids, FlagChange.of(Operation.ADD, Flags.DELETED));
        assertThat(mailboxes.expunge(bob.id(), inbox, uids)).isEqualTo(uids);
    }

    private static long thread() {
        return ++next % THREADS;
    }

    private static void changes() {
        mailboxes.changesSince(bob.id(), inbox, log.head(bob.id()).seq() - 3);
    }

    private static void fetch(List<Long> ids) {
        mailboxes.metas(
                bob.id(),
                ids,
                EnumSet.of(MessageMeta.Field.ENVELOPE, MessageMeta.Field.HEADER),
                _ -> {});
    }

    private static void stranger() {
        String sender = "s" + ++next + "@x.example";
        intake.store(incoming(mail(sender, "bob@example.org", "n", sender), bob));
    }

    /** To a message that all of Bob's are copies of. */
    private static void answer() {
        byte[] answer = mail("amy@x.example", "bob@example.org", "Re: n", "t");
        String header = "In-Reply-To: " + CITED + "\r\n";
        intake.store(incoming((header + new String(answer, UTF_8)).getBytes(UTF_8), bob));
    }

    private static void deliver() {
        intake.store(incoming(mail("amy@x.example", "bob@example.org", "n", "t"), bob));
    }

    /** From each index and table since the beginning; what a filter then leaves out included. */
    private static Map<String, Long> rowsRead() {
        Query.of(database, "select pg_stat_force_next_flush()").list(row -> row.getRow());
        Map<String, Long> rows = new TreeMap<>();
        Query.of(
                        database,
                        """
                        select indexrelname, idx_tup_read from pg_stat_user_indexes
                        union all select relname, seq_tup_read from pg_stat_user_tables
                        """)
                .each(row -> rows.put(row.getString(1), row.getLong(2)));
        return rows;
    }
}
