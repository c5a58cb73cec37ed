package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RenameTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void childrenGoAlongParentsAreMadeAndUidsStay() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a CREATE work/2026").expect("a OK");
        imap.send("b COPY 1:2 work/2026").expect("b OK");
        String before = imap.run("c STATUS work/2026 (UIDVALIDITY UIDNEXT MESSAGES)").getFirst();
        assertThat(imap.run("d RENAME work past/work")).containsExactly("d OK RENAME completed");
        assertThat(imap.run("e LIST \"\" (work* past*)"))
                .containsExactly(
                        "* LIST (\\HasChildren) \"/\" \"past\"",
                        "* LIST (\\HasChildren) \"/\" \"past/work\"",
                        "* LIST (\\HasNoChildren) \"/\" \"past/work/2026\"",
                        "e OK LIST completed");
        assertThat(imap.run("f STATUS past/work/2026 (UIDVALIDITY UIDNEXT MESSAGES)"))
                .contains(before.replace("work/2026", "past/work/2026"));
    }

    @Test
    void inboxGivesItsMessagesAwayAndStaysWithItsChildren() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a CREATE INBOX/child").expect("a OK");
        assertThat(imap.run("b RENAME INBOX old"))
                .containsExactly("* 2 EXPUNGE", "* 1 EXPUNGE", "b OK RENAME completed");
        assertThat(imap.run("c LIST \"\" *"))
                .contains(
                        "* LIST (\\HasChildren) \"/\" \"INBOX\"",
                        "* LIST (\\HasNoChildren) \"/\" \"INBOX/child\"",
                        "* LIST (\\HasNoChildren) \"/\" \"old\"");
        assertThat(imap.run("d SELECT old")).contains("* 2 EXISTS");
        server.deliverMails(1);
        assertThat(imap.run("e SELECT INBOX")).contains("* 1 EXISTS", "* OK [UIDNEXT 4] Next UID");
    }

    @Test
    void aNameThatIsTakenOrBelowItselfIsRefused() {
        ImapClient imap = server.login();
        imap.send("a CREATE one").expect("a OK");
        imap.send("b RENAME one Archive").expectLine("b NO [ALREADYEXISTS]");
        imap.send("c RENAME one inbox").expectLine("c NO [ALREADYEXISTS]");
        imap.send("d RENAME one one").expectLine("d NO [ALREADYEXISTS]");
        imap.send("e RENAME one one/two").expectLine("e NO [CANNOT]");
        imap.send("f RENAME nothing two").expectLine("f NO [NONEXISTENT]");
        imap.send("g RENAME INBOX Archive").expectLine("g NO [ALREADYEXISTS]");
        imap.send("h RENAME one \"a//b\"").expectLine("h NO [CANNOT]");
        imap.send("i RENAME one").expectLine("i BAD");
    }

    @Test
    void subscriptionsStayAsTheyAre() {
        ImapClient imap = server.login();
        imap.send("a CREATE one").expect("a OK");
        imap.send("b SUBSCRIBE one").expect("b OK");
        imap.send("c RENAME one two").expect("c OK");
        assertThat(imap.run("d LSUB \"\" *")).contains("* LSUB () \"/\" \"one\"");
    }

    @Test
    void whoHasItSelectedGoesOnInIt() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a CREATE one").expect("a OK");
        imap.send("b COPY 1 one").expect("b OK");
        ImapClient other = server.login();
        other.send("c SELECT one").expect("c OK");
        imap.send("d RENAME one two").expect("d OK");
        assertThat(other.run("e FETCH 1 UID")).contains("* 1 FETCH (UID 1)");
        imap.send("f COPY 1 two").expect("f OK");
        assertThat(other.run("g NOOP")).contains("* 2 EXISTS");
    }
}
