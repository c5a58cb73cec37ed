package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ESEARCH (RFC 4731). */
class EsearchTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();
    private ImapClient imap;

    /** UIDs 1, 2, 4, 5, 7: 3 and 6 are expunged. */
    @BeforeEach
    void fill() {
        server.deliverMails(7);
        imap = server.inbox();
        imap.send("x STORE 3,6 +FLAGS.SILENT \\Deleted").expect("x OK");
        imap.send("x EXPUNGE").expect("x OK");
    }

    private void answers(String command, String line) {
        assertThat(imap.run("a1 " + command))
                .as(command)
                .startsWith("* ESEARCH (TAG \"a1\")" + line)
                .last()
                .asString()
                .startsWith("a1 OK");
    }

    @Test
    void itIsAnnounced() {
        assertThat(imap.run("c CAPABILITY").getFirst().split(" ")).contains("ESEARCH");
    }

    @Test
    void eachOptionIsAnswered() {
        answers("SEARCH RETURN (MIN) ALL", " MIN 1");
        answers("SEARCH RETURN (MAX) ALL", " MAX 5");
        answers("SEARCH RETURN (COUNT) ALL", " COUNT 5");
        answers("SEARCH RETURN (ALL) NOT 3", " ALL 1:2,4:5");
        answers("SEARCH RETURN (min Max COUNT all) 2:4", " MIN 2 MAX 4 COUNT 3 ALL 2:4");
        answers("search return (COUNT) CHARSET UTF-8 SUBJECT \"mail 7\"", " COUNT 1");
    }

    @Test
    void withoutAnOptionItIsAll() {
        answers("SEARCH RETURN () 1:2", " ALL 1:2");
    }

    @Test
    void uidsAreSaidToBeAndDoNotSpanGaps() {
        answers(
                "UID SEARCH RETURN (MIN MAX COUNT ALL) ALL",
                " UID MIN 1 MAX 7 COUNT 5 ALL 1:2,4:5,7");
        answers("UID SEARCH RETURN (ALL) UID 2:4", " UID ALL 2,4");
    }

    @Test
    void whatFindsNothingIsAnsweredNevertheless() {
        answers("SEARCH RETURN (MIN MAX ALL) FLAGGED", "");
        answers("SEARCH RETURN (MIN COUNT) FLAGGED", " COUNT 0");
        answers("UID SEARCH RETURN () FLAGGED", " UID");
    }

    /** RFC 4731 §3.2. */
    @Test
    void modseqIsOfWhatIsTold() {
        imap.send("e ENABLE CONDSTORE").expect("e OK");
        imap.send("s STORE 1 +FLAGS.SILENT \\Seen").expect("s OK");
        imap.send("s STORE 5 +FLAGS.SILENT \\Seen").expect("s OK");
        imap.send("s STORE 3 +FLAGS.SILENT \\Seen").expect("s OK");
        long first = modseq(1);
        long last = modseq(5);
        long highest = modseq(3);
        assertThat(highest).isGreaterThan(last);
        answers("SEARCH RETURN (MIN) MODSEQ 1", " MIN 1 MODSEQ " + first);
        answers("SEARCH RETURN (MAX) MODSEQ 1", " MAX 5 MODSEQ " + last);
        answers("SEARCH RETURN (MIN MAX) MODSEQ 1", " MIN 1 MAX 5 MODSEQ " + last);
        answers("SEARCH RETURN (MIN COUNT) MODSEQ 1", " MIN 1 COUNT 5 MODSEQ " + highest);
        answers("SEARCH RETURN (ALL) MODSEQ 1", " ALL 1:5 MODSEQ " + highest);
        answers("SEARCH RETURN (ALL) MODSEQ " + (highest + 1), "");
    }

    private long modseq(int msn) {
        String line = imap.run("f FETCH " + msn + " MODSEQ").getFirst();
        return Long.parseLong(line.substring(line.lastIndexOf('(') + 1, line.indexOf(')')));
    }

    @Test
    void aPlainSearchIsAnsweredPlainly() {
        assertThat(imap.run("a UID SEARCH ALL").getFirst()).isEqualTo("* SEARCH 1 2 4 5 7");
    }

    @Test
    void whatIsNoReturnOptionIsBad() {
        imap.send("a SEARCH RETURN (WHAT) ALL").expect("a BAD");
        imap.send("b SEARCH RETURN ALL").expect("b BAD");
        imap.send("c SEARCH RETURN (MIN").expect("c BAD");
        imap.send("d SEARCH RETURN (MIN)").expect("d BAD");
        imap.send("e SEARCH RETURN (MIN)ALL").expect("e BAD");
        imap.send("f SEARCH RETURN (" + "MIN ".repeat(5000) + ") ALL").expect("f BAD");
        imap.send("g SEARCH RETURNS").expect("g BAD");
        imap.send("h SEARCH RETURN").expect("h BAD");
        imap.send("i NOOP").expect("i OK");
    }
}
