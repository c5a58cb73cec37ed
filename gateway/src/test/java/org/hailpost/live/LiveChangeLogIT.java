package org.hailpost.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.account.Account;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.session.ChangeLog;
import org.hailpost.bridge.session.LoggedEvent;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.store.Database;
import org.hailpost.store.GroupCommit;
import org.hailpost.store.LocalChangeFeed;
import org.hailpost.store.PostgresEventLog;
import org.hailpost.store.PostgresPushedCopies;
import org.hailpost.store.PostgresThreads;
import org.hailpost.store.TestAccounts;
import org.hailpost.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveChangeLogIT {
    /** Counts how often the log is asked. */
    private record Counting(EventLog log, AtomicInteger reads) implements EventLog {
        @Override
        public List<Event> read(long accountId, long afterSeq, int limit) {
            reads.incrementAndGet();
            return log.read(accountId, afterSeq, limit);
        }

        @Override
        public Head head(long accountId) {
            return log.head(accountId);
        }

        @Override
        public Map<Long, Long> heads(Collection<Long> accountIds) {
            return log.heads(accountIds);
        }

        @Override
        public void messageState(
                long accountId, long messageId, String party, Event.State state, String reason) {
            log.messageState(accountId, messageId, party, state, reason);
        }
    }

    private final Database database = TestDatabase.fresh();
    private final LocalChangeFeed feed = new LocalChangeFeed();
    private final GroupCommit intake = new GroupCommit(database, feed, 1);
    private final Counting log =
            new Counting(new PostgresEventLog(database, feed), new AtomicInteger());
    private final PushedMail pushed =
            new PushedMail(
                    DeliverySettings.defaults(),
                    new PostgresPushedCopies(database, feed),
                    log,
                    Clock.systemUTC());
    private final ChangeLog live = log();
    private final Account bob = TestAccounts.create(database, "bob@example.org");

    @AfterEach
    void close() {
        pushed.close();
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void aSessionAtTheHeadIsToldOfAMailWithoutAReadOfTheLog() throws Exception {
        long seq = mailThatIsTold();
        List<LoggedEvent> now = live.read(bob.id(), Scope.ACCOUNT, seq - 1, 32);
        assertThat(log.reads).hasValue(0);

        List<LoggedEvent> later = log().read(bob.id(), Scope.ACCOUNT, seq - 1, 32);
        assertThat(log.reads).hasValue(1);
        assertThat(json(now)).isEqualTo(json(later)).contains("hello");
    }

    @Test
    void whatAGuestMayNotSeeIsHiddenFromHimHereToo() throws Exception {
        long seq = mailThatIsTold();
        LoggedEvent row = live.read(bob.id(), new Scope.OneThread("T0"), seq - 1, 32).getFirst();
        assertThat(log.reads).hasValue(0);
        assertThat(row.isHidden()).isTrue();
        assertThat(row.seq()).isEqualTo(seq);
    }

    /** Its seq, when a session was told of it. */
    private long mailThatIsTold() throws Exception {
        CompletableFuture<Long> told = new CompletableFuture<>();
        try (var _ = live.subscribe(bob.id(), told::complete)) {
            byte[] mail = TestAccounts.mail("amy@x.example", "bob@example.org", "Hi", "hello");
            intake.store(TestAccounts.incoming(mail, bob));
            return told.get(10, TimeUnit.SECONDS);
        }
    }

    /** To which nobody has listened yet. */
    private ChangeLog log() {
        return new LiveChangeLog(log, new PostgresThreads(database, feed), feed, pushed, _ -> 0);
    }

    private static String json(List<LoggedEvent> events) {
        assertThat(events).hasSize(1);
        return new String(events.getFirst().json(), StandardCharsets.UTF_8);
    }
}
