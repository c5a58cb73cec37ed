package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7162 §3.1. The first message of an account has MODSEQ 2. */
class CondstoreTest {
    private static final String HIGHEST = "* OK [HIGHESTMODSEQ ";

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void highestmodseqIsNeverZero() {
        ImapClient imap = server.login();
        assertThat(imap.run("a SELECT Archive (CONDSTORE)")).contains(HIGHEST + "1] Highest");
        assertThat(imap.run("b STATUS Archive (HIGHESTMODSEQ)"))
                .contains("* STATUS \"Archive\" (HIGHESTMODSEQ 1)");
        imap.send("c SELECT Archive (CONDSTORE").expectLine("c BAD");
        imap.send("d SELECT Archive (NONSENSE)").expectLine("d BAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENABLE CONDSTORE",
                "STATUS Archive (HIGHESTMODSEQ)",
                "FETCH 1 MODSEQ",
                "FETCH 1 FLAGS (CHANGEDSINCE 0)",
                "SEARCH MODSEQ 0",
                "STORE 1 (UNCHANGEDSINCE 0) FLAGS ()"
            })
    void whoNamesAModseqIsToldThemFromThenOn(String command) {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 2 +FLAGS (\\Seen)").expect("a OK");
        assertThat(imap.run("b NOOP")).contains("* 2 FETCH (FLAGS (\\Seen \\Recent))");
        assertThat(imap.run("c " + command)).contains(HIGHEST + "4] Highest");
        assertThat(imap.run("d " + command)).noneMatch(line -> line.startsWith(HIGHEST));
        other.send("e STORE 2 +FLAGS (\\Flagged)").expect("e OK");
        assertThat(imap.run("f NOOP"))
                .containsExactly(
                        "* 2 FETCH (FLAGS (\\Seen \\Flagged \\Recent) MODSEQ (5))",
                        "f OK NOOP completed");
    }

    @Test
    void oneStoreHasOneModseqAndSilentTellsIt() {
        server.deliverMails(3);
        ImapClient imap = server.login();
        imap.send("a SELECT INBOX (CONDSTORE)").expect("a OK");
        assertThat(imap.run("b STORE 1:2 +FLAGS.SILENT (\\Seen)"))
                .containsExactly(
                        "* 1 FETCH (MODSEQ (5))", "* 2 FETCH (MODSEQ (5))", "b OK STORE completed");
        assertThat(imap.run("c UID STORE 2:3 +FLAGS.SILENT (\\Seen)"))
                .containsExactly("* 3 FETCH (UID 3 MODSEQ (6))", "c OK UID STORE completed");
        assertThat(imap.run("d STORE 3 -FLAGS (\\Seen)"))
                .containsExactly("* 3 FETCH (FLAGS (\\Recent) MODSEQ (7))", "d OK STORE completed");
        assertThat(imap.run("e FETCH 1 (BODY[TEXT])")).noneMatch(line -> line.contains("FLAGS"));
        assertThat(imap.run("f FETCH 3 (BODY[TEXT])").getFirst())
                .endsWith(" FLAGS (\\Seen \\Recent) MODSEQ (8))");
    }

