package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** THREAD (RFC 5256). */
class ThreadTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    /** A mail of the n-th minute. */
    private void deliver(int minute, String id, String subject, String... references) {
        StringBuilder mail = new StringBuilder("From: bob@example.net\r\n");
        mail.append(
                "Date: Fri, 1 May 2026 %02d:%02d:00 +0000\r\n".formatted(minute / 60, minute % 60));
        mail.append("Message-ID: <").append(id).append(">\r\nSubject: ").append(subject);
        if (references.length > 0) {
            mail.append("\r\nReferences: <").append(String.join(">\r\n <", references)).append('>');
        }
        server.deliver(mail.append("\r\n\r\nHi\r\n").toString());
    }

    private void threads(String answer) {
        threads("REFERENCES UTF-8 ALL", answer);
    }

    private void threads(String arguments, String answer) {
        assertThat(server.inbox().run("a THREAD " + arguments).getFirst())
                .isEqualTo(answer.isEmpty() ? "* THREAD" : "* THREAD " + answer);
    }

    @Test
    void itIsAnnounced() {
        assertThat(server.login().run("c CAPABILITY").getFirst().split(" "))
                .contains("THREAD=REFERENCES", "THREAD=ORDEREDSUBJECT");
    }

    @Test
    void anEmptyMailboxHasNone() {
        threads("");
    }

    @Test
    void repliesHangBelowWhatTheyAnswer() {
        deliver(1, "a@x", "one");
        deliver(2, "b@x", "two");
        deliver(3, "c@x", "three", "b@x");
        deliver(5, "d@x", "four", "b@x", "c@x");
        deliver(4, "e@x", "five", "b@x", "c@x");
        threads("(1)(2 3 (5)(4))");
    }

    /** The tree of RFC 5256 §4: 2, and 3-6 with 4-23 and 44-7-96 below. */
    @Test
    void splitsNest() {
        deliver(1, "2@x", "s2");
        deliver(2, "3@x", "s3");
        deliver(3, "6@x", "s6", "3@x");
        deliver(4, "4@x", "s4", "3@x", "6@x");
        deliver(5, "23@x", "s23", "4@x");
        deliver(6, "44@x", "s44", "3@x", "6@x");
        deliver(7, "7@x", "s7", "44@x");
        deliver(8, "96@x", "s96", "44@x", "7@x");
        threads("(1)(2 3 (4 5)(6 7 8))");
    }

    @Test
    void siblingsOfAParentThatIsNotHereStayTogether() {
        deliver(1, "a@x", "one", "gone@x");
        deliver(3, "b@x", "two");
        deliver(2, "c@x", "three", "gone@x");
        deliver(4, "d@x", "four", "far@x", "away@x");
        threads("((1)(3))(2)(4)");
    }

    @Test
    void dummiesWithinAThreadVanish() {
        deliver(1, "a@x", "one");
        deliver(2, "b@x", "two", "a@x", "gone@x", "lost@x");
        deliver(3, "c@x", "three", "a@x", "gone@x");
        threads("(1 (2)(3))");
    }

    @Test
    void inReplyToCountsWhereThereAreNoReferences() {
        deliver(1, "a@x", "one");
        server.deliver(
                "Message-ID: <b@x>\r\nDate: Fri, 1 May 2026 00:02:00 +0000\r\nSubject: two\r\n"
                        + "In-Reply-To: Your mail <\"a\"@x> of <c@x>\r\n\r\nHi\r\n");
        threads("(1 2)");
    }

    @Test
    void loopsAreNotMade() {
        deliver(1, "a@x", "one", "b@x");
        deliver(2, "b@x", "two", "a@x");
        deliver(3, "c@x", "three", "c@x");
        threads("(2 1)(3)");
    }

    @Test
    void oneIdTwiceIsTwoMessages() {
        deliver(1, "a@x", "one");
        deliver(2, "a@x", "two");
        deliver(3, "b@x", "three", "a@x");
        threads("(1 3)(2)");
    }

    @Test
    void subjectsJoinThreads() {
        deliver(1, "a@x", "Lunch");
        deliver(2, "b@x", "Re: lunch");
        deliver(3, "c@x", "Dinner");
        deliver(4, "d@x", "dinner");
        deliver(5, "e@x", "Re: tea");
        deliver(6, "f@x", "tea");
        deliver(7, "g@x", "");
        deliver(8, "h@x", "");
        threads("(1 2)((3)(4))(6 5)(7)(8)");
    }

    @Test
    void dummiesWithOneSubjectBecomeOne() {
        deliver(1, "a@x", "Lunch", "gone1@x");
        deliver(2, "b@x", "Lunch", "gone1@x");
        deliver(3, "c@x", "Lunch", "gone2@x");
        deliver(4, "d@x", "Lunch", "gone2@x");
        deliver(5, "e@x", "Re: Lunch");
        threads("((1)(2)(3)(4)(5))");
    }

    @Test
    void orderedSubjectHasNoGrandchildren() {
        deliver(3, "a@x", "Re: Lunch", "z@x");
        deliver(2, "b@x", "Tea");
        deliver(1, "c@x", "lunch");
        deliver(4, "d@x", "[x] LUNCH", "a@x");
        deliver(5, "e@x", "Re: tea");
        threads("ORDEREDSUBJECT US-ASCII ALL", "(3 (1)(4))(2 5)");
    }

    @Test
    void onlyWhatIsFoundIsThreadedAndUidThreadAnswersUids() {
        deliver(1, "a@x", "one");
        deliver(2, "b@x", "two", "a@x");
        deliver(3, "c@x", "three", "a@x", "b@x");
        threads("REFERENCES UTF-8 NOT 2", "(1 3)");
        ImapClient imap = server.inbox();
        imap.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.send("c EXPUNGE").expect("c OK");
        assertThat(imap.run("d UID THREAD REFERENCES UTF-8 ALL").getFirst())
                .isEqualTo("* THREAD (2 3)");
    }

    @Test
    void aThreadMayBeAsDeepAsThereAreMessages() {
        int count = 3000;
        StringBuilder wanted = new StringBuilder("(1");
        deliver(0, "m0@x", "s");
        for (int i = 1; i < count; i++) {
            deliver(i % 1440, "m" + i + "@x", "s" + i, "m" + (i - 1) + "@x");
            wanted.append(' ').append(i + 1);
        }
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> threads(wanted + ")"));
    }

    @Test
    void whatIsNoThreadIsBad() {
        ImapClient imap = server.inbox();
        imap.send("a THREAD REFS UTF-8 ALL").expect("a BAD");
        imap.send("b THREAD REFERENCES ALL").expect("b NO [BADCHARSET");
        imap.send("c THREAD REFERENCES UTF-8").expect("c BAD");
        imap.send("d THREAD").expect("d BAD");
        imap.send("e THREAD REFERENCES KOI8-R ALL").expect("e NO [BADCHARSET");
        imap.send("f NOOP").expect("f OK");
    }
}
