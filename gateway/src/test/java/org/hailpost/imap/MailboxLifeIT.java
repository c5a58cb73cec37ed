package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.store.PostgresThreads;
import org.hailpost.store.TestAccounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MOVE, RENAME, DELETE and QRESYNC over PostgreSQL, whose feed comes a moment later. */
class MailboxLifeIT {
    @RegisterExtension final RealServer server = new RealServer();

    @Test
    void movedMessagesAreInOnePlaceWithFlagsAndKeywords() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 2 +FLAGS.SILENT (\\Seen $Mark)").expect("a OK");
        assertThat(imap.run("b MOVE 2:3 Archive"))
                .hasSize(4)
                .contains("* 3 EXPUNGE", "* 2 EXPUNGE", "b OK MOVE completed");
        assertThat(imap.run("c STATUS INBOX (MESSAGES)"))
                .contains("* STATUS \"INBOX\" (MESSAGES 1)");
        imap.send("d SELECT Archive").expect("d OK");
        assertThat(imap.run("e FETCH 1:2 (FLAGS BODY.PEEK[TEXT])"))
                .contains("* 1 FETCH (FLAGS (\\Seen \\Recent $Mark) BODY[TEXT] {4}\r\nHi\r\n)")
                .hasSize(3);
        imap.send("f UID MOVE 1 Archive").expect("f OK");
        assertThat(imap.run("g FETCH 1:* UID"))
                .containsExactly("* 1 FETCH (UID 2)", "* 2 FETCH (UID 3)", "g OK FETCH completed");
    }

    @Test
    void aDeletedMailboxTakesItsMessagesAndEndsItsSessions() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a CREATE old/sub").expect("a OK");
        imap.send("b MOVE 1 old").expect("b OK");
        ImapClient other = server.login();
        other.send("c SELECT old").expect("c OK");
        other.send("d IDLE").expect("+ idling");
        imap.send("e DELETE old").expect("e OK");
        other.expect("* BYE Mailbox was removed").expectClosed();
        assertThat(imap.run("f LIST \"\" old*"))
                .containsExactly(
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"old\"",
                        "* LIST (\\HasNoChildren) \"/\" \"old/sub\"",
                        "f OK LIST completed");
        imap.send("g CREATE old").expect("g OK");
        assertThat(imap.run("h SELECT old")).contains("* 0 EXISTS", "* OK [UIDNEXT 1] Next UID");
        imap.send("i APPEND old {3}\r\nabc").expect("i OK");
    }

    @Test
    void whoHasAllTheMailboxesThereMayBeIsToldSo() {
        TestAccounts.fillWithMailboxes(server.database, server.alice, MailboxStore.MOST_NAMES);
        ImapClient imap = server.login();
        for (String command : List.of("CREATE one", "RENAME Archive one/two", "CREATE a/b/c")) {
            assertThat(imap.run("a " + command))
                    .containsExactly("a NO [LIMIT] An account has at most 10000 mailbox names");
        }
        imap.send("b DELETE full1").expect("b OK");
        imap.send("c CREATE one").expect("c OK");
        imap.send("d SUBSCRIBE one").expect("d OK");
    }

    @Test
    void renameKeepsUidsAndInboxGivesItsMessagesAway() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a CREATE a/b/c").expect("a OK");
        imap.send("b COPY 1 a/b").expect("b OK");
        String before = imap.run("c STATUS a/b (UIDVALIDITY UIDNEXT)").getFirst();
        imap.send("d RENAME a/b x/y/z").expect("d OK");
        assertThat(imap.run("e STATUS x/y/z (UIDVALIDITY UIDNEXT)"))
                .contains(before.replace("a/b", "x/y/z"));
        imap.send("f STATUS x/y/z/c (MESSAGES)").expect("f OK");
        imap.send("g RENAME x/y/z a").expect("g NO [ALREADYEXISTS]");
        assertThat(imap.run("h RENAME INBOX x/old"))
                .containsExactly("* 2 EXPUNGE", "* 1 EXPUNGE", "h OK RENAME completed");
        assertThat(imap.run("i STATUS x/old (MESSAGES)"))
                .contains("* STATUS \"x/old\" (MESSAGES 2)");
        server.deliverMails(1);
        assertThat(imap.run("j SELECT INBOX")).contains("* 1 EXISTS", "* OK [UIDNEXT 4] Next UID");
    }

    @Test
    void whoComesBackIsBroughtUpToDate() {
        server.deliverMails(4);
        ImapClient imap = server.login();
        imap.send("a ENABLE QRESYNC").expect("a OK");
        List<String> first = imap.run("b SELECT INBOX");
        String validity = number(first, "UIDVALIDITY");
        String modseq = number(first, "HIGHESTMODSEQ");
        imap.send("c UNSELECT").expect("c OK");
        ImapClient other = server.inbox();
        other.send("d STORE 1,3 +FLAGS.SILENT (\\Deleted)").expect("d OK");
        other.send("e UID EXPUNGE 1").expect("e OK");
        other.send("f UID MOVE 3 Archive").expect("f OK");
        other.send("g UID STORE 4 +FLAGS.SILENT (\\Seen)").expect("g OK");
        List<String> back = imap.run("h SELECT INBOX (QRESYNC (" + validity + " " + modseq + "))");
        assertThat(back).contains("* VANISHED (EARLIER) 1,3");
        assertThat(back.get(back.size() - 2)).startsWith("* 2 FETCH (UID 4 FLAGS (\\Seen");
        assertThat(imap.run("i STORE 1:2 +FLAGS.SILENT (\\Deleted)")).hasSize(3);
        List<String> gone = imap.run("j EXPUNGE");
        assertThat(gone).hasSize(2).contains("* VANISHED 2,4");
        String told = number(gone, "HIGHESTMODSEQ");
        assertThat(imap.run("k STATUS INBOX (HIGHESTMODSEQ)"))
                .contains("* STATUS \"INBOX\" (HIGHESTMODSEQ " + told + ")");
    }

    private static String number(List<String> lines, String code) {
        return lines.stream()
                .filter(line -> line.contains("[" + code + " "))
                .map(line -> line.replaceAll(".*\\[" + code + " (\\d+)].*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatATerminalReadsIsSeenInEverySessionAtOnce() {
        server.deliverMails(2);
        ImapClient idle = server.inbox();
        ImapClient quiet = server.inbox();
        idle.send("a IDLE").expect("+ idling");
        PostgresThreads threads = new PostgresThreads(server.database, server.feed);
        ThreadStore.ThreadSummary thread =
                threads.threads(server.alice.id(), null, 1).threads().getFirst();
        threads.read(server.alice.id(), thread.id(), thread.lastMessageId());
        idle.expectLine("* 1 FETCH (FLAGS (\\Seen");
        idle.expectLine("* 2 FETCH (FLAGS (\\Seen");
        idle.send("DONE").expect("a OK");
        assertThat(quiet.run("b NOOP"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen))",
                        "* 2 FETCH (FLAGS (\\Seen))",
                        "b OK NOOP completed");
    }
}
