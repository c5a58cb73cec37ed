package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SAVEDATE (RFC 8514). */
class SaveDateTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void theSaveDateIsWhenItCameToThisMailboxWhateverItsInternalDate() throws ImapException {
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).withNano(0);
        ImapClient imap = server.inbox();
        imap.append("INBOX", "\"01-Jan-2015 18:50:53 +0100\"", ImapTestServer.mail("old"));
        String response = imap.run("a FETCH 1 (SAVEDATE INTERNALDATE)").getFirst();
        assertThat(response)
                .startsWith("* 1 FETCH (SAVEDATE \"")
                .endsWith("\" INTERNALDATE \" 1-Jan-2015 18:50:53 +0100\")");
        int start = response.indexOf('"') + 1;
        OffsetDateTime saved =
                ImapDate.dateTime(response.substring(start, response.indexOf('"', start)));
        assertThat(saved).isBetween(before, OffsetDateTime.now(ZoneOffset.UTC));
    }

    @Test
    void whatWasThereBeforeSaveDatesWereKeptHasNone() {
        server.deliverMails(2);
        server.store.forgetSaveDate(ImapTestServer.ALICE, server.mailbox("INBOX"), 1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 SAVEDATE")).contains("* 1 FETCH (SAVEDATE NIL)");
        assertThat(imap.run("b UID FETCH 2 (SAVEDATE)").getFirst())
                .startsWith("* 2 FETCH (UID 2 SAVEDATE \"");
    }

    @Test
    void searchGoesByTheDayItWasSavedAndElseByTheInternalDate() {
        server.deliverMails(4);
        long inbox = server.mailbox("INBOX");
        server.store.saveDate(
                ImapTestServer.ALICE, inbox, 1, Instant.parse("2014-12-27T23:59:59Z"));
        server.store.saveDate(
                ImapTestServer.ALICE, inbox, 2, Instant.parse("2014-12-28T00:00:00Z"));
        server.store.saveDate(
                ImapTestServer.ALICE, inbox, 3, Instant.parse("2014-12-29T00:00:00Z"));
        server.store.forgetSaveDate(ImapTestServer.ALICE, inbox, 4); // came on 1-May-2026
        ImapClient imap = server.inbox();
        assertThat(imap.run("A102 SEARCH SAVEDON 28-Dec-2014")).contains("* SEARCH 2");
        assertThat(imap.run("A103 SEARCH SAVEDSINCE 28-Dec-2014")).contains("* SEARCH 2 3 4");
        assertThat(imap.run("a SEARCH SAVEDBEFORE 28-Dec-2014")).contains("* SEARCH 1");
        assertThat(imap.run("b UID SEARCH NOT SAVEDSINCE 29-Dec-2014")).contains("* SEARCH 1 2");
        assertThat(imap.run("c SEARCH SAVEDON 1-May-2026")).contains("* SEARCH 4");
        assertThat(imap.run("d SEARCH SAVEDATESUPPORTED")).contains("* SEARCH 1 2 3 4");
        imap.send("e SEARCH SAVEDON tomorrow").expect("e BAD");
    }
}
