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
}
