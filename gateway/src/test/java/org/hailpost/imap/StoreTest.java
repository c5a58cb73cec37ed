package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoreTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void veryManyAreStoredInSeveralTransactions() {
        int many = 1 << 13;
        ImapClient imap = server.inboxOf(many);
        assertThat(imap.run("a STORE 1:* +FLAGS (\\Seen)")).hasSize(many + 1);
        assertThat(imap.run("b UID STORE 1:* (UNCHANGEDSINCE 1) +FLAGS (\\Flagged)"))
                .endsWith("b OK [MODIFIED 1:8192] UID STORE completed");
        assertThat(imap.run("c UID STORE 2:* +FLAGS.SILENT (\\Answered)").getLast())
                .isEqualTo("c OK UID STORE completed");
        assertThat(imap.run("d SEARCH SEEN UNFLAGGED UNANSWERED")).startsWith("* SEARCH 1");
        assertThat(imap.run("e SEARCH RETURN (COUNT) ANSWERED"))
                .startsWith("* ESEARCH (TAG \"e\") COUNT 8191");
    }

    @Test
    void flagsAreAddedRemovedAndReplaced() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a STORE 1 +FLAGS (\\Seen \\Flagged)"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Flagged \\Recent))", "a OK STORE completed");
        assertThat(imap.run("b STORE 1 -FLAGS \\Seen"))
                .contains("* 1 FETCH (FLAGS (\\Flagged \\Recent))");
        assertThat(imap.run("c UID STORE 1:2 FLAGS (\\draft)"))
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Draft \\Recent))",
                        "* 2 FETCH (UID 2 FLAGS (\\Draft \\Recent))",
                        "c OK UID STORE completed");
        assertThat(imap.run("d STORE 1 FLAGS ()")).contains("* 1 FETCH (FLAGS (\\Recent))");
    }

    @Test
    void silentAnswersNothingButOthersAreTold() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        assertThat(imap.run("a STORE 1 +FLAGS.SILENT (\\Seen)"))
                .containsExactly("a OK STORE completed");
        assertThat(other.run("b NOOP"))
                .containsExactly("* 1 FETCH (FLAGS (\\Seen))", "b OK NOOP completed");
        assertThat(imap.run("c NOOP")).containsExactly("c OK NOOP completed");
    }

    @Test
    void aKeywordThatIsMadeForItsRemovalDoesNoHarm() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Seen)").expect("a OK");
        imap.send("b NOOP").expect("b OK");
        server.store.loseChanges(true); // the feed lags behind
        imap.send("c STORE 1 -FLAGS.SILENT (\\Seen brandnew)").expect("c OK");
        assertThat(imap.run("d FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
    }

    @Test
    void ofStoresSentTogetherTheWrongOnesHarmNoOther() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.raw(
                "a STORE 1 +FLAGS (\\Seen)\r\nb STORE 9 +FLAGS (\\Seen)\r\n"
                        + "c STORE 2 +FLAGS (\\Wrong)\r\nd STORE 2 +FLAGS (\\Flagged)\r\n");
        imap.expect("a OK").expect("b BAD").expect("c BAD").expect("d OK");
        assertThat(imap.run("e FETCH 1:2 FLAGS"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent))",
                        "* 2 FETCH (FLAGS (\\Flagged \\Recent))",
                        "e OK FETCH completed");
    }

    @Test
    void silentTellsWhatAnotherHasChangedMeanwhile() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Flagged)").expect("a OK");
        assertThat(imap.run("b STORE 1 +FLAGS.SILENT (\\Seen)"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Flagged \\Recent))", "b OK STORE completed");
        assertThat(other.run("c NOOP"))
                .containsExactly("* 1 FETCH (FLAGS (\\Seen \\Flagged))", "c OK NOOP completed");
    }

    @Test
    void aNewKeywordIsAnnouncedBeforeItIsUsed() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        List<String> flags =
                List.of(
                        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Label1)",
                        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft"
                                + " $Label1 \\*)] Flags permitted");
        List<String> lines = imap.run("a STORE 1 +FLAGS ($Label1)");
        assertThat(lines)
                .startsWith(flags.get(0), flags.get(1), "* 1 FETCH (FLAGS (\\Recent $Label1))");
        assertThat(lines).hasSize(4);
        assertThat(other.run("b NOOP"))
                .containsExactly(
                        flags.get(0),
                        flags.get(1),
                        "* 1 FETCH (FLAGS ($Label1))",
                        "b OK NOOP completed");
        assertThat(imap.run("c STORE 1 -FLAGS ($label1)")).contains("* 1 FETCH (FLAGS (\\Recent))");
    }

    @Test
    void atTheLimitNoNewKeywordIsPromised() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 55; i++) {
            words.append(i == 0 ? "" : " ").append("k").append(i);
        }
        List<String> lines = imap.run("a STORE 1 +FLAGS (" + words + ")");
        assertThat(lines.get(1)).endsWith(" k54)] Flags permitted");
        imap.send("b STORE 1 +FLAGS (k1)").expect("b OK");
    }

    @Test
    void recentCannotBeStored() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS (\\Recent)").expect("a BAD");
        imap.send("b STORE 1 +FLAGS (\\Nonsense)").expect("b BAD");
        imap.send("c STORE 1 FLAG (\\Seen)").expect("c BAD");
        imap.send("d STORE 1 +FLAGS").expect("d BAD");
        imap.send("e STORE 2 +FLAGS (\\Seen)").expect("e BAD");
    }

    @Test
    void aUidThatIsNotThereIsNoError() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID STORE 5:9 +FLAGS (\\Seen)"))
                .containsExactly("a OK UID STORE completed");
    }
}
