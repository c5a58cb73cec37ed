package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SEARCHRES (RFC 5182). */
class SearchresTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();
    private ImapClient imap;

    @BeforeEach
    void fill() {
        server.deliverMails(6);
        imap = server.inbox();
    }

    private void saved(String numbers) {
        assertThat(imap.run("f SEARCH $").getFirst())
                .isEqualTo(numbers.isEmpty() ? "* SEARCH" : "* SEARCH " + numbers);
    }

    private void run(String command) {
        imap.send("r " + command).expect("r OK");
    }

    @Test
    void itIsAnnounced() {
        assertThat(imap.run("c CAPABILITY").getFirst().split(" ")).contains("SEARCHRES");
    }

    @Test
    void whatIsOnlySavedIsNotTold() {
        assertThat(imap.run("a SEARCH RETURN (SAVE) 2:4")).containsExactly("a OK SEARCH completed");
        saved("2 3 4");
        assertThat(imap.run("b UID SEARCH RETURN (SAVE COUNT) 5:6"))
                .containsExactly("* ESEARCH (TAG \"b\") UID COUNT 2", "b OK UID SEARCH completed");
        saved("5 6");
    }

    /** RFC 5182 §2.4. */
    @Test
    void theFirstAndTheLastAreSavedIfNoMoreIsAsked() {
        run("SEARCH RETURN (SAVE MIN) 2:5");
        saved("2");
        run("SEARCH RETURN (SAVE MAX) 2:5");
        saved("5");
        run("SEARCH RETURN (MIN MAX SAVE) 2:5");
        saved("2 5");
        run("SEARCH RETURN (SAVE MIN COUNT) 2:5");
        saved("2 3 4 5");
        run("SEARCH RETURN (SAVE MAX ALL) 2:5");
        saved("2 3 4 5");
    }

    @Test
    void everyCommandTakesIt() {
        run("UID SEARCH RETURN (SAVE) 2:3");
        assertThat(imap.run("a FETCH $ UID")).startsWith("* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)");
        assertThat(imap.run("a UID FETCH $ UID"))
                .startsWith("* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)");
        assertThat(imap.run("b STORE $ +FLAGS (\\Flagged)")).hasSize(3);
        assertThat(imap.run("c SEARCH FLAGGED").getFirst()).isEqualTo("* SEARCH 2 3");
        assertThat(imap.run("d SEARCH NOT $").getFirst()).isEqualTo("* SEARCH 1 4 5 6");
        assertThat(imap.run("e UID SEARCH UID $").getFirst()).isEqualTo("* SEARCH 2 3");
        assertThat(imap.run("g COPY $ Archive").getLast()).startsWith("g OK [COPYUID ");
        assertThat(imap.run("h UID MOVE $ Archive").getFirst()).startsWith("* OK [COPYUID ");
        saved("");
        run("SEARCH RETURN (SAVE) 1:2");
        run("UID STORE $ +FLAGS.SILENT (\\Deleted)");
        run("STORE 3 +FLAGS.SILENT (\\Deleted)");
        assertThat(imap.run("i UID EXPUNGE $")).startsWith("* 2 EXPUNGE", "* 1 EXPUNGE");
        assertThat(imap.run("j SEARCH DELETED").getFirst()).isEqualTo("* SEARCH 1");
    }

    @Test
    void whatIsExpungedLeavesIt() {
        run("SEARCH RETURN (SAVE) 2:5");
        server.store.changeFlags(
                ImapTestServer.ALICE,
                server.mailbox("INBOX"),
                List.of(1L, 3L),
                FlagChange.of(FlagChange.Operation.ADD, Flags.DELETED));
        server.store.expunge(ImapTestServer.ALICE, server.mailbox("INBOX"), List.of(1L, 3L));
        run("NOOP");
        saved("1 2 3");
        assertThat(imap.run("a UID SEARCH $").getFirst()).isEqualTo("* SEARCH 2 4 5");
    }

    @Test
    void whatComesLaterIsNotInIt() {
        run("SEARCH RETURN (SAVE) ALL");
        server.deliverMails(2);
        run("NOOP");
        saved("1 2 3 4 5 6");
    }

    @Test
    void aSelectForgetsIt() {
        run("SEARCH RETURN (SAVE) ALL");
        run("SELECT INBOX");
        saved("");
    }

    /** RFC 5182 §2.1. */
    @Test
    void aRefusalForgetsItAndABadCommandDoesNot() {
        run("SEARCH RETURN (SAVE) 1:2");
        imap.send("a SEARCH RETURN (SAVE) WHATEVER").expect("a BAD");
        saved("1 2");
        imap.send("b SEARCH RETURN (COUNT) CHARSET KOI8-R ALL").expect("b NO [BADCHARSET");
        saved("1 2");
        imap.send("c SEARCH RETURN (SAVE) CHARSET KOI8-R ALL").expect("c NO [BADCHARSET");
        saved("");
    }

    @Test
    void aSearchWithoutSaveLeavesIt() {
        run("SEARCH RETURN (SAVE) 3");
        run("SEARCH RETURN (MIN MAX) ALL");
        run("SEARCH ALL");
        saved("3");
    }

    @Test
    void nothingSavedIsNoMistake() {
        assertThat(imap.run("a FETCH $ FLAGS")).containsExactly("a OK FETCH completed");
        imap.send("b STORE $ +FLAGS (\\Seen)").expect("b OK");
        imap.send("c COPY $ Archive").expect("c OK COPY completed, nothing");
        imap.send("d MOVE $ Archive").expect("d OK MOVE completed, nothing");
        imap.send("e UID EXPUNGE $").expect("e OK");
    }

    @Test
    void commandsMayBeSentAtOnce() {
        imap.raw("a SEARCH RETURN (SAVE) 2\r\nb FETCH $ UID\r\nc SEARCH RETURN (SAVE) NOT $\r\n");
        imap.expect("a OK").expectLine("* 2 FETCH (UID 2)");
        imap.expect("b OK").expect("c OK");
        saved("1 3 4 5 6");
    }

    @Test
    void itStandsAloneAndOnlyWhereMessagesAreNamed() {
        imap.send("a FETCH 1,$ FLAGS").expect("a BAD");
        imap.send("b FETCH $,1 FLAGS").expect("b BAD");
        imap.send("c FETCH $:* FLAGS").expect("c BAD");
        imap.send("d FETCH $$ FLAGS").expect("d BAD");
        imap.send("e SEARCH $x").expect("e BAD");
        run("SEARCH RETURN (SAVE) 2");
        imap.raw("g REPLACE $ INBOX {4+}\r\nab\r\n\r\n").expect("g BAD");
        imap.send("h SELECT INBOX (QRESYNC (1000 1 $))").expect("h BAD");
    }

    @Test
    void noMoreIsKeptThanASessionMayHave() {
        SavedSearch saved = new SavedSearch();
        Selected selected = FuzzMailbox.selected();
        assertThat(saved.save(selected.view(), new int[] {1, 2, 3, 7, 200})).isTrue();
        assertThat(saved.messages(selected.view()).count()).isEqualTo(5);
        saved.clear();
        assertThat(saved.messages(selected.view()).isEmpty()).isTrue();
    }
}
