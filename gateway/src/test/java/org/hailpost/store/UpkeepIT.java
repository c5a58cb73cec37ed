package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs by itself: the janitor, and the watch over lost hints. */
class UpkeepIT {
    private final BlockingQueue<Long> gone = new LinkedBlockingQueue<>();
    private Database database;
    private Account bob;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        bob = TestAccounts.create(database, "bob@example.org");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theJanitorRemovesWhatHasHadItsTimeAndNothingElse() {
        deliver(new LocalChangeFeed());
        Query.of(database, "update event set at = now() - interval '31 days' where seq = 1")
                .update();
        try (Janitor janitor =
                new Janitor(
                        database, Duration.ofDays(30), Duration.ofHours(1), Duration.ofHours(1))) {
            janitor.clean();
        }
        assertThat(
                        Query.of(database, "select seq from event order by seq")
                                .list(row -> row.getLong(1)))
                .containsExactly(2L);
    }

    @Test
    void aHintThatWasNeverGivenCostsOnePoll() throws Exception {
        try (LocalChangeFeed feed = new LocalChangeFeed();
                LocalChangeFeed elsewhere = new LocalChangeFeed();
                FeedWatch watch = watch(feed)) {
            assertThat(watch).isNotNull();
            BlockingQueue<Long> heads = new LinkedBlockingQueue<>();
            feed.subscribe(bob.id(), listener(heads));
            assertThat(heads.poll(10, TimeUnit.SECONDS)).isEqualTo(1); // where it stands
            deliver(elsewhere); // as another process does
            assertThat(heads.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void anAccountThatIsDisabledIsNoticed() throws Exception {
        try (LocalChangeFeed feed = new LocalChangeFeed();
                FeedWatch watch = watch(feed)) {
            assertThat(watch).isNotNull();
            feed.subscribe(bob.id(), listener(new LinkedBlockingQueue<>()));
            new PostgresRegistry(database).enable(bob.address(), false);
            assertThat(gone.poll(10, TimeUnit.SECONDS)).isEqualTo(bob.id());
        }
    }

    private FeedWatch watch(LocalChangeFeed feed) {
        return new FeedWatch(
                feed, new PostgresEventLog(database, feed), Duration.ofMillis(50), gone::add);
    }

    private void deliver(LocalChangeFeed feed) {
        try (GroupCommit intake = new GroupCommit(database, feed, 1)) {
            intake.store(incoming(mail("amy@x.example", "bob@example.org", "s", "t"), bob));
        }
    }

    private static ChangeFeed.Listener listener(BlockingQueue<Long> heads) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(Change change) {}

            @Override
            public void missed(long head) {
                heads.add(head);
            }
        };
    }
}