    @Test
    void changedsinceFetchesOnlyWhatIsNewer() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 2 +FLAGS.SILENT (\\Seen)").expect("a OK");
        assertThat(imap.run("b FETCH 1:* (UID FLAGS) (CHANGEDSINCE 3)"))
                .contains(
                        "* 2 FETCH (UID 2 FLAGS (\\Seen \\Recent) MODSEQ (5))",
                        "* 3 FETCH (UID 3 FLAGS (\\Recent) MODSEQ (4))")
                .hasSize(4);
        assertThat(imap.run("c UID FETCH 1:* FLAGS (CHANGEDSINCE 5)"))
                .containsExactly("c OK UID FETCH completed");
        assertThat(imap.run("d FETCH 1 MODSEQ (CHANGEDSINCE 0)"))
                .contains("* 1 FETCH (MODSEQ (2))");
        assertThat(imap.run("e FETCH 1:* UID (CHANGEDSINCE 9223372036854775807)")).hasSize(1);
        imap.send("f FETCH 1:* UID (CHANGEDSINCE 9223372036854775808)").expectLine("f BAD");
        imap.send("g FETCH 1:* UID (CHANGEDSINCE)").expectLine("g BAD");
        imap.send("h FETCH 1:* UID ()").expectLine("h BAD");
    }

    @Test
    void unchangedsinceRefusesWhatAnotherHasChanged() {
        server.deliverMails(4);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 2,4 +FLAGS.SILENT (\\Flagged)").expect("a OK");
        other.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        other.send("c EXPUNGE").expect("c OK");
        List<String> lines = imap.run("d UID STORE 2:4 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen)");
        assertThat(lines)
                .contains(
                        "* 3 FETCH (UID 3 MODSEQ (9))",
                        "* 1 EXPUNGE",
                        "* 1 FETCH (UID 2 FLAGS (\\Flagged \\Recent) MODSEQ (6))",
                        "d OK [MODIFIED 2,4] UID STORE completed");
        lines = imap.run("e STORE 1:3 (UNCHANGEDSINCE 6) -FLAGS (\\Flagged)");
        assertThat(lines)
                .contains(
                        "* 1 FETCH (FLAGS (\\Recent) MODSEQ (10))",
                        "e OK [MODIFIED 2] STORE completed");
    }

    @Test
    void whatCameBeforeAModseqIsToldWithIt() {
        server.deliverMails(2);
        ImapClient imap = server.login();
        imap.send("a SELECT INBOX (CONDSTORE)").expect("a OK");
        server.store.loseChanges(true); // the feed lags behind
        server.store.changeFlags(
                ImapTestServer.ALICE,
                server.mailbox("INBOX"),
                List.of(2L),
                FlagChange.of(FlagChange.Operation.ADD, Flags.FLAGGED));
        assertThat(imap.run("b STORE 1 +FLAGS.SILENT (\\Seen)"))
                .containsExactly(
                        "* 1 FETCH (MODSEQ (5))",
                        "* 2 FETCH (FLAGS (\\Flagged \\Recent) MODSEQ (4))",
                        "b OK STORE completed");
    }

    @Test
    void unchangedsinceZeroRefusesAll() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a STORE 1:2 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\\Seen)").getLast())
                .isEqualTo("a OK [MODIFIED 1:2] STORE completed");
        assertThat(imap.run("b SEARCH SEEN")).contains("* SEARCH");
        imap.send("c STORE 1 (UNCHANGEDSINCE x) FLAGS ()").expectLine("c BAD");
        imap.send("d STORE 1 (CHANGEDSINCE 1) FLAGS ()").expectLine("d BAD");
    }

    @Test
    void whatPassesTheTestButHasTheFlagsAlreadyIsAnsweredToo() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Seen)").expect("a OK");
        assertThat(imap.run("b STORE 1:2 (UNCHANGEDSINCE 4) +FLAGS.SILENT (\\Seen)"))
                .contains("* 1 FETCH (MODSEQ (4))", "* 2 FETCH (MODSEQ (5))");
    }

    @Test
    void searchFindsByModseqAndTellsTheHighest() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Seen)").expect("a OK");
        assertThat(imap.run("b SEARCH MODSEQ 4")).contains("* SEARCH 1 3 (MODSEQ 5)");
        assertThat(imap.run("c UID SEARCH MODSEQ \"/flags/\\\\draft\" all 4 UNSEEN"))
                .contains("* SEARCH 3 (MODSEQ 4)");
        assertThat(imap.run("d SEARCH NOT MODSEQ 4")).contains("* SEARCH 2 (MODSEQ 3)");
        assertThat(imap.run("e SEARCH MODSEQ 99")).contains("* SEARCH");
        imap.send("f SEARCH MODSEQ \"/flags/\\\\draft\" none 4").expectLine("f BAD");
        imap.send("g SEARCH MODSEQ").expectLine("g BAD");
    }

    @Test
    void aModseqNeverGoesDownOnAConnection() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a SELECT INBOX (CONDSTORE)").expect("a OK");
        ImapClient other = server.inbox();
        long last = 0;
        for (int i = 0; i < 50; i++) {
            other.send("b STORE 1 " + (i % 2 == 0 ? "+" : "-") + "FLAGS.SILENT (\\Seen)");
            imap.send("c STORE 1 " + (i % 2 == 0 ? "+" : "-") + "FLAGS (\\Flagged)").expect("c OK");
            for (String line : imap.lines()) {
                if (line.contains("MODSEQ (")) {
                    String modseq = line.replaceAll(".*MODSEQ \\((\\d+)\\).*", "$1");
                    assertThat(Long.parseLong(modseq)).isGreaterThanOrEqualTo(last);
                    last = Long.parseLong(modseq);
                }
            }
            other.expect("b OK");
        }
    }
}
