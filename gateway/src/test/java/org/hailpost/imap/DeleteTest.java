package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeleteTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void aMailboxGoesWithItsMessagesAndItsSubscriptionStays() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a CREATE old").expect("a OK");
        imap.send("b SUBSCRIBE old").expect("b OK");
        imap.send("c COPY 1 old").expect("c OK");
        assertThat(imap.run("d DELETE old")).containsExactly("d OK DELETE completed");
        assertThat(imap.run("e LIST \"\" old")).containsExactly("e OK LIST completed");
        assertThat(imap.run("f LSUB \"\" old")).contains("* LSUB () \"/\" \"old\"");
        imap.send("g SELECT old").expect("g NO [NONEXISTENT]");
        imap.send("h DELETE old").expect("h NO [NONEXISTENT]");
    }

    @Test
    void whoMakesItAgainGetsAHigherUidvalidity() {
        ImapClient imap = server.login();
        imap.send("a CREATE old").expect("a OK");
        long before = uidValidity(imap);
        imap.send("b DELETE old").expect("b OK");
        imap.send("c CREATE old").expect("c OK");
        assertThat(uidValidity(imap)).isGreaterThan(before);
    }

    private static long uidValidity(ImapClient imap) {
        String line = imap.run("s STATUS old (UIDVALIDITY)").getFirst();
        return Long.parseLong(line.replaceAll(".*UIDVALIDITY (\\d+).*", "$1"));
    }

    @Test
    void aMailboxWithChildrenBecomesNoselectAndASecondDeleteFails() {
        ImapClient imap = server.login();
        imap.send("a CREATE top/sub").expect("a OK");
        imap.send("b DELETE top").expect("b OK");
        assertThat(imap.run("c LIST \"\" top*"))
                .containsExactly(
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"top\"",
                        "* LIST (\\HasNoChildren) \"/\" \"top/sub\"",
                        "c OK LIST completed");
        imap.send("d SELECT top").expect("d NO");
        imap.send("e DELETE top").expect("e NO");
        imap.send("f SELECT top/sub").expect("f OK");
        imap.send("g CREATE top").expect("g OK");
    }

    @Test
    void inboxAndWhereSentMessagesAreKeptStay() {
        ImapClient imap = server.login();
        imap.send("a DELETE inbox").expectLine("a NO [CANNOT]");
        imap.send("b DELETE Sent").expectLine("b NO [CANNOT]");
        imap.send("c DELETE Archive").expectLine("c OK");
    }

    @Test
    void sessionsThatHaveItSelectedGetByeAtOnce() {
        ImapClient imap = server.login();
        imap.send("a CREATE old").expect("a OK");
        ImapClient idle = server.login();
        idle.send("b SELECT old").expect("b OK");
        ImapClient quiet = server.login();
        quiet.send("c SELECT old").expect("c OK");
        idle.send("d IDLE").expect("+ idling");
        imap.send("e DELETE old").expect("e OK");
        idle.expectLine("* BYE Mailbox was removed");
        idle.expectClosed();
        quiet.send("f NOOP").expectLine("* BYE Mailbox was removed");
        quiet.expectClosed();
    }

    @Test
    void theSessionItselfOnlyLeavesIt() {
        ImapClient imap = server.login();
        imap.send("a CREATE old").expect("a OK");
        imap.send("b SELECT old").expect("b OK");
        assertThat(imap.run("c DELETE old"))
                .containsExactly("* OK [CLOSED] Mailbox is closed", "c OK DELETE completed");
        imap.send("d FETCH 1 FLAGS").expectLine("d BAD");
        imap.send("e SELECT INBOX").expect("e OK");
    }

    @Test
    void aDeleteNobodyToldOfIsFoundByTheNextLook() {
        ImapClient imap = server.login();
        imap.send("a CREATE old").expect("a OK");
        imap.send("b SELECT old").expect("b OK");
        imap.send("c IDLE").expect("+ idling");
        server.store.loseChanges(true);
        server.store.delete(ImapTestServer.ALICE, server.mailbox("old"));
        server.store.tellHead(ImapTestServer.ALICE);
        imap.expectLine("* BYE Mailbox was removed");
    }
}
