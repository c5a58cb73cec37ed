package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.MailUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1 and 2 with the plug pulled: senders that try again until they are told "kept", as SMTP
 * peers do, find each mail kept exactly once, and the log without a gap, whatever happens to the
 * database meanwhile.
 */
class StoreCrashIT {
    private static final Path BINARIES = Path.of("target", "test-database").toAbsolutePath();
    private static final int SENDERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path directory;

    @Test
    void killedAndRestartedUnderTrafficTheDatabaseKeepsEachMailOnce() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, BINARIES, Set.of(), Map.of());
        DatabaseSettings settings =
                DatabaseSettings.server(postgres.jdbcUrl(), postgres.user(), postgres.password());
        LocalChangeFeed feed = new LocalChangeFeed();
        try (Database database = Database.open(settings, postgres);
                GroupCommit intake = new GroupCommit(database, feed, 1)) {
            Account bob = TestAccounts.create(database, "bob@example.org");
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger kept = new AtomicInteger();
            List<Future<Integer>> senders = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int sender = 0; sender < SENDERS; sender++) {
                    String name = "s" + sender;
                    senders.add(threads.submit(() -> send(intake, bob, name, kept, enough)));
                }
                for (int kill = 1; kill <= 3; kill++) {
                    int before = kept.get();
                    await(() -> kept.get() > before + 50);
                    ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
                }
                int before = kept.get();
                await(() -> kept.get() > before + 50);
                enough.set(true);
            }
            int sent = 0;
            for (Future<Integer> sender : senders) {
                sent += sender.get();
            }
            assertThat(count(database, "select count(*) from message")).isEqualTo(sent);
            assertThat(count(database, "select count(distinct subject) from message"))
                    .isEqualTo(sent);
            List<Event> events = new PostgresEventLog(database, feed).read(bob.id(), 1, 1_000_000);
            assertThat(events.stream().mapToLong(Event::seq).toArray())
                    .isEqualTo(LongStream.rangeClosed(2, sent + 1L).toArray());
        } finally {
            feed.close();
        }
    }

    /** Sends mail after mail, each until it is kept; returns how many. */
    private static int send(
            GroupCommit intake, Account to, String name, AtomicInteger kept, AtomicBoolean enough) {
        int number = 0;
        while (!enough.get()) {
            byte[] mail = mail("amy@x.example", "bob@example.org", name + "-" + number, "text");
            boolean stored = false;
            while (!stored) {
                try {
                    intake.store(incoming(mail, to));
                    stored = true;
                } catch (MailUnavailableException e) {
                    Thread.onSpinWait(); // 4xx: try again
                }
            }
            kept.incrementAndGet();
            number++;
        }
        return number;
    }

    private static long count(Database database, String sql) {
        return Query.of(database, sql).first(row -> row.getLong(1)).orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + PATIENCE).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
