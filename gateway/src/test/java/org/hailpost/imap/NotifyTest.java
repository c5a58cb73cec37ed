package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NOTIFY (RFC 5465). */
class NotifyTest {
    private static final String MESSAGES = "(MessageNew MessageExpunge FlagChange)";

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void figuresOfOtherMailboxesAreTold() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (personal " + MESSAGES + ")").expect("a OK");
        server.deliverMails(1);
        imap.expectLine(
                "* STATUS \"INBOX\" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1000 UNSEEN 1 HIGHESTMODSEQ");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS (\\Seen)").expect("b OK");
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1000 UNSEEN 0 ");
        other.send("c STORE 1 +FLAGS (\\Deleted)").expect("c OK");
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 ");
        other.send("d EXPUNGE").expect("d OK");
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 0 UIDNEXT 2 ");
        other.append("Sent", "(\\Seen)", ImapTestServer.mail("sent"));
        imap.expectLine("* STATUS \"Sent\" (MESSAGES 1 UIDNEXT 2 ");
        imap.send("e NOOP").expectLine("e OK");
    }

    @Test
    void whoDoesNotAskForFlagsIsNotToldOfThem() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (inboxes (MessageNew MessageExpunge))").expect("a OK");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS (\\Flagged)").expect("b OK");
        other.append("Sent", "", ImapTestServer.mail("not an inbox"));
        server.deliverMails(1);
        String line = imap.expectLine("* STATUS \"INBOX\" (MESSAGES 2 UIDNEXT 3 ");
        assertThat(line).doesNotContain("HIGHESTMODSEQ");
        imap.send("c NOOP").expectLine("c OK");
    }

    @Test
    void theFiguresOfNowComeFirstIfAskedFor() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("e ENABLE CONDSTORE").expect("e OK");
        List<String> lines =
                imap.run("a NOTIFY SET STATUS (mailboxes (INBOX Drafts) " + MESSAGES + ")");
        assertThat(lines)
                .containsExactly(
                        "* STATUS \"Drafts\" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1002 UNSEEN 0"
                                + " HIGHESTMODSEQ 1)",
                        "a OK NOTIFY completed");
        imap.send("b UNSELECT").expect("b OK");
        assertThat(imap.run("c NOTIFY SET STATUS (inboxes " + MESSAGES + ")"))
                .anyMatch(line -> line.startsWith("* STATUS \"INBOX\" (MESSAGES 2 "))
                .noneMatch(line -> line.contains("Drafts"));
        assertThat(imap.run("d NOTIFY SET STATUS (inboxes (MailboxName))")).hasSize(1);
        assertThat(imap.run("f NOTIFY SET STATUS (inboxes NONE)")).hasSize(1);
    }

    @Test
    void theSelectedMailboxIsToldWhileNoCommandRuns() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send(
                        "a NOTIFY SET (selected (MessageNew (UID FLAGS BODY.PEEK[HEADER.FIELDS"
                                + " (SUBJECT)]) MessageExpunge FlagChange))")
                .expect("a OK");
        server.deliver(ImapTestServer.mail("fresh"));
        imap.expectLine("* 3 EXISTS");
        imap.expectLine("* 3 RECENT");
        assertThat(imap.line())
                .startsWith("* 3 FETCH (UID 3 FLAGS (\\Recent) BODY[HEADER.FIELDS (SUBJECT)] {")
                .contains("Subject: fresh");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.expectLine("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent))");
        other.send("c EXPUNGE").expect("c OK");
        imap.expectLine("* 1 EXPUNGE");
        imap.send("d UID FETCH 3 UID").expectLine("* 2 FETCH (UID 3)");
        imap.expectLine("d OK");
    }

    @Test
    void whatIsFetchedHasWhatCondstoreAndQresyncWant() {
        ImapClient imap = server.login();
        imap.send("a ENABLE QRESYNC").expect("a OK").send("b SELECT INBOX").expect("b OK");
        imap.send("c NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge))").expect("c OK");
        server.deliverMails(1);
        imap.expectLine("* 1 EXISTS");
        imap.expectLine("* 1 RECENT");
        assertThat(imap.line()).matches("\\* 1 FETCH \\(FLAGS .* MODSEQ \\(\\d+\\) UID 1\\)");
    }

    @Test
    void whatTheClientPutThereItselfIsNotFetched() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a NOTIFY SET (selected (MessageNew (UID) MessageExpunge))").expect("a OK");
        imap.append("INBOX", "", ImapTestServer.mail("own"));
        assertThat(imap.lines()).contains("* 2 EXISTS").noneMatch(line -> line.contains("FETCH"));
        imap.send("b COPY 1 INBOX").expect("b OK");
        assertThat(imap.lines()).contains("* 3 EXISTS").noneMatch(line -> line.contains("FETCH"));
        server.deliverMails(1);
        imap.expectLine("* 4 EXISTS");
        imap.expectLine("* 4 RECENT");
        imap.expectLine("* 4 FETCH (UID 4)");
    }

    @Test
    void delayedExpungesWaitForACommandThatMayTellThem() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a NOTIFY SET (selected-delayed " + MESSAGES + ")").expect("a OK");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.expectLine("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent))");
        other.send("c EXPUNGE").expect("c OK");
        server.deliver(ImapTestServer.mail("new"));
        imap.expectLine("* 4 EXISTS");
        imap.expectLine("* 4 RECENT");
        imap.send("d FETCH 4 UID").expectLine("* 4 FETCH (UID 4)");
        imap.expectLine("d OK");
        imap.send("e NOOP").expectLine("* 1 EXPUNGE");
        imap.expectLine("e OK");
        other.send("f STORE 1 +FLAGS.SILENT (\\Deleted)").expect("f OK");
        imap.expectLine("* 1 FETCH (UID 2 ");
        other.send("g EXPUNGE").expect("g OK");
        imap.send("h IDLE").expect("+ idling").expectLine("* 1 EXPUNGE");
        imap.send("DONE").expect("h OK");
    }

    @Test
    void aSilentStoreThatMayHaveCrossedWhatWasToldIsAnsweredWithTheFlags() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a NOTIFY SET (selected-delayed " + MESSAGES + ")").expect("a OK");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS.SILENT (k1 \\Seen)").expect("b OK");
        imap.expect("* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent k1))");
        // Whoever reads that with "c" sent already would put k1 back.
        assertThat(imap.run("c STORE 1:2 -FLAGS.SILENT (k1)"))
                .containsExactly("* 1 FETCH (FLAGS (\\Seen \\Recent))", "c OK STORE completed");
        // By now it has been read.
        assertThat(imap.run("d STORE 1 +FLAGS.SILENT (k1)")).hasSize(1);
        // Commands sent together may all have been sent before.
        other.send("e STORE 1 -FLAGS.SILENT (\\Seen)").expect("e OK");
        imap.expect("* 1 FETCH (UID 1 FLAGS (\\Recent k1))");
        imap.raw("f NOOP\r\ng STORE 1 -FLAGS.SILENT (k1)\r\n").expect("f OK");
        imap.expectLine("* 1 FETCH (FLAGS (\\Recent))");
        imap.expectLine("g OK");
    }

    @Test
    void aSilentStoreThatMayHaveCrossedNewMessagesIsAnsweredWithTheirFlags() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge))").expect("a OK");
        server.deliverMails(1);
        imap.expect("* 2 FETCH (FLAGS (\\Recent))");
        assertThat(imap.run("b STORE 1:* +FLAGS.SILENT (\\Seen)"))
                .containsExactly("* 2 FETCH (FLAGS (\\Seen \\Recent))", "b OK STORE completed");
    }

    @Test
    void noneMeansNothingUntilItIsAskedAgain() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a NOTIFY NONE").expect("a OK");
        server.deliverMails(1);
        assertThat(imap.run("b NOOP")).hasSize(1);
        imap.send("c IDLE").expect("+ idling").send("DONE").expectLine("c OK");
        imap.send("d FETCH 2 UID").expect("d BAD");
        // SET is a NOOP first; without "selected" nothing more follows.
        assertThat(imap.run("e NOTIFY SET (personal (MailboxName))"))
                .containsExactly("* 2 EXISTS", "* 2 RECENT", "e OK NOTIFY completed");
        server.deliverMails(1);
        assertThat(imap.run("f NOOP")).hasSize(1);
        imap.send("g STORE 1 +FLAGS.SILENT (\\Deleted)").expect("g OK");
        // What a command itself does is no notification.
        assertThat(imap.run("h EXPUNGE")).contains("* 1 EXPUNGE");
    }

    @Test
    void namesAreTold() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (personal (MailboxName))").expect("a OK");
        ImapClient other = server.login();
        other.send("b CREATE Work").expect("b OK");
        imap.expectLine("* LIST (\\HasNoChildren) \"/\" \"Work\"");
        other.send("c RENAME Work Play").expect("c OK");
        imap.expectLine("* LIST (\\HasNoChildren) \"/\" \"Play\" (\"OLDNAME\" (\"Work\"))");
        other.send("d DELETE Play").expect("d OK");
        imap.expectLine("* LIST (\\NonExistent \\HasNoChildren) \"/\" \"Play\"");
        other.send("e SUBSCRIBE Drafts").expect("e OK");
        imap.send("f NOOP").expectLine("f OK");
        assertThat(imap.run("g CREATE &APw-")).contains("* LIST (\\HasNoChildren) \"/\" \"&APw-\"");
    }

    @Test
    void aSubtreeIsToldOfAndNothingBeside() {
        ImapClient imap = server.login();
        imap.send("a CREATE w/in").expect("a OK").send("b CREATE wide").expect("b OK");
        imap.send("c NOTIFY SET (subtree w (MailboxName MessageNew MessageExpunge))")
                .expect("c OK");
        ImapClient other = server.login();
        other.append("wide", "", ImapTestServer.mail("beside"));
        other.append("w/in", "", ImapTestServer.mail("inside"));
        imap.expectLine("* STATUS \"w/in\" (MESSAGES 1 ");
        other.send("d CREATE w/new").expect("d OK");
        imap.expectLine("* LIST (\\HasNoChildren) \"/\" \"w/new\"");
        other.append("w/new", "", ImapTestServer.mail("in the new one"));
        imap.expectLine("* STATUS \"w/new\" (MESSAGES 1 ");
        other.send("e RENAME w/new elsewhere").expect("e OK");
        imap.expectLine("* LIST (\\HasNoChildren) \"/\" \"elsewhere\" (\"OLDNAME\" (\"w/new\"))");
        other.append("elsewhere", "", ImapTestServer.mail("out of it"));
        imap.send("f NOOP").expectLine("f OK");
    }

    @Test
    void subscriptionsAreToldAndFollowed() {
        ImapClient imap = server.login();
        imap.send(
                        "a NOTIFY SET (subscribed (MessageNew MessageExpunge)) (personal"
                                + " (SubscriptionChange))")
                .expect("a OK");
        ImapClient other = server.login();
        other.append("Drafts", "", ImapTestServer.mail("not yet"));
        imap.send("x NOOP").expectLine("x OK");
        other.send("b SUBSCRIBE Drafts").expect("b OK");
        imap.expectLine("* LIST (\\HasNoChildren \\Drafts \\Subscribed) \"/\" \"Drafts\"");
        other.append("Drafts", "", ImapTestServer.mail("now"));
        imap.expectLine("* STATUS \"Drafts\" (MESSAGES 2 ");
        other.send("c UNSUBSCRIBE Drafts").expect("c OK");
        imap.expectLine("* LIST (\\HasNoChildren \\Drafts) \"/\" \"Drafts\"");
        other.send("d SUBSCRIBE Drafts").expect("d OK");
        imap.expectLine("* LIST (\\HasNoChildren \\Drafts \\Subscribed) \"/\" \"Drafts\"");
        other.send("e SUBSCRIBE gone").expect("e OK");
        imap.expectLine("* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"gone\"");
    }

    @Test
    void annotationsAreToldByName() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (mailboxes INBOX (MailboxMetadataChange ServerMetadataChange))")
                .expect("a OK");
        ImapClient other = server.login();
        other.send("b SETMETADATA Sent (/private/comment \"beside\")").expect("b OK");
        other.send("c SETMETADATA INBOX (/private/comment \"x\" /shared/comment NIL)")
                .expect("c OK");
        imap.expectLine("* METADATA \"INBOX\" \"/private/comment\" \"/shared/comment\"");
        other.send("d SETMETADATA \"\" (/private/vendor/x/y \"z\")").expect("d OK");
        imap.expectLine("* METADATA \"\" \"/private/vendor/x/y\"");
    }

    @Test
    void noneInAGroupTakesOutWhatALaterOneHas() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (mailboxes (INBOX) NONE) (personal " + MESSAGES + ")")
                .expect("a OK");
        server.deliverMails(1);
        server.login().append("Sent", "", ImapTestServer.mail("sent"));
        imap.expectLine("* STATUS \"Sent\"");
    }

    @Test
    void changesThatWereNotHeardAreFoundInTheStore() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (personal (MailboxName MessageNew MessageExpunge))").expect("a OK");
        server.store.loseChanges(true);
        server.deliverMails(1);
        server.store.create(ImapTestServer.ALICE, "Quiet", null);
        server.store.loseChanges(false);
        server.store.tellHead(ImapTestServer.ALICE);
        imap.expectLine("* LIST (\\HasNoChildren) \"/\" \"Quiet\"");
        // In the order of the mailboxes; a new one may have messages, too.
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 ");
        imap.expectLine("* STATUS \"Quiet\" (MESSAGES 0 ");
        server.store.tellHead(ImapTestServer.ALICE);
        imap.send("b NOOP").expectLine("b OK");
    }

    @Test
    void whoMayHaveMissedAnnotationsHasToAskAnew() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (personal (MailboxMetadataChange MailboxName))").expect("a OK");
        server.store.loseChanges(true);
        server.login().send("b SETMETADATA INBOX (/private/comment \"x\")").expect("b OK");
        server.store.loseChanges(false);
        server.store.tellHead(ImapTestServer.ALICE);
        imap.expectLine("* OK [NOTIFICATIONOVERFLOW]");
        server.login().send("c CREATE Work").expect("c OK");
        imap.send("d NOOP").expectLine("d OK");
    }

    @Test
    void aStoreThatIsAwayDelaysAndLosesNothing() {
        ImapClient imap = server.login();
        imap.send("a NOTIFY SET (personal " + MESSAGES + ")").expect("a OK");
        server.deliverMails(1);
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 ");
        server.store.loseChanges(true);
        server.deliverMails(1);
        server.store.loseChanges(false);
        int refused = server.store.refused();
        server.store.down(true);
        server.store.tellHead(ImapTestServer.ALICE);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (server.store.refused() == refused && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        server.store.down(false);
        imap.send("b NOOP").expectLine("* STATUS \"INBOX\" (MESSAGES 2 ");
        imap.expectLine("b OK");
    }

    @Test
    void aFloodInManyMailboxesEndsInTheRightFigures() {
        ImapClient imap = server.login();
        IntStream.range(0, 20)
                .forEach(i -> server.store.create(ImapTestServer.ALICE, "m" + i, null));
        imap.send("a NOTIFY SET (personal (MessageNew MessageExpunge))").expect("a OK");
        ImapClient other = server.login();
        for (int i = 0; i < 200; i++) {
            other.append("m" + i % 20, "", ImapTestServer.mail("flood " + i));
        }
        for (int i = 0; i < 20; ) {
            i += imap.expectLine("* STATUS \"m").contains("(MESSAGES 10 ") ? 1 : 0;
        }
        imap.send("b NOOP").expectLine("b OK");
    }

    @Test
    void compressedSessionsAreToldAtOnceToo() {
        ImapClient imap = server.inbox().compress();
        imap.send("a NOTIFY SET (selected " + MESSAGES + ") (personal " + MESSAGES + ")")
                .expect("a OK");
        server.deliverMails(1);
        imap.expectLine("* 1 EXISTS");
        imap.expectLine("* 1 RECENT");
        server.login().append("Sent", "", ImapTestServer.mail("sent"));
        imap.expectLine("* STATUS \"Sent\"");
        imap.send("b LOGOUT").expect("* BYE").expect("b OK");
    }

    @Test
    void whatDoesNotGoTogetherIsBad() {
        ImapClient imap = server.login();
        String[] bad = {
            "",
            " ",
            " SET",
            " NONE x",
            " SET STATUS",
            " SET STATUS NONE",
            " SET ()",
            " SET (personal)",
            " SET (personal ())",
            " SET (nobody (MailboxName))",
            " SET (personal (MessageNew))",
            " SET (personal (MessageExpunge))",
            " SET (personal (FlagChange))",
            " SET (personal (MessageNew (FLAGS) MessageExpunge))",
            " SET (selected (MailboxName))",
            " SET (selected (MessageNew MessageExpunge)) (selected-delayed NONE)",
            " SET (selected (MessageNew (NONSENSE) MessageExpunge))",
            " SET (subtree (MailboxName))",
            " SET (mailboxes () (MailboxName))",
            " SET (personal (MailboxName)",
        };
        for (String arguments : bad) {
            assertThat(imap.run("a NOTIFY" + arguments).getLast())
                    .as(arguments)
                    .startsWith("a BAD ");
            imap.send("n NOOP").expectLine("n OK");
        }
    }

    @Test
    void eventsThatDoNotHappenHereAreNamed() {
        ImapClient imap = server.login();
        String code =
                "NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange"
                        + " MailboxMetadataChange ServerMetadataChange)]";
        imap.send("a NOTIFY SET (personal (AnnotationChange))").expectLine("a " + code);
        imap.send("b NOTIFY SET (personal (Tea))").expectLine("b " + code);
        imap.send("c NOTIFY SET " + "(personal (MailboxName)) ".repeat(51) + "(personal NONE)")
                .expectLine("c NO [NOTIFICATIONOVERFLOW]");
        assertThat(imap.run("d CAPABILITY").getFirst()).contains(" NOTIFY ");
        // As the examples of the RFC have it.
        imap.send("e notify set (subtree INBOX MessageNew MessageExpunge)").expectLine("e OK");
    }
}
