package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.store.Database;
import org.hailpost.store.GroupCommit;
import org.hailpost.store.LocalChangeFeed;
import org.hailpost.store.PostgresMailboxes;
import org.hailpost.store.TestAccounts;
import org.hailpost.store.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty clients at once on four mailboxes of one account, each with random commands, pipelined, and
 * a model of all that it was told. Every other second they pause: then every message has to be
 * where somebody was told that it is, and every session has to believe what is so.
 *
 * <p>The mailboxes in memory hear of changes late, so that a session's own overtake those of
 * others.
 *
 * <p>{@code -Dhailpost.stress.seconds=60 -Dhailpost.stress.seed=1 -Dhailpost.stress.clients=50}. A
 * seed gives each client the same choices again, though not the same moments.
 */
class ImapStressIT {
    private static final List<String> MAILBOXES = List.of("S1", "S2", "S3", "S4");
    private static final int CLIENTS = Integer.getInteger("hailpost.stress.clients", 50);
    private static final int SECONDS = Integer.getInteger("hailpost.stress.seconds", 15);
    private static final Duration PHASE = Duration.ofSeconds(2);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    @TempDir Path spool;

    @Test
    void whatEverySessionIsToldIsSo() throws Exception {
        long seed = Long.getLong("hailpost.stress.seed", System.nanoTime());
        System.out.println("stress seed " + seed);
        LocalChangeFeed feed = new LocalChangeFeed();
        try (Database database = TestDatabase.fresh();
                GroupCommit intake = new GroupCommit(database, feed, 1)) {
            PostgresMailboxes store = new PostgresMailboxes(database, feed);
            Account alice = TestAccounts.create(database, "alice@example.org");
            ImapServer server =
                    new ImapServer(
                            ImapTestServer.settings(true, Duration.ofMinutes(30)),
                            new OnePassword(alice, "secret"),
                            store,
                            new MailboxIndexes(store, new LateFeed(feed)),
                            intake,
                            TestTls::context,
                            spool,
                            Clock.systemUTC());
            server.start();
            try {
                prepare(server.port());
                stress(server.port(), seed);
            } finally {
                server.stop(Duration.ofSeconds(5));
            }
        } finally {
            feed.close();
        }
    }

    private static void prepare(int port) {
        try (ImapClient imap = ImapClient.loggedIn(port)) {
            for (String mailbox : MAILBOXES) {
                imap.send("c CREATE " + mailbox).expect("c OK");
            }
        }
    }

    private static void stress(int port, long seed) throws Exception {
        StressLedger ledger = new StressLedger();
        List<StressClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new StressClient(port, i, seed, ledger, MAILBOXES));
        }
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() - end < 0) {
            long until = System.nanoTime() + PHASE.toNanos();
            together(clients, client -> client.work(until));
            verify(port, ledger, clients);
        }
        int answered = clients.stream().mapToInt(StressClient::answered).sum();
        System.out.println(answered + " commands, " + ledger.size() + " messages placed");
        assertThat(answered).isGreaterThan(CLIENTS * 10);
        for (StressClient client : clients) {
            client.close();
        }
    }

    private static void together(List<StressClient> clients, Consumer<StressClient> action)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (StressClient client : clients) {
            threads.add(Thread.ofVirtual().start(() -> action.accept(client)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        requireNoFailure(clients);
    }

    /** Compares what a new session sees with what all sessions and the ledger believe. */
    private static void verify(int port, StressLedger ledger, List<StressClient> clients)
            throws InterruptedException {
        Map<String, Map<Long, Set<String>>> flags = new HashMap<>();
        Map<String, Map<Long, String>> subjects = new HashMap<>();
        try (ImapClient imap = ImapClient.loggedIn(port)) {
            for (String mailbox : MAILBOXES) {
                Map<Long, Set<String>> flagsHere = new LinkedHashMap<>();
                Map<Long, String> subjectsHere = new LinkedHashMap<>();
                read(imap, mailbox, flagsHere, subjectsHere);
                flags.put(mailbox, flagsHere);
                subjects.put(mailbox, subjectsHere);
            }
        }
        long until = System.nanoTime() + SETTLING.toNanos();
        together(
                clients,
                client ->
                        client.settle(Objects.requireNonNull(flags.get(client.mailbox())), until));
        subjects.forEach(ledger::check);
    }

    private static void read(
            ImapClient imap,
            String mailbox,
            Map<Long, Set<String>> flags,
            Map<Long, String> subjects) {
        imap.send("e EXAMINE " + mailbox).expect("e OK");
        for (String line : imap.run("f UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")) {
            if (line.contains(" FETCH (")) {
                Map<String, String> items =
                        StressData.items(line.substring(line.indexOf("FETCH (") + 6));
                long uid = Long.parseLong(items.getOrDefault("UID", ""));
                String header = items.getOrDefault("BODY[HEADER.FIELDS (SUBJECT)]", "");
                flags.put(uid, StressData.flags(items.getOrDefault("FLAGS", "()")));
                subjects.put(uid, StressMail.subject(header));
            }
        }
    }

    /** Tells of each change after up to some milliseconds, as the feed of a busy node does. */
    private record LateFeed(ChangeFeed feed) implements ChangeFeed {
        private static final int MOST_NANOS = 3_000_000;

        @Override
        public Subscription subscribe(long accountId, Listener listener) {
            return feed.subscribe(
                    accountId,
                    new Listener() {
                        @Override
                        public void changed(Change change) {
                            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(MOST_NANOS));
                            listener.changed(change);
                        }

                        @Override
                        public void missed(long head) {
                            listener.missed(head);
                        }
                    });
        }

        @Override
        public void publish(List<Change> changes) {
            feed.publish(changes);
        }

        @Override
        public boolean caughtUp(long accountId) {
            return feed.caughtUp(accountId);
        }
    }

    private static void requireNoFailure(List<StressClient> clients) {
        List<AssertionError> failures =
                clients.stream().map(StressClient::failure).filter(Objects::nonNull).toList();
        if (!failures.isEmpty()) {
            AssertionError first = failures.getFirst();
            throw new AssertionError(
                    failures.size() + " clients failed; the first: " + first, first);
        }
    }
}
