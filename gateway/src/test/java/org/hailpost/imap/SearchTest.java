package org.hailpost.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SearchTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private static String mail(String header, String text) {
        return header.replace("\n", "\r\n") + "\r\n" + text + "\r\n";
    }

    private ImapClient filled() {
        server.deliver(
                mail(
                        "From: Bob <bob@example.net>\nTo: alice@example.org\nSubject: Lunch\n"
                                + "Date: Thu, 30 Apr 2026 23:30:00 -0700\n",
                        "Let us eat"),
                OffsetDateTime.of(2026, 5, 1, 8, 30, 0, 0, ZoneOffset.ofHours(2)));
        server.deliver(
                mail(
                        "From: =?UTF-8?Q?J=C3=BCrgen?= <j@example.com>\nCc: carol@example.net\n"
                                + "Subject: =?ISO-8859-1?Q?Gr=FC=DFe?=\nX-Mark: yes\n"
                                + "Content-Type: text/plain; charset=utf-8\n"
                                + "Content-Transfer-Encoding: base64\n",
                        "U2Now7ZuZSBHcsO8w59l"),
                OffsetDateTime.of(2026, 5, 2, 0, 0, 0, 0, ZoneOffset.UTC));
        server.deliver(
                mail("From: Bob <bob@example.net>\nSubject: again\n", "x".repeat(5000)),
                OffsetDateTime.of(2026, 5, 3, 0, 0, 0, 0, ZoneOffset.UTC));
        ImapClient imap = server.inbox();
        imap.send("x STORE 1 +FLAGS.SILENT (\\Seen \\Flagged $Work)").expect("x OK");
        return imap;
    }

    private static void finds(ImapClient imap, String keys, String numbers) {
        assertThat(imap.run("a SEARCH " + keys).getFirst())
                .as(keys)
                .isEqualTo(numbers.isEmpty() ? "* SEARCH" : "* SEARCH " + numbers);
    }

    @Test
    void aSigmaIsASigmaWhereverItStands() {
        server.deliver(
                mail(
                        "Content-Type: text/plain; charset=utf-8\n"
                                + "Content-Transfer-Encoding: base64\n",
                        Base64.getEncoder()
                                .encodeToString("ΟΔΥΣΣΕΑΣ".getBytes(StandardCharsets.UTF_8))),
                OffsetDateTime.of(2026, 5, 3, 0, 0, 0, 0, ZoneOffset.UTC));
        ImapClient imap = server.inbox();
        for (String sought : List.of("ΟΔΥΣ", "οδυς", "οδυσ", "οδυσσεας", "ΕΑΣ", "εασ")) {
            byte[] octets = sought.getBytes(StandardCharsets.UTF_8);
            String literal = "{" + octets.length + "+}\r\n" + new String(octets, ISO_8859_1);
            finds(imap, "CHARSET UTF-8 BODY " + literal, "1");
        }
    }

    @Test
    void manyTextsAndLongOnes() {
        ImapClient imap = filled();
        finds(imap, "NOT TEXT none ".repeat(99) + "TEXT \"let us eat\"", "1");
        assertThat(imap.run("a SEARCH " + "NOT TEXT none ".repeat(100) + "TEXT x"))
                .containsExactly("a NO [LIMIT] At most 100 texts are searched for");
        assertThat(imap.run("a SEARCH" + " ALL".repeat(1001)))
                .containsExactly("a BAD Too many search keys");
        finds(imap, "BODY " + "x".repeat(4000), "3");
        finds(imap, "BODY " + "x".repeat(4000) + "y", "");
        finds(imap, "SUBJECT lun FROM bob HEADER to ali NOT HEADER to bob", "1");
    }

    @Test
    void flagsAndSets() {
        ImapClient imap = filled();
        finds(imap, "ALL", "1 2 3");
        finds(imap, "SEEN", "1");
        finds(imap, "UNSEEN", "2 3");
        finds(imap, "FLAGGED SEEN", "1");
        finds(imap, "KEYWORD $work", "1");
        finds(imap, "UNKEYWORD $Work", "2 3");
        finds(imap, "KEYWORD $None", "");
        finds(imap, "NEW", "2 3");
        finds(imap, "OLD", "");
        finds(imap, "2:*", "2 3");
        finds(imap, "7", "");
        finds(imap, "NOT 2", "1 3");
        finds(imap, "OR SEEN 3", "1 3");
        finds(imap, "(UID 1:2) (NOT (SEEN))", "2");
        finds(imap, "OR (1 SEEN) (OR 2 3)", "1 2 3");
    }

    @Test
    void headersAreDecodedAndComparedWithoutCase() {
        ImapClient imap = filled();
        finds(imap, "FROM bob", "1 3");
        finds(imap, "FROM BOB@EXAMPLE", "1 3");
        finds(imap, "SUBJECT lunch", "1");
        finds(imap, "CC carol", "2");
        finds(imap, "HEADER X-Mark \"\"", "2");
        finds(imap, "HEADER x-mark YES", "2");
        finds(imap, "HEADER X-Mark no", "");
        finds(imap, "TO alice", "1");
        finds(imap, "BCC x", "");
    }

    @Test
    void textOfAnyCharsetIsFoundInUtf8() {
        ImapClient imap = filled();
        String gruss = latin("GRÜSSE");
        String umlaut = latin("jürgen");
        finds(imap, "CHARSET UTF-8 FROM {7+}\r\n" + umlaut, "2");
        finds(imap, "CHARSET UTF-8 BODY {6+}\r\n" + latin("schön").substring(0, 6), "2");
        assertThat(gruss).hasSize(7);
        finds(imap, "BODY eat", "1");
        finds(imap, "TEXT lunch", "1");
        finds(imap, "BODY lunch", "");
        assertThat(imap.run("b SEARCH CHARSET KOI8-R ALL"))
                .containsExactly("b NO [BADCHARSET (US-ASCII UTF-8)] Charset is not supported");
        imap.send("c SEARCH CHARSET US-ASCII BODY {2+}\r\n" + latin("ö")).expect("c BAD");
    }

    /** UTF-8 octets as chars, as the client sends them. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void datesIgnoreZones() {
        ImapClient imap = filled();
        finds(imap, "ON 1-May-2026", "1");
        finds(imap, "SINCE 2-May-2026", "2 3");
        finds(imap, "BEFORE \"2-May-2026\"", "1");
        finds(imap, "SENTON 30-Apr-2026", "1");
        finds(imap, "SENTSINCE 30-Apr-2026 SENTBEFORE 1-May-2026", "1");
        finds(imap, "NOT SENTSINCE 1-Jan-1970", "2 3");
        imap.send("b SEARCH ON 32-May-2026").expect("b BAD");
        imap.send("c SEARCH ON 1-Foo-2026").expect("c BAD");
    }

    @Test
    void sizesAreOfTheWholeMessage() {
        ImapClient imap = filled();
        finds(imap, "LARGER 5000", "3");
        finds(imap, "SMALLER 5000", "1 2");
        finds(imap, "UNSEEN SMALLER 5000", "2");
    }

    @Test
    void uidSearchAnswersUids() {
        ImapClient imap = filled();
        imap.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.send("c EXPUNGE").expect("c OK");
        assertThat(imap.run("d UID SEARCH ALL").getFirst()).isEqualTo("* SEARCH 2 3");
        assertThat(imap.run("e SEARCH UID 3").getFirst()).isEqualTo("* SEARCH 2");
        assertThat(imap.run("f UID SEARCH 1").getFirst()).isEqualTo("* SEARCH 2");
    }

    @Test
    void aMessageCopiedWithinItsMailboxIsFoundTwice() {
        ImapClient imap = filled();
        imap.send("b COPY 1 INBOX").expect("b OK");
        finds(imap, "SUBJECT lunch", "1 4");
    }

    @Test
    void nestingAndNumberOfKeysAreBounded() {
        ImapClient imap = server.inbox();
        imap.send("a SEARCH " + "(".repeat(5000) + "ALL" + ")".repeat(5000)).expect("a BAD");
        imap.send("b SEARCH " + "NOT ".repeat(5000) + "ALL").expect("b BAD");
        imap.send("c SEARCH " + "OR ALL ".repeat(5000) + "ALL").expect("c BAD");
        imap.send("d SEARCH ALL" + " ALL".repeat(2000)).expect("d BAD");
        imap.send("e SEARCH").expect("e BAD");
        imap.send("f SEARCH ()").expect("f BAD");
        imap.send("g SEARCH FROM").expect("g BAD");
        imap.send("h SEARCH WHATEVER").expect("h BAD");
        imap.send("i NOOP").expect("i OK");
    }
}
