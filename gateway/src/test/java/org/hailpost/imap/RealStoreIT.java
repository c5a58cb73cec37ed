package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over PostgreSQL: what the in-memory store may have been too kind about. */
class RealStoreIT {
    @TempDir Path spool;
    private final List<ImapClient> clients = new ArrayList<>();
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private ImapServer server;
    private Account alice;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        PostgresMailboxes store = new PostgresMailboxes(database, feed);
        alice = TestAccounts.create(database, "alice@example.org");
        server =
                new ImapServer(
                        ImapTestServer.settings(true, Duration.ofMinutes(30)),
                        new OnePassword(alice, "secret"),
                        store,
                        new MailboxIndexes(store, feed),
                        intake,
                        TestTls::context,
                        spool,
                        Clock.systemUTC());
        server.start();
    }

    @AfterEach
    void close() {
        clients.forEach(ImapClient::close);
        server.stop(Duration.ofSeconds(5));
        intake.close();
        feed.close();
        database.close();
    }

    private ImapClient inbox() {
        ImapClient client = ImapClient.loggedIn(server.port());
        clients.add(client);
        client.send("s SELECT INBOX").expect("s OK");
        return client;
    }

    private String deliver(String subject) {
        byte[] mail =
                TestAccounts.mail("bob@example.net", "alice@example.org", subject, "Hi " + subject);
        intake.store(TestAccounts.incoming(mail, alice));
        return "X-Trace: 1\r\n" + new String(mail, StandardCharsets.US_ASCII);
    }

    @Test
    void aMessageComesBackByteForByteWhole() {
        String mail = deliver("one");
        ImapClient imap = inbox();
        assertThat(imap.run("a FETCH 1 (RFC822.SIZE INTERNALDATE BODY.PEEK[])"))
                .containsExactly(
                        "* 1 FETCH (RFC822.SIZE %d INTERNALDATE \" 1-May-2026 12:00:00 +0200\" BODY[] {%d}\r\n%s)"
                                .formatted(mail.length(), mail.length(), mail),
                        "a OK FETCH completed");
        assertThat(imap.run("b FETCH 1 (BODY.PEEK[1] BODY.PEEK[HEADER.FIELDS (subject x-trace)])"))
                .contains(
                        "* 1 FETCH (BODY[1] {8}\r\nHi one\r\n BODY[HEADER.FIELDS (subject x-trace)]"
                                + " {28}\r\nX-Trace: 1\r\nSubject: one\r\n\r\n)");
        assertThat(imap.run("c FETCH 1 (ENVELOPE BODYSTRUCTURE)").getFirst())
                .contains("\"one\"")
                .contains("(\"text\" \"plain\"");
    }

    @Test
    void flagsCopiesAndExpungesAreKept() {
        deliver("one");
        deliver("two");
        deliver("three");
        ImapClient imap = inbox();
        assertThat(imap.run("a STORE 1:2 +FLAGS (\\Seen $Mark)"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent $Mark))");
        imap.send("b COPY 1:2 Archive").expect("b OK [COPYUID ");
        imap.send("c STORE 1 +FLAGS.SILENT (\\Deleted)").expect("c OK");
        assertThat(imap.run("d EXPUNGE")).containsExactly("* 1 EXPUNGE", "d OK EXPUNGE completed");
        assertThat(imap.run("e SEARCH KEYWORD $mark")).contains("* SEARCH 1");
        assertThat(imap.run("f SEARCH OR SUBJECT three BODY two")).contains("* SEARCH 1 2");
        assertThat(imap.run("g STATUS Archive (MESSAGES UNSEEN UIDNEXT)"))
                .contains("* STATUS \"Archive\" (MESSAGES 2 UNSEEN 0 UIDNEXT 3)");
        imap.send("h SELECT Archive").expect("h OK");
        assertThat(imap.run("i FETCH 1 (FLAGS BODY.PEEK[TEXT])"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent $Mark) BODY[TEXT] {8}\r\nHi one\r\n)");
    }

    @Test
    void appendKeepsFlagsDateAndLargeMessages() {
        ImapClient imap = inbox();
        String large =
                ImapTestServer.mail("large") + "0123456789abcdef0123456789abcd\r\n".repeat(20_000);
        imap.append("INBOX", "(\\Flagged $New) \"01-Jan-2026 00:00:00 -0800\"", large);
        assertThat(imap.lines()).contains("* 1 EXISTS");
        assertThat(imap.run("a FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])"))
                .contains(
                        "* 1 FETCH (FLAGS (\\Flagged \\Recent $New) INTERNALDATE"
                                + " \" 1-Jan-2026 00:00:00 -0800\" BODY[] {%d}\r\n%s)"
                                        .formatted(large.length(), large));
    }

    @Test
    void idleShowsWhatIsDeliveredAndWhatOthersDo() {
        ImapClient imap = inbox();
        ImapClient other = inbox();
        imap.send("a IDLE").expect("+ idling");
        deliver("first ever");
        imap.expectLine("* 1 EXISTS");
        imap.expectLine("* 1 RECENT");
        other.send("b NOOP").expect("b OK");
        other.send("c UID STORE 1 +FLAGS (\\Deleted)").expect("c OK");
        imap.expectLine("* 1 FETCH (FLAGS (\\Deleted");
        other.send("d EXPUNGE").expect("d OK");
        imap.expectLine("* 1 EXPUNGE");
        imap.send("DONE").expect("a OK");
    }

    @Test
    void specialUseMailboxesAndSubscriptionsCameWithTheAccount() {
        ImapClient imap = inbox();
        assertThat(imap.run("a LIST (SPECIAL-USE) \"\" *")).hasSize(6);
        assertThat(imap.run("b LSUB \"\" *")).contains("* LSUB () \"/\" \"Sent\"");
        imap.send("c CREATE x/y").expect("c OK");
        imap.send("d CREATE x").expect("d NO");
        assertThat(imap.run("e LIST \"\" x*")).contains("* LIST (\\HasNoChildren) \"/\" \"x/y\"");
    }
}
