package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxSnapshot;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.outbound.QueueEntrance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promises 1 and 2 at the store: what is acknowledged is there once, in order, without gaps. */
class GroupCommitIT {
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresMailboxes mailboxes;
    private PostgresEventLog log;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 2);
        mailboxes = new PostgresMailboxes(database, feed);
        log = new PostgresEventLog(database, feed);
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void aMailToTenAccountsIsStoredOnceAndPlacedTenTimes() {
        Account[] accounts =
                IntStream.range(0, 10)
                        .mapToObj(i -> TestAccounts.create(database, "a" + i + "@example.org"))
                        .toArray(Account[]::new);
        Receipt receipt =
                intake.store(
                        incoming(mail("amy@x.example", "all@example.org", "Hi", "one"), accounts));
        assertThat(receipt.copies()).hasSize(10);
        assertThat(count("content")).isEqualTo(1);
        assertThat(count("message")).isEqualTo(10);
        assertThat(count("placement")).isEqualTo(10);
        assertThat(receipt.copies()).allSatisfy(copy -> assertThat(copy.uid()).isEqualTo(1));
    }

    @Test
    void bytesComeBackAsTheyCameInAfterTheTraceHeaders() throws Exception {
        Account bob = TestAccounts.create(database, "bob@example.org");
        byte[] mail = mail("amy@x.example", "bob@example.org", "Hi", "body");
        long id = intake.store(incoming(mail, bob)).copies().getFirst().messageId();
        try (var in = mailboxes.open(bob.id(), id, 0, Long.MAX_VALUE)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("X-Trace: 1\r\n" + new String(mail, StandardCharsets.UTF_8));
        }
        try (var in = mailboxes.open(bob.id(), id, 3, 12)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("race: 1\r\nFro");
        }
    }

    @Test
    void manyWritersToFewAccountsLeaveNoGapInSeqAndNoUidTwice() throws Exception {
        List<Account> accounts =
                IntStream.range(0, 4)
                        .mapToObj(i -> TestAccounts.create(database, "w" + i + "@example.org"))
                        .toList();
        ConcurrentLinkedQueue<Change> seen = new ConcurrentLinkedQueue<>();
        accounts.forEach(account -> feed.subscribe(account.id(), collect(seen)));
        List<Future<Receipt>> receipts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                byte[] mail = mail("amy@x.example", "w@example.org", "n" + i, "text " + i);
                Account one = accounts.get(i % 4);
                Account two = accounts.get((i + 1) % 4);
                receipts.add(threads.submit(() -> intake.store(incoming(mail, one, two))));
            }
        }
        for (Future<Receipt> receipt : receipts) {
            assertThat(receipt.get().copies()).hasSize(2);
        }
        for (Account account : accounts) {
            long inbox = mailboxes.find(account.id(), "inbox").orElseThrow().id();
            MailboxSnapshot snapshot = mailboxes.snapshot(account.id(), inbox);
            assertThat(snapshot.uids()).isEqualTo(LongStream.rangeClosed(1, 200).toArray());
            assertThat(snapshot.modseqs()).isSorted().doesNotHaveDuplicates();
            List<Event> events = log.read(account.id(), 1, 1000);
            assertThat(events.stream().mapToLong(Event::seq).toArray())
                    .isEqualTo(LongStream.rangeClosed(2, 201).toArray());
            assertThat(log.head(account.id()).seq()).isEqualTo(201);
        }
    }

    @Test
    void theSameRequestIsStoredOnceAndAnsweredTheSame() {
        Account bob = TestAccounts.create(database, "bob@example.org");
        NewMessage mail = incoming(mail("bob@example.org", "amy@x.example", "Hi", "x"), bob);
        NewMessage.Copy in = mail.copies().getFirst();
        NewMessage.Copy out =
                new NewMessage.Copy(
                        in.accountId(),
                        in.target(),
                        in.trace(),
                        in.flags(),
                        List.of(),
                        in.internalDate(),
                        false,
                        in.parties(),
                        in.trust(),
                        -1);
        NewMessage.Request request = new NewMessage.Request(bob.id(), UUID.randomUUID());
        NewMessage sent = new NewMessage(mail.content(), mail.scanned(), List.of(out), request);
        Receipt first = intake.store(sent);
        Receipt second = intake.store(sent);
        assertThat(second.repeated()).isTrue();
        assertThat(second.copies().getFirst().messageId())
                .isEqualTo(first.copies().getFirst().messageId());
        assertThat(second.copies().getFirst().seq()).isEqualTo(first.copies().getFirst().seq());
        assertThat(count("message")).isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeStoredHarmsOnlyItself() throws Exception {
        Account bob = TestAccounts.create(database, "bob@example.org");
        Account gone = new Account(999_999, bob.address(), "", true);
        List<Future<Receipt>> good = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                byte[] mail = mail("amy@x.example", "bob@example.org", "n" + i, "text " + i);
                good.add(threads.submit(() -> intake.store(incoming(mail, bob))));
                if (i % 4 == 0) {
                    assertThatThrownBy(() -> intake.store(incoming(mail, gone)))
                            .isInstanceOf(MailboxGoneException.class);
                }
            }
        }
        for (Future<Receipt> receipt : good) {
            assertThat(receipt.get().copies()).hasSize(1);
        }
        assertThat(count("placement")).isEqualTo(40);
        assertThat(count("content")).isEqualTo(40);
    }

    @Test
    void threadsAreByPartyAndNeverMergeStrangers() {
        Account bob = TestAccounts.create(database, "bob@example.org");
        long one = thread(bob, "amy@x.example", "Hello");
        long two = thread(bob, "AMY@X.example", "Other subject");
        long three = thread(bob, "eve@x.example", "Re: Hello");
        assertThat(two).isEqualTo(one);
        assertThat(three).isNotEqualTo(one);
    }

    @Test
    void aMailThatItsSenderGaveUpIsNeverStored() throws Exception {
        Account bob = TestAccounts.create(database, "bob@example.org");
        try (GroupCommit impatient = new GroupCommit(database, feed, 1, Duration.ofMillis(300));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Receipt> givenUp;
            try (Connection other = database.connection()) {
                lock(other, bob);
                givenUp = threads.submit(() -> impatient.store(numbered(0, bob)));
                assertThat(givenUp)
                        .failsWithin(Duration.ofSeconds(3)) // before any statement's time is up
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(MailUnavailableException.class);
                other.rollback();
            }
            storedSoon(impatient, bob);
            assertThat(count("message")).isEqualTo(1);
        }
    }

    @Test
    void whoGivesUpTakesNobodyElseAlong() throws Exception {
        Account amy = TestAccounts.create(database, "amy@example.org");
        Account bob = TestAccounts.create(database, "bob@example.org");
        WaitingMessage gone = new WaitingMessage(numbered(1, amy), System.nanoTime());
        WaitingMessage waits = new WaitingMessage(numbered(2, bob), System.nanoTime());
        IntakeBatch batch =
                new IntakeBatch(
                        new IdBlocks(),
                        new PostgresQuotas(database),
                        QueueEntrance.direct(),
                        List.of(waits, gone));
        assertThat(waits.take() && gone.take() && gone.abandon()).isTrue();
        assertThatThrownBy(() ->
                        database.inTransaction(connection -> {
                            batch.write(connection);
                            return batch;
                        }))
                .isInstanceOf(MailUnavailableException.class);
        assertThat(batch.commitSent()).isFalse();
        assertThat(count("message")).isZero();
        waits.reopen();
        assertThat(waits.commit()).isTrue();
        assertThat(waits.abandon()).isFalse();
    }

    @Test
    void aFeedThatFailsHarmsNoLaneAndStoresNothingTwice() {
        Account bob = TestAccounts.create(database, "bob@example.org");
        for (Throwable failure : List.of(new IllegalStateException(), new AssertionError())) {
            try (GroupCommit one = new GroupCommit(database, new FailingFeed(failure), 1)) {
                assertThat(one.store(numbered(1, bob)).copies()).hasSize(1);
                assertThat(one.store(numbered(2, bob)).copies()).hasSize(1);
            }
        }
        assertThat(count("message")).isEqualTo(4);
    }

    /** Cursors and "read up to" go by message id. */
    @Test
    void laterMessagesHaveHigherIdsWhicheverLaneWroteThem() throws Exception {
        Account amy = TestAccounts.create(database, "amy@example.org");
        Account bob = TestAccounts.create(database, "bob@example.org");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Receipt> held;
            Receipt overtaking;
            try (Connection other = database.connection()) {
                lock(other, amy);
                held = threads.submit(() -> intake.store(numbered(1, amy, bob)));
                awaitWaitingForLock();
                overtaking = intake.store(numbered(2, bob));
                other.rollback();
            }
            Receipt.Stored first = overtaking.copies().getFirst();
            Receipt.Stored second = held.get().copies().getLast();
            assertThat(second.seq()).isGreaterThan(first.seq());
            assertThat(second.messageId()).isGreaterThan(first.messageId());
        }
    }

    private static NewMessage numbered(int number, Account... accounts) {
        String text = "text " + number;
        return incoming(mail("amy@x.example", "bob@example.org", text, text), accounts);
    }

    private static void lock(Connection connection, Account account) throws SQLException {
        connection.setAutoCommit(false);
        Accounts.lock(connection, account.id());
    }

    private void awaitWaitingForLock() {
        long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        String waiting =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database()";
        while (Query.of(database, waiting).first(row -> row.getLong(1)).orElseThrow() == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** The lane may still be busy with what was given up. */
    private static void storedSoon(GroupCommit intake, Account account) {
        long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        while (true) {
            try {
                intake.store(numbered(1, account));
                return;
            } catch (MailUnavailableException e) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    /** Fails once. */
    private static final class FailingFeed implements ChangeFeed {
        private final Throwable failure;
        private boolean failed;

        FailingFeed(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public boolean caughtUp(long accountId) {
            return false;
        }

        @Override
        public Subscription subscribe(long accountId, Listener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void publish(List<Change> changes) {
            if (!failed) {
                failed = true;
                switch (failure) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new IllegalStateException(failure);
                }
            }
        }
    }

    private long thread(Account bob, String from, String subject) {
        return intake.store(incoming(mail(from, "bob@example.org", subject, subject), bob))
                .copies()
                .getFirst()
                .threadId();
    }

    private long count(String table) {
        return Query.of(database, "select count(*) from " + table)
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    private static ChangeFeed.Listener collect(ConcurrentLinkedQueue<Change> seen) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(Change change) {
                seen.add(change);
            }

            @Override
            public void missed(long head) {}
        };
    }
}
