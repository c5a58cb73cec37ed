package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ENABLE IMAP4rev2 changes (RFC 9051, appendix E). */
class Rev2Test {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private ImapClient rev2() {
        ImapClient imap = server.login();
        assertThat(imap.run("e ENABLE IMAP4rev2")).contains("* ENABLED IMAP4rev2");
        return imap;
    }

    @Test
    void bothVersionsAreAnnouncedAndTheOldOneHoldsUntilEnable() {
        ImapClient imap = server.connect();
        assertThat(imap.expectLine("* OK [CAPABILITY ")).contains(" IMAP4rev1 IMAP4rev2 ");
        server.deliverMails(1);
        ImapClient old = server.login();
        assertThat(old.run("a CAPABILITY").getFirst()).contains(" IMAP4rev1 IMAP4rev2 ");
        assertThat(old.run("b SELECT INBOX"))
                .contains("* 1 RECENT", "* OK [UNSEEN 1] First unseen message")
                .noneMatch(line -> line.startsWith("* LIST"));
        assertThat(old.run("c SEARCH ALL")).contains("* SEARCH 1");
    }

    @Test
    void selectListsTheMailboxAndHasNothingRecent() {
        server.deliverMails(2);
        ImapClient imap = rev2();
        assertThat(imap.run("a SELECT INBOX"))
                .contains("* 2 EXISTS")
                .contains("* LIST (\\HasNoChildren \\Subscribed) \"/\" \"INBOX\"")
                .noneMatch(line -> line.contains("RECENT") || line.contains("[UNSEEN"));
        assertThat(imap.run("b FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS ())");
        server.deliverMails(1);
        assertThat(imap.run("c NOOP")).containsExactly("* 3 EXISTS", "c OK NOOP completed");
        assertThat(imap.run("d EXAMINE INBOX"))
                .contains("* OK [CLOSED] Mailbox is closed")
                .noneMatch(line -> line.contains("RECENT"));
        // What is recent is left to those who know of it.
        assertThat(server.login().run("e SELECT INBOX")).contains("* 3 RECENT");
    }

    @Test
    void recentEndsWithEnableWhateverIsSelected() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
        imap.send("b ENABLE IMAP4rev2").expect("b OK");
        assertThat(imap.run("c FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS ())");
        assertThat(imap.run("d SEARCH RECENT")).noneMatch(line -> line.contains(" ALL "));
    }

    @Test
    void searchAnswersWithEsearch() {
        server.deliverMails(3);
        ImapClient imap = rev2();
        imap.send("a SELECT INBOX").expect("a OK");
        assertThat(imap.run("b SEARCH 2:*").getFirst()).startsWith("* ESEARCH (TAG \"b\") ALL 2:3");
        assertThat(imap.run("c UID SEARCH RETURN (SAVE COUNT) ALL").getFirst())
                .startsWith("* ESEARCH (TAG \"c\") UID COUNT 3");
        assertThat(imap.run("d FETCH $ UID")).hasSize(4);
        assertThat(imap.run("f SEARCH SUBJECT nothing").getFirst())
                .isEqualTo("* ESEARCH (TAG \"f\")");
    }

    @Test
    void namesAreUtf8AndToldInTheirNormalForm() {
        ImapClient imap = rev2();
        // "u" and a combining diaeresis
        imap.raw(utf8("a CREATE \"Entwu\u0308rfe\"\r\n"));
        assertThat(imap.line())
                .isEqualTo(
                        latin(
                                "* LIST (\\HasNoChildren) \"/\" \"Entw\u00fcrfe\""
                                        + " (\"OLDNAME\" (\"Entwu\u0308rfe\"))"));
        imap.expectLine("a OK");
        imap.raw(utf8("b SELECT \"Entwu\u0308rfe\"\r\n")).expect("b OK");
        assertThat(imap.lines())
                .anyMatch(line -> line.contains(latin("OLDNAME\" (\"Entwu\u0308r")));
        imap.raw(utf8("c RENAME \"Entw\u00fcrfe\" \"Ma\u0308rz\"\r\n"));
        assertThat(imap.line()).contains(latin("\"M\u00e4rz\" (\"OLDNAME\" (\"Ma\u0308rz\"))"));
        imap.expectLine("c OK");
        imap.raw(utf8("d SELECT \"M\u00e4rz\"\r\n")).expect("d OK");
        assertThat(imap.lines()).noneMatch(line -> line.contains("OLDNAME"));
        imap.send("f SELECT inbox").expect("f OK");
        assertThat(imap.lines()).noneMatch(line -> line.contains("OLDNAME"));
    }

    @Test
    void aNameWithOthersBelowItIsNotDeletedTwice() {
        ImapClient imap = rev2();
        imap.send("a CREATE w/in").expect("a OK").send("b DELETE w").expect("b OK");
        imap.send("c DELETE w").expect("c NO [HASCHILDREN]");
        assertThat(imap.run("d LIST \"\" w"))
                .contains("* LIST (\\NonExistent \\HasChildren) \"/\" \"w\"");
        imap.send("f DELETE nowhere").expect("f NO [NONEXISTENT]");
    }

    @Test
    void allThatRev2BringsIsThereWithoutItsOwnWord() {
        server.deliverMails(1);
        ImapClient imap = rev2();
        assertThat(imap.run("a NAMESPACE")).hasSize(2);
        assertThat(imap.run("b LIST \"\" INBOX RETURN (STATUS (MESSAGES DELETED SIZE))").get(1))
                .matches("\\* STATUS \"INBOX\" \\(MESSAGES 1 DELETED 0 SIZE \\d+\\)");
        imap.send("c SELECT INBOX").expect("c OK");
        assertThat(imap.run("d FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])").getFirst())
                .startsWith("* 1 FETCH (BINARY.SIZE[1] ");
        List<String> moved = imap.run("f UID MOVE 1 Archive");
        assertThat(moved.getFirst()).startsWith("* OK [COPYUID ");
        assertThat(moved.get(1)).isEqualTo("* 1 EXPUNGE");
        assertThat(imap.append("INBOX", "", ImapTestServer.mail("x")).lines().getLast())
                .startsWith("ap OK [APPENDUID ");
        imap.send("g UNSELECT").expect("g OK");
        imap.send("h IDLE").expect("+ idling").send("DONE").expect("h OK");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the client reads it: one character for each octet. */
    private static String latin(String text) {
        return new String(utf8(text), StandardCharsets.ISO_8859_1);
    }
}
