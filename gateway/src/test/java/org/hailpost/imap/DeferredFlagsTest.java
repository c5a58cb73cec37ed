package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagChange.Operation;
import org.hailpost.mailbox.FlagEdit;
import org.hailpost.mailbox.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A store that is down for a while stands for one that takes its time. */
class DeferredFlagsTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void theClientNeedNotWaitAndTheOthersSeeAllOfIt() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        server.store.down(true);
        assertThat(imap.run("a STORE 1 +FLAGS (\\Flagged)"))
                .containsExactly("* 1 FETCH (FLAGS (\\Flagged \\Recent))", "a OK STORE completed");
        assertThat(imap.run("b UID STORE 1 +FLAGS (\\Seen)"))
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged \\Recent))",
                        "b OK UID STORE completed");
        assertThat(imap.run("c STORE 1 -FLAGS (\\Flagged)"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent))");
        assertThat(imap.run("d STORE 2:3 FLAGS.SILENT (\\Draft)"))
                .containsExactly("d OK STORE completed");
        other.send("e NOOP");
        server.store.down(false);
        assertThat(other.expect("e OK").lines())
                .endsWith(
                        "* 1 FETCH (FLAGS (\\Seen))",
                        "* 2 FETCH (FLAGS (\\Draft))",
                        "* 3 FETCH (FLAGS (\\Draft))",
                        "e OK NOOP completed");
        assertThat(imap.run("f NOOP")).containsExactly("f OK NOOP completed");
        assertThat(imap.run("g FETCH 1:3 FLAGS"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent))",
                        "* 2 FETCH (FLAGS (\\Draft \\Recent))",
                        "* 3 FETCH (FLAGS (\\Draft \\Recent))",
                        "g OK FETCH completed");
    }

    @Test
    void whatIsWrittenTogetherHasOneModseq() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        server.store.down(true);
        for (int i = 1; i <= 3; i++) {
            imap.send("a STORE " + i + " +FLAGS.SILENT (\\Seen)").expect("a OK");
        }
        server.store.down(false);
        List<String> lines = imap.run("b FETCH 2:3 MODSEQ");
        assertThat(lines.get(2).replace("* 3", "* 2")).isEqualTo(lines.get(1));
    }

    @Test
    void theClientIsToldWhatCameOtherwise() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        long inbox = server.mailbox("INBOX");
        server.store.down(true);
        assertThat(imap.run("a STORE 1 +FLAGS (\\Seen)"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent))");
        server.store.flagWhileDown(
                ImapTestServer.ALICE,
                inbox,
                List.of(1L),
                FlagChange.of(Operation.ADD, Flags.FLAGGED));
        server.store.down(false);
        assertThat(imap.run("b NOOP"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Flagged \\Recent))", "b OK NOOP completed");
    }

    @Test
    void whatCannotBeWrittenEndsTheSession() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        long inbox = server.mailbox("INBOX");
        server.store.down(true);
        imap.send("a STORE 1 +FLAGS (\\Seen)").expect("a OK");
        server.store.remove(inbox);
        server.store.down(false);
        imap.send("b NOOP").expect("* BYE Mailbox was removed");
        imap.expectClosed();
    }

    @Test
    void expungeTakesWhatWasDeletedJustBefore() {
        server.deliverMails(300);
        ImapClient imap = server.inbox();
        for (int i = 1; i <= 300; i++) { // more than may wait in a row
            imap.send("a STORE " + i + " +FLAGS.SILENT (\\Deleted)").expect("a OK");
        }
        assertThat(imap.run("b EXPUNGE")).hasSize(301);
    }

    @Test
    void anEditOfEditsDoesTheSame() {
        Random random = new Random(5);
        Operation[] operations = Operation.values();
        for (int run = 0; run < 10_000; run++) {
            long before = random.nextInt(16);
            long flags = before;
            FlagEdit all = new FlagEdit(1, 0, 0);
            for (int i = 0; i < 4; i++) {
                FlagEdit edit = FlagEdit.of(1, operations[random.nextInt(3)], random.nextInt(16));
                flags = edit.apply(flags);
                all = all.then(edit);
            }
            assertThat(all.apply(before)).isEqualTo(flags);
        }
    }
}
