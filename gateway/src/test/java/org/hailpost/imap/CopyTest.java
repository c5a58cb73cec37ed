package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void flagsAndDateGoAlong() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 2 +FLAGS.SILENT (\\Seen $Mark)").expect("a OK");
        imap.send("b COPY 2:3 Archive").expectLine("b OK [COPYUID 1005 2:3 1:2] COPY completed");
        imap.send("c SELECT Archive").expect("c OK");
        assertThat(imap.run("d FETCH 1 (FLAGS INTERNALDATE)"))
                .contains(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent $Mark) INTERNALDATE"
                                + " \" 1-May-2026 12:00:00 +0200\")");
    }

    @Test
    void moreThanFitIntoOneTransactionAreRefused() {
        ImapClient imap = server.inboxOf(1 << 18);
        assertThat(imap.run("a COPY 1:* Archive"))
                .containsExactly("a NO [LIMIT] At most 250000 messages are copied at once");
        assertThat(imap.run("b STATUS Archive (MESSAGES)"))
                .contains("* STATUS \"Archive\" (MESSAGES 0)");
    }

    @Test
    void aCopyIntoTheSelectedMailboxIsToldAtOnce() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID COPY 1 INBOX"))
                .containsExactly(
                        "* 2 EXISTS", "* 2 RECENT", "a OK [COPYUID 1000 1 2] UID COPY completed");
    }

    @Test
    void aMessageThatLiesTwiceInAMailboxIsFetchedTwice() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a COPY 1 INBOX").expect("a OK");
        for (String items : List.of("ENVELOPE", "BODY.PEEK[HEADER]", "BODY.PEEK[]")) {
            assertThat(imap.run("b FETCH 1:* (UID " + items + ")"))
                    .as(items)
                    .filteredOn(line -> line.contains(" FETCH (UID "))
                    .hasSize(3);
        }
    }

    @Test
    void aMissingTargetOrSourceIsSaid() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a COPY 1 Nowhere").expectLine("a NO [TRYCREATE]");
        imap.send("b UID COPY 5 Archive").expectLine("b OK UID COPY completed, nothing to copy");
        imap.send("c COPY 5 Archive").expectLine("c BAD");
    }

    @Test
    void whatIsGoneIsNotCopiedInPart() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        imap.send("c COPY 1:2 Archive").expect("c NO [EXPUNGEISSUED]");
        imap.send("d STATUS Archive (MESSAGES)").expect("* STATUS \"Archive\" (MESSAGES 0)");
    }
}
