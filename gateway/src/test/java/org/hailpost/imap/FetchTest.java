package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FetchTest {
    private static final String MULTIPART =
            """
            From: Bob <bob@example.net>
            To: alice@example.org
            Subject: two parts
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=xx

            preamble
            --xx
            Content-Type: text/plain

            first
            --xx
            Content-Type: message/rfc822

            Subject: inner
            From: carol@example.com

            inner text
            --xx--
            """
                    .replace("\n", "\r\n");

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void flagsAndUidsComeFromTheIndex() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1:* (UID FLAGS)"))
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Recent))",
                        "* 2 FETCH (UID 2 FLAGS (\\Recent))",
                        "* 3 FETCH (UID 3 FLAGS (\\Recent))",
                        "a OK FETCH completed");
        assertThat(imap.run("b UID FETCH 3:2 FLAGS"))
                .containsExactly(
                        "* 2 FETCH (UID 2 FLAGS (\\Recent))",
                        "* 3 FETCH (UID 3 FLAGS (\\Recent))",
                        "b OK UID FETCH completed");
    }

    @Test
    void aStarBeyondTheLastMessageStillMeansIt() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID FETCH 99:* UID"))
                .containsExactly("* 2 FETCH (UID 2)", "a OK UID FETCH completed");
        assertThat(imap.run("b FETCH *:1 UID")).hasSize(3);
        imap.send("c FETCH 3 UID").expect("c BAD");
        imap.send("d FETCH 99:* UID").expect("d BAD");
        assertThat(imap.run("e UID FETCH 7 FLAGS")).containsExactly("e OK UID FETCH completed");
    }

    @Test
    void anEmptyMailboxHasNoStar() {
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID FETCH 1:* FLAGS")).containsExactly("a OK UID FETCH completed");
        imap.send("b FETCH 1:* FLAGS").expect("b BAD");
    }

    @Test
    void aMessageComesBackByteForByteBehindItsTrace() {
        server.deliver(MULTIPART);
        ImapClient imap = server.inbox();
        String whole = ImapTestServer.TRACE + MULTIPART;
        assertThat(imap.run("a FETCH 1 (RFC822.SIZE BODY.PEEK[])"))
                .containsExactly(
                        "* 1 FETCH (RFC822.SIZE %d BODY[] {%d}\r\n%s)"
                                .formatted(whole.length(), whole.length(), whole),
                        "a OK FETCH completed");
    }

    @Test
    void sectionsAreCutWhereTheyBegin() {
        server.deliver(MULTIPART);
        ImapClient imap = server.inbox();
        String header =
                ImapTestServer.TRACE + MULTIPART.substring(0, MULTIPART.indexOf("preamble"));
        expectSection(imap, "HEADER", header);
        expectSection(imap, "TEXT", MULTIPART.substring(MULTIPART.indexOf("preamble")));
        expectSection(imap, "1", "first");
        expectSection(imap, "1.MIME", "Content-Type: text/plain\r\n\r\n");
        expectSection(imap, "2.HEADER", "Subject: inner\r\nFrom: carol@example.com\r\n\r\n");
        expectSection(imap, "2.TEXT", "inner text");
        expectSection(imap, "2.1", "inner text");
        expectSection(imap, "2.HEADER.FIELDS (subject)", "Subject: inner\r\n\r\n");
        expectSection(imap, "HEADER.FIELDS (Subject X-None)", "Subject: two parts\r\n\r\n");
        expectSection(imap, "HEADER.FIELDS (X-None)", "\r\n");
        expectSection(
                imap,
                "HEADER.FIELDS.NOT (From To Subject Content-Type Received)",
                "MIME-Version: 1.0\r\n\r\n");
    }

    private static void expectSection(ImapClient imap, String section, String octets) {
        assertThat(imap.run("a FETCH 1 BODY.PEEK[" + section + "]").getFirst())
                .isEqualTo(
                        "* 1 FETCH (BODY[%s] {%d}\r\n%s)"
                                .formatted(section, octets.length(), octets));
    }

    @Test
    void aPartThatIsNotThereIsNil() {
        server.deliver(MULTIPART, ImapTestServer.mail("plain"));
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 BODY.PEEK[7]")).contains("* 1 FETCH (BODY[7] NIL)");
        assertThat(imap.run("b FETCH 1 BODY.PEEK[1.HEADER]"))
                .contains("* 1 FETCH (BODY[1.HEADER] NIL)");
        assertThat(imap.run("c FETCH 2 BODY.PEEK[1]"))
                .contains("* 2 FETCH (BODY[1] {13}\r\nHello plain\r\n)");
        assertThat(imap.run("d FETCH 2 BODY.PEEK[2]")).contains("* 2 FETCH (BODY[2] NIL)");
    }

    @Test
    void aPartialNamesItsOriginAlone() {
        server.deliver(ImapTestServer.mail("plain"));
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 BODY.PEEK[TEXT]<6.3>"))
                .contains("* 1 FETCH (BODY[TEXT]<6> {3}\r\npla)");
        assertThat(imap.run("b FETCH 1 BODY.PEEK[]<9999.10>"))
                .contains("* 1 FETCH (BODY[]<9999> {0}\r\n)");
        assertThat(imap.run("c FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.7>"))
                .contains("* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<0> {7}\r\nSubject)");
        imap.send("d FETCH 1 BODY.PEEK[]<0.0>").expect("d BAD");
    }

    @Test
    void readingABodySetsSeenAndTellsSo() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        imap.send("a FETCH 1 BODY.PEEK[TEXT]").expect("a OK");
        imap.send("b FETCH 1 RFC822.HEADER").expect("b OK");
        assertThat(imap.run("c FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
        assertThat(imap.run("d FETCH 1 BODY[TEXT]"))
                .containsExactly(
                        "* 1 FETCH (BODY[TEXT] {14}\r\nHello mail 1\r\n FLAGS (\\Seen \\Recent))",
                        "d OK FETCH completed");
        assertThat(imap.run("e FETCH 1 BODY[TEXT]").getFirst()).endsWith("1\r\n)");
        assertThat(other.run("a NOOP")).contains("* 1 FETCH (FLAGS (\\Seen))");
    }

    @Test
    void manyBodiesBecomeSeenOneGroupAfterTheOther() {
        server.deliverMails(70);
        ImapClient imap = server.inbox();
        imap.send("a STORE 5 +FLAGS.SILENT (\\Seen)").expect("a OK");
        long before = seenChanges();
        assertThat(imap.run("b FETCH 1:* BODY[TEXT]"))
                .hasSize(71)
                .filteredOn(line -> line.endsWith(" FLAGS (\\Seen \\Recent))"))
                .hasSize(69);
        assertThat(seenChanges()).isEqualTo(before + 3);
        assertThat(imap.run("c SEARCH UNSEEN").getFirst()).isEqualTo("* SEARCH");
        assertThat(imap.run("d NOOP")).containsExactly("d OK NOOP completed");
    }

    /** The MODSEQ that the next change gets. */
    private long seenChanges() {
        String status = server.login().run("s STATUS INBOX (HIGHESTMODSEQ)").getFirst();
        return Long.parseLong(status.replaceAll("\\D+", ""));
    }

    @Test
    void examineLeavesSeenAlone() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a EXAMINE INBOX").expect("a OK");
        assertThat(imap.run("b FETCH 1 (BODY[TEXT])").getFirst()).endsWith("1\r\n)");
        assertThat(imap.run("c FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
    }

    @Test
    void macrosStandAlone() {
        server.deliver(
                ImapTestServer.mail("macro"),
                OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.ofHoursMinutes(-3, -30)));
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 FAST").getFirst())
                .startsWith(
                        "* 1 FETCH (FLAGS (\\Recent) INTERNALDATE \" 2-Jan-2026 03:04:05 -0330\""
                                + " RFC822.SIZE ");
        assertThat(imap.run("b FETCH 1 FULL").getFirst())
                .contains(" ENVELOPE (\"Fri, 1 May 2026 12:00:00 +0200\" \"macro\" ((\"Bob\" NIL ")
                .contains(" BODY (\"text\" \"plain\"");
        imap.send("c FETCH 1 (FAST)").expect("c BAD");
        imap.send("d FETCH 1 (UID ALL)").expect("d BAD");
    }

    @Test
    void aMessageExpungedElsewhereKeepsItsNumberAndIsSaidToBeGone() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        assertThat(imap.run("c FETCH 1:3 UID"))
                .containsExactly(
                        "* 2 FETCH (UID 2)",
                        "* 3 FETCH (UID 3)",
                        "c NO [EXPUNGEISSUED] Some of the messages were expunged");
        assertThat(imap.run("d UID FETCH 1 UID"))
                .containsExactly("* 1 EXPUNGE", "d OK UID FETCH completed");
        assertThat(imap.run("e FETCH 1 UID")).contains("* 1 FETCH (UID 2)");
    }

    @Test
    void badSectionsAreBad() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        for (String item :
                new String[] {
                    "BODY[MIME]",
                    "BODY[0]",
                    "BODY[1.]",
                    "BODY[1..2]",
                    "BODY[HEADER.FIELDS]",
                    "BODY[HEADER.FIELDS ()]",
                    "BODY[X]",
                    "BODY.PEEK",
                    "NOTHING",
                    "()",
                    "BODY[",
                    "BODY[1]<1>",
                    "(FLAGS",
                    "FLAGS UID"
                }) {
            imap.send("a FETCH 1 " + item).expect("a BAD");
        }
    }

    @Test
    void aMessageWithinAMessageHasSectionsOfItsOwn() {
        String nested =
                """
                Subject: outer
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=a

                --a
                Content-Type: text/plain

                one
                --a
                Content-Type: message/rfc822
                Content-Disposition: attachment

                Subject: middle
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                two
                --b
                Content-Type: text/html

                <p>two</p>
                --b--

                --a--
                """
                        .replace("\n", "\r\n");
        server.deliver(nested);
        ImapClient imap = server.inbox();
        String header =
                "Subject: middle\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n";
        String text = nested.substring(nested.indexOf("--b\r\n"), nested.indexOf("\r\n--a--"));
        expectSection(imap, "2", header + text);
        expectSection(imap, "2.HEADER", header);
        expectSection(imap, "2.TEXT", text);
        expectSection(
                imap,
                "2.MIME",
                "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n");
        expectSection(imap, "2.1", "two");
        expectSection(imap, "2.2", "<p>two</p>");
        expectSection(imap, "2.2.MIME", "Content-Type: text/html\r\n\r\n");
        expectSection(imap, "2.HEADER.FIELDS.NOT (SUBJECT)", header.substring(17));
        assertThat(imap.run("n FETCH 1 (BODY.PEEK[2.3] BODY.PEEK[1.1] BODY.PEEK[2.1.HEADER])"))
                .contains("* 1 FETCH (BODY[2.3] NIL BODY[1.1] NIL BODY[2.1.HEADER] NIL)");
    }

    @Test
    void aMessageThatIsAMessageHasPartOneAndInsideItPartOneAgain() {
        String inner = "Subject: inner\r\n\r\ninner text\r\n";
        server.deliver("Subject: outer\r\nContent-Type: message/rfc822\r\n\r\n" + inner);
        ImapClient imap = server.inbox();
        expectSection(imap, "1", inner);
        expectSection(imap, "TEXT", inner);
        expectSection(imap, "1.HEADER", "Subject: inner\r\n\r\n");
        expectSection(imap, "1.TEXT", "inner text\r\n");
        expectSection(imap, "1.1", "inner text\r\n");
    }

    @Test
    void rfc822ItemsAreCalledAsTheyWereAsked() {
        server.deliver(ImapTestServer.mail("old"));
        ImapClient imap = server.inbox();
        String mail = ImapTestServer.TRACE + ImapTestServer.mail("old");
        String header = mail.substring(0, mail.indexOf("\r\n\r\n") + 4);
        assertThat(imap.run("a FETCH 1 (RFC822.HEADER)"))
                .contains(
                        "* 1 FETCH (RFC822.HEADER {%d}\r\n%s)".formatted(header.length(), header));
        assertThat(imap.run("b FETCH 1 RFC822.TEXT").getFirst())
                .isEqualTo("* 1 FETCH (RFC822.TEXT {11}\r\nHello old\r\n FLAGS (\\Seen \\Recent))");
        assertThat(imap.run("c FETCH 1 rfc822"))
                .contains("* 1 FETCH (RFC822 {%d}\r\n%s)".formatted(mail.length(), mail));
    }

    @Test
    void flagsThatWereAskedForComeOnceAndWithSeen() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 (FLAGS BODY[]<0.4>)"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent) BODY[]<0> {4}\r\nRece)");
    }

    @Test
    void aPartialThatEndsBeyondTheEndIsCutAndStaysAPartial() {
        server.deliver(ImapTestServer.mail("plain"));
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 BODY.PEEK[TEXT]<0.2048>"))
                .contains("* 1 FETCH (BODY[TEXT]<0> {13}\r\nHello plain\r\n)");
        assertThat(imap.run("b FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (Received From)]<0.4>"))
                .contains("* 1 FETCH (BODY[HEADER.FIELDS.NOT (Received From)]<0> {4}\r\nTo: )");
        assertThat(imap.run("c FETCH 1 BODY.PEEK[2]<0.4>")).contains("* 1 FETCH (BODY[2]<0> NIL)");
    }

    @Test
    void structureIsValidWhateverTheMailIs() {
        server.deliver(
                "Content-Type: multipart/mixed\r\n\r\nno boundary\r\n",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\nno parts\r\n",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nno end\r\n",
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n",
                "Content-Type: text\r\n\r\nno subtype\r\n",
                "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: d\r\n\r\nt\r\n--x--\r\n",
                "");
        ImapClient imap = server.inbox();
        String plain = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" ";
        for (int i : new int[] {1, 2, 5, 7}) {
            assertThat(imap.run("a FETCH " + i + " BODY").getFirst())
                    .startsWith("* " + i + " FETCH (BODY " + plain);
        }
        assertThat(imap.run("b FETCH 3 BODY"))
                .contains("* 3 FETCH (BODY (" + plain + "8 1) \"mixed\"))");
        assertThat(imap.run("c FETCH 4 BODY").getFirst())
                .contains("(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 6)");
        assertThat(imap.run("d FETCH 6 BODY").getFirst())
                .contains("((\"message\" \"rfc822\" NIL NIL NIL \"7bit\" ")
                .contains("(NIL \"d\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void envelopeAddressesAreRawAndDefaulted() {
        server.deliver(
                "From: =?utf-8?q?J=C3=B6rg?= <j@example.org>\r\n"
                        + "To: Team: a@example.org, \"B, C\" <b@example.org>;, broken\r\n"
                        + "Subject: first\r\nSubject: second\r\n"
                        + "Message-ID: <1@x>\r\n\r\n");
        String from = "((\"=?utf-8?q?J=C3=B6rg?=\" NIL \"j\" \"example.org\"))";
        assertThat(server.inbox().run("a FETCH 1 ENVELOPE"))
                .contains(
                        "* 1 FETCH (ENVELOPE (NIL \"first\" "
                                + from
                                + ' '
                                + from
                                + ' '
                                + from
                                + " ((NIL NIL \"Team\" NIL)(NIL NIL \"a\" \"example.org\")"
                                + "(\"B, C\" NIL \"b\" \"example.org\")(NIL NIL NIL NIL)"
                                + "(NIL NIL \"broken\" \"\")) NIL NIL NIL \"<1@x>\"))");
    }
}
