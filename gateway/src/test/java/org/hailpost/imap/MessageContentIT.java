package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
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

/** Messages in and out over PostgreSQL, with a pool of two connections. */
class MessageContentIT {
    @TempDir Path spool;
    private final List<ImapClient> clients = new ArrayList<>();
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private ImapServer server;
    private Account alice;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh(2);
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

    private void deliver(String mail) {
        intake.store(TestAccounts.incoming(mail.getBytes(StandardCharsets.ISO_8859_1), alice));
    }

    private long number(String sql) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private void change(String sql) {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private static String literal(String message) {
        return "{" + message.length() + "+}\r\n" + message;
    }

    @Test
    void messagesOfOneAppendAreCommittedInOneTransaction() {
        ImapClient imap = inbox();
        imap.send(
                        "a APPEND INBOX (\\Seen $One) "
                                + literal(ImapTestServer.mail("one"))
                                + " ($Two) "
                                + literal(ImapTestServer.mail("two"))
                                + " "
                                + literal(ImapTestServer.mail("three")))
                .expect("a OK [APPENDUID ");
        assertThat(imap.lines()).contains("* 3 EXISTS").last().asString().contains(" 1:3]");
        assertThat(number("select count(distinct xmin::text) from placement")).isEqualTo(1);
        assertThat(imap.run("b FETCH 1:3 (FLAGS ENVELOPE)"))
                .satisfiesExactly(
                        one -> assertThat(one).contains("(\\Seen \\Recent $One)", "\"one\""),
                        two -> assertThat(two).contains("(\\Recent $Two)", "\"two\""),
                        three -> assertThat(three).contains("(\\Recent)", "\"three\""),
                        ok -> assertThat(ok).startsWith("b OK"));
    }

    @Test
    void aMessageThatCannotBeStoredTakesTheOthersWithIt() {
        ImapClient imap = inbox();
        imap.send(
                        "a APPEND INBOX "
                                + literal(ImapTestServer.mail("one"))
                                + " "
                                + literal("Subject: \0\r\n\r\n"))
                .expect("a NO [CANNOT]");
        assertThat(number("select count(*) from message")).isZero();
    }

    @Test
    void replaceTakesTheOldMessageOutInTheSameTransaction() {
        deliver(ImapTestServer.mail("one"));
        deliver(ImapTestServer.mail("two"));
        ImapClient imap = inbox();
        ImapClient other = inbox();
        imap.send("a REPLACE 1 INBOX (\\Draft) " + literal(ImapTestServer.mail("new")))
                .expect("a OK");
        assertThat(imap.lines())
                .contains("* 1 EXPUNGE", "* 2 EXISTS")
                .first()
                .asString()
                .startsWith("* OK [APPENDUID ");
        assertThat(number("select count(*) from message")).isEqualTo(2);
        assertThat(number("select count(*) from content")).isEqualTo(2);
        assertThat(number("select count(*) from expunged e, placement p where p.xmin = e.xmin"))
                .isEqualTo(1);
        assertThat(other.run("b NOOP")).contains("* 1 EXPUNGE", "* 2 EXISTS");
        assertThat(other.run("c FETCH 2 (UID FLAGS ENVELOPE)").getFirst())
                .contains("UID 3 FLAGS (\\Draft", "\"new\"");
        imap.send("d UID REPLACE 3 Sent " + literal(ImapTestServer.mail("sent"))).expect("d OK");
        assertThat(imap.lines()).contains("* 2 EXPUNGE").doesNotContain("* 2 EXISTS");
    }

    @Test
    void aMessageThatIsGoneIsNotReplaced() {
        deliver(ImapTestServer.mail("one"));
        ImapClient imap = inbox();
        change("delete from placement");
        imap.send("a REPLACE 1 INBOX " + literal(ImapTestServer.mail("new")))
                .expect("a NO [EXPUNGEISSUED]");
        assertThat(number("select count(*) from placement")).isZero();
    }

    @Test
    void aCopyHasASaveDateOfItsOwnAndOldRowsHaveNone() {
        deliver(ImapTestServer.mail("one"));
        change("update placement set saved_at = '2020-02-03 04:05:06+00'");
        ImapClient imap = inbox();
        imap.send("a COPY 1 INBOX").expect("a OK");
        assertThat(imap.run("b FETCH 1 SAVEDATE"))
                .contains("* 1 FETCH (SAVEDATE \" 3-Feb-2020 04:05:06 +0000\")");
        assertThat(imap.run("c FETCH 2 SAVEDATE").getFirst())
                .startsWith("* 2 FETCH (SAVEDATE \"")
                .doesNotContain("-2020 ");
        change("update placement set saved_at = null");
        assertThat(imap.run("d FETCH 1 SAVEDATE")).contains("* 1 FETCH (SAVEDATE NIL)");
    }

    @Test
    void conversationsAreThreadsAndPreviewsAreReadFromTheRow() {
        deliver(ImapTestServer.mail("one"));
        deliver(ImapTestServer.mail("two"));
        ImapClient imap = inbox();
        String one = imap.run("a FETCH 1 (THREADID)").getFirst();
        assertThat(one).matches("\\* 1 FETCH \\(THREADID \\(T[0-9]+\\)\\)");
        assertThat(imap.run("b FETCH 2 (THREADID)").getFirst().substring(3))
                .isEqualTo(one.substring(3));
        assertThat(imap.run("c FETCH 1 PREVIEW")).contains("* 1 FETCH (PREVIEW \"Hello one\")");
        imap.append("INBOX", "(\\Draft)", ImapTestServer.mail("draft"));
        assertThat(imap.run("d FETCH 3 THREADID")).contains("* 3 FETCH (THREADID NIL)");
    }

    @Test
    void searchByDayAndByConversationAsksTheStore() {
        deliver(ImapTestServer.mail("one"));
        deliver(ImapTestServer.mail("two"));
        deliver(ImapTestServer.mail("three"));
        change("update placement set saved_at = '2014-12-28 23:59:59+00' where uid = 1");
        change("update placement set saved_at = null where uid = 2"); // came on 1-May-2026
        ImapClient imap = inbox();
        assertThat(imap.run("a SEARCH SAVEDON 28-Dec-2014")).contains("* SEARCH 1");
        assertThat(imap.run("b SEARCH SAVEDON 1-May-2026")).contains("* SEARCH 2");
        assertThat(imap.run("c SEARCH SAVEDSINCE 29-Dec-2014")).contains("* SEARCH 2 3");
        assertThat(imap.run("d SEARCH SAVEDBEFORE 29-Dec-2014")).contains("* SEARCH 1");
        String thread = imap.run("e FETCH 1 THREADID").getFirst();
        thread = thread.substring(thread.lastIndexOf("(T") + 1, thread.indexOf(')'));
        assertThat(imap.run("f SEARCH THREADID " + thread)).contains("* SEARCH 1 2 3");
        assertThat(imap.run("g SEARCH THREADID T1")).contains("* SEARCH");
    }

    @Test
    void aLargePartIsDecodedFromItsSlices() {
        byte[] octets = new byte[1_500_000];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (i * 31 + i / 1000);
        }
        deliver(
                "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(octets)
                        + "\r\n");
        ImapClient imap = inbox();
        assertThat(imap.run("a FETCH 1 BINARY.SIZE[1]"))
                .contains("* 1 FETCH (BINARY.SIZE[1] 1500000)");
        String all = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(imap.run("b FETCH 1 BINARY.PEEK[1]").getFirst())
                .isEqualTo("* 1 FETCH (BINARY[1] ~{1500000}\r\n" + all + ")");
    }

    @Test
    void clientsThatDoNotReadHoldNoDatabaseConnection() throws IOException {
        deliver("Subject: large\r\n\r\n" + "0123456789abcdef0123456789abcd\r\n".repeat(500_000));
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4096);
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                ("a LOGIN alice@example.org secret\r\nb EXAMINE INBOX\r\n"
                                                + "c FETCH 1 (BODY.PEEK[] BINARY.PEEK[1])\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                readTo(socket, "BODY[] {");
            }
            ImapClient imap = inbox();
            imap.append("INBOX", "", ImapTestServer.mail("meanwhile"));
            assertThat(imap.run("a FETCH 2 BODY.PEEK[TEXT]"))
                    .contains("* 2 FETCH (BODY[TEXT] {17}\r\nHello meanwhile\r\n)");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** The server has begun to send the body; nobody reads on. */
    private static void readTo(Socket socket, String words) throws IOException {
        socket.setSoTimeout(10_000);
        StringBuilder read = new StringBuilder();
        while (read.indexOf(words) < 0) {
            int b = socket.getInputStream().read();
            assertThat(b).isNotNegative();
            read.append((char) b);
        }
    }
}
