package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST with RETURN (STATUS …) and RETURN (METADATA …) (RFC 5819, RFC 9590). */
class ListStatusTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void eachMailboxIsFollowedByItsFigures() {
        server.deliverMails(2);
        ImapClient imap = server.login();
        assertThat(imap.run("a LIST \"\" (INBOX Sent) RETURN (STATUS (MESSAGES UNSEEN) CHILDREN)"))
                .containsExactly(
                        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                        "* STATUS \"INBOX\" (MESSAGES 2 UNSEEN 2)",
                        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"",
                        "* STATUS \"Sent\" (MESSAGES 0 UNSEEN 0)",
                        "a OK LIST completed");
    }

    @Test
    void onlyWhatIsSelectedAndThereHasFigures() {
        ImapClient imap = server.login();
        imap.send("a CREATE w/deep").expect("a OK").send("b SUBSCRIBE w/deep").expect("b OK");
        imap.send("c SUBSCRIBE gone").expect("c OK");
        assertThat(
                        imap.run(
                                "d LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (w gone) RETURN (STATUS"
                                        + " (MESSAGES))"))
                .containsExactly(
                        "* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"gone\"",
                        "* LIST (\\HasChildren) \"/\" \"w\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
                        "d OK LIST completed");
    }

    @Test
    void childInfoNamesAllThatSelected() {
        ImapClient imap = server.login();
        imap.send("a RENAME Drafts w/Drafts").expect("a OK");
        imap.send("b SUBSCRIBE w/Drafts").expect("b OK");
        assertThat(imap.run("c LIST (SPECIAL-USE SUBSCRIBED RECURSIVEMATCH) \"\" w"))
                .contains(
                        "* LIST (\\HasChildren) \"/\" \"w\""
                                + " (\"CHILDINFO\" (\"SUBSCRIBED\" \"SPECIAL-USE\"))");
    }

    @Test
    void modseqsThatAreAskedForStay() {
        ImapClient imap = server.inbox();
        assertThat(imap.run("a LIST \"\" INBOX RETURN (STATUS (HIGHESTMODSEQ))"))
                .contains("* STATUS \"INBOX\" (HIGHESTMODSEQ 1)")
                .anyMatch(line -> line.startsWith("* OK [HIGHESTMODSEQ "));
    }

    @Test
    void eachMailboxIsFollowedByItsEntries() {
        ImapClient imap = server.login();
        imap.send("a SETMETADATA INBOX (/private/comment \"mine\")").expect("a OK");
        assertThat(
                        imap.run(
                                "b LIST \"\" (INBOX Sent) RETURN (METADATA (/private/comment"
                                        + " /private/specialuse))"))
                .containsExactly(
                        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                        "* METADATA \"INBOX\" (\"/private/comment\" \"mine\""
                                + " \"/private/specialuse\" NIL)",
                        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"",
                        "* METADATA \"Sent\" (\"/private/comment\" NIL"
                                + " \"/private/specialuse\" \"\\\\Sent\")",
                        "b OK LIST completed");
    }

    @Test
    void badFiguresAreRefusedBeforeAnythingIsListed() {
        ImapClient imap = server.login();
        assertThat(imap.run("a LIST \"\" * RETURN (STATUS (NONSENSE))")).hasSize(1);
        imap.send("b LIST \"\" * RETURN (STATUS)").expect("b BAD");
        imap.send("c LIST \"\" * RETURN (STATUS ())").expect("c BAD");
        imap.send("d LIST \"\" * RETURN (METADATA (comment))").expect("d BAD");
        imap.send("e LIST \"\" * RETURN (STATUS (MESSAGES) STATUS (UNSEEN)").expect("e BAD");
        assertThat(imap.run("f CAPABILITY").getFirst()).contains(" LIST-STATUS LIST-METADATA ");
    }
}
