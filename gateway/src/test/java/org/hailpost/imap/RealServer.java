package org.hailpost.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.store.Database;
import org.hailpost.store.GroupCommit;
import org.hailpost.store.LocalChangeFeed;
import org.hailpost.store.PostgresMailboxes;
import org.hailpost.store.TestAccounts;
import org.hailpost.store.TestDatabase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server over an empty PostgreSQL for each test, with clients that are closed after it. */
@SuppressWarnings("NullAway.Init") // JUnit calls beforeEach before anything else
final class RealServer implements BeforeEachCallback, AfterEachCallback {
    private final List<ImapClient> clients = new ArrayList<>();
    Database database;
    LocalChangeFeed feed;
    PostgresMailboxes store;
    Account alice;
    private GroupCommit intake;
    private ImapServer server;

    @Override
    public void beforeEach(ExtensionContext context) {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        store = new PostgresMailboxes(database, feed);
        alice = TestAccounts.create(database, "alice@example.org");
        try {
            server =
                    new ImapServer(
                            ImapTestServer.settings(true, Duration.ofMinutes(30)),
                            new OnePassword(alice, "secret"),
                            store,
                            new MailboxIndexes(store, feed),
                            intake,
                            TestTls::context,
                            Files.createTempDirectory("imap-spool"),
                            Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clients.forEach(ImapClient::close);
        clients.clear();
        server.stop(Duration.ofSeconds(5));
        intake.close();
        feed.close();
        database.close();
    }

    ImapClient login() {
        ImapClient client = ImapClient.loggedIn(server.port());
        clients.add(client);
        return client;
    }

    ImapClient inbox() {
        return login().send("s SELECT INBOX").expect("s OK");
    }

    void deliverMails(int count) {
        for (int i = 1; i <= count; i++) {
            byte[] mail =
                    TestAccounts.mail("bob@example.net", "alice@example.org", "mail " + i, "Hi");
            intake.store(TestAccounts.incoming(mail, alice));
        }
    }

    long mailbox(String name) {
        return store.find(alice.id(), name).orElseThrow().id();
    }
}
