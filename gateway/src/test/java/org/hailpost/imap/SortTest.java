package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SORT (RFC 5256) and ESORT (RFC 5267 §3). */
class SortTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();
    private ImapClient imap;

    @BeforeEach
    void fill() {
        deliver(
                3,
                "From: \"Z\" <bob@a.example>",
                "To: carl@x.example",
                "Subject: Re: banana",
                "Date: Fri, 1 May 2026 12:00:00 +0200");
        deliver(
                1,
                "From: Al@z.example",
                "To: dan@x.example, al@x.example",
                "Subject: apple",
                "Date: Fri, 1 May 2026 09:00:00 -0400",
                "Cc: eve@x.example");
        deliver(2, "From: team: bill@x.example;", "Subject: [list] BANANA (fwd)");
        deliver(
                4,
                "To: al@x.example",
                "Subject: =?utf-8?Q?=C3=84pfel?=",
                "Date: Thu, 30 Apr 2026 12:00:00 +0000",
                "X-Fill: " + "x".repeat(2000));
        imap = server.inbox();
    }

    private void deliver(int day, String... header) {
        server.deliver(
                String.join("\r\n", header) + "\r\n\r\nHi\r\n",
                OffsetDateTime.of(2026, 5, day, 0, 0, 0, 0, ZoneOffset.UTC));
    }

    private void sorts(String arguments, String numbers) {
        assertThat(imap.run("a SORT " + arguments).getFirst())
                .as(arguments)
                .isEqualTo(numbers.isEmpty() ? "* SORT" : "* SORT " + numbers);
    }

    @Test
    void itIsAnnounced() {
        assertThat(imap.run("c CAPABILITY").getFirst().split(" ")).contains("SORT", "ESORT");
    }

    @Test
    void eachCriterionSorts() {
        sorts("(ARRIVAL) UTF-8 ALL", "2 3 1 4");
        sorts("(REVERSE ARRIVAL) UTF-8 ALL", "4 1 3 2");
        // Sent at 10:00 and 13:00 UTC; the third has no Date, so it is 2 May.
        sorts("(DATE) UTF-8 ALL", "4 1 2 3");
        sorts("(FROM) UTF-8 ALL", "4 2 1 3"); // "", Al, bob, and the group's name
        sorts("(TO) UTF-8 ALL", "3 4 1 2");
        sorts("(CC) UTF-8 ALL", "1 3 4 2");
        sorts("(SUBJECT) UTF-8 ALL", "2 4 1 3"); // A, then A with its dots
        sorts("(REVERSE SIZE ARRIVAL) UTF-8 4,1", "4 1");
    }

    @Test
    void alikeOnesStayInMailboxOrderAlsoInReverse() {
        sorts("(SUBJECT) US-ASCII 1,3", "1 3");
        sorts("(REVERSE SUBJECT) US-ASCII 1,3", "1 3");
        sorts("(SUBJECT ARRIVAL) US-ASCII 1,3", "3 1");
        sorts("(subject reverse date) us-ascii 1,3", "3 1");
    }

    @Test
    void whatIsSearchedForIsSorted() {
        sorts("(ARRIVAL) UTF-8 SUBJECT banana", "3 1");
        sorts("(ARRIVAL) \"UTF-8\" FROM nobody", "");
    }

    @Test
    void uidsAreAnsweredToUidSort() {
        imap.send("b STORE 2 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.send("c EXPUNGE").expect("c OK");
        assertThat(imap.run("d UID SORT (REVERSE ARRIVAL) UTF-8 1:2").getFirst())
                .isEqualTo("* SORT 1 3");
        sorts("(REVERSE ARRIVAL) UTF-8 UID 1:3", "1 2");
    }

    @Test
    void returnOptionsGoByTheOrder() {
        assertThat(imap.run("a SORT RETURN (MIN MAX COUNT ALL) (ARRIVAL) UTF-8 ALL").getFirst())
                .isEqualTo("* ESEARCH (TAG \"a\") MIN 2 MAX 4 COUNT 4 ALL 2:3,1,4");
        assertThat(imap.run("b UID SORT RETURN () (REVERSE ARRIVAL) UTF-8 ALL").getFirst())
                .isEqualTo("* ESEARCH (TAG \"b\") UID ALL 4,1,3,2");
        imap.send("c SORT RETURN (SAVE MIN MAX) (REVERSE SIZE) UTF-8 ALL").expect("c OK");
        assertThat(imap.run("d SEARCH $").getFirst()).isEqualTo("* SEARCH 3 4");
    }

    @Test
    void modseqIsToldIfItWasAskedFor() {
        imap.send("e ENABLE CONDSTORE").expect("e OK");
        assertThat(imap.run("a SORT (ARRIVAL) UTF-8 MODSEQ 1").getFirst())
                .matches("\\* SORT 2 3 1 4 \\(MODSEQ \\d+\\)");
    }

    @Test
    void whatIsNoSortIsBad() {
        imap.send("a SORT () UTF-8 ALL").expect("a BAD");
        imap.send("b SORT (REVERSE) UTF-8 ALL").expect("b BAD");
        imap.send("c SORT (COLOUR) UTF-8 ALL").expect("c BAD");
        imap.send("d SORT (DATE) ALL").expect("d NO [BADCHARSET");
        imap.send("e SORT (DATE) UTF-8").expect("e BAD");
        imap.send("f SORT DATE UTF-8 ALL").expect("f BAD");
        imap.send("g SORT (DATE) KOI8-R ALL").expect("g NO [BADCHARSET (US-ASCII UTF-8)]");
        imap.send("h SORT (" + "DATE ".repeat(4000) + "DATE) UTF-8 ALL").expect("h BAD");
        imap.send("i SORT").expect("i BAD");
        imap.send("j NOOP").expect("j OK");
    }
}
