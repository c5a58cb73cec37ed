package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void specialUsesAreShown() {
        assertThat(server.login().run("a LIST \"\" *"))
                .containsExactly(
                        "* LIST (\\HasNoChildren \\Archive) \"/\" \"Archive\"",
                        "* LIST (\\HasNoChildren \\Drafts) \"/\" \"Drafts\"",
                        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                        "* LIST (\\HasNoChildren \\Junk) \"/\" \"Junk\"",
                        "* LIST (\\HasNoChildren) \"/\" \"Live\"",
                        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"",
                        "* LIST (\\HasNoChildren \\Trash) \"/\" \"Trash\"",
                        "a OK LIST completed");
    }

    @Test
    void anEmptyPatternAsksForTheDelimiter() {
        assertThat(server.login().run("a LIST \"\" \"\""))
                .containsExactly("* LIST (\\Noselect) \"/\" \"\"", "a OK LIST completed");
    }

    @Test
    void percentStopsAtTheDelimiterAndStarDoesNot() {
        ImapClient imap = server.login();
        imap.send("c CREATE w/a/b").expect("c OK");
        assertThat(imap.run("a LIST \"\" w%"))
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo("* LIST (\\HasChildren) \"/\" \"w\"");
        assertThat(imap.run("b LIST w/ %"))
                .contains("* LIST (\\HasChildren) \"/\" \"w/a\"")
                .hasSize(2);
        assertThat(imap.run("d LIST \"\" *b"))
                .containsExactly("* LIST (\\HasNoChildren) \"/\" \"w/a/b\"", "d OK LIST completed");
        assertThat(imap.run("e LIST \"\" %/%/%")).hasSize(2);
        assertThat(imap.run("f LIST \"\" iNb%"))
                .contains("* LIST (\\HasNoChildren) \"/\" \"INBOX\"");
        assertThat(imap.run("g LIST \"\" W*")).hasSize(1);
    }

    @Test
    void aPatternOfManyWildcardsTakesNoTime() {
        ImapClient imap = server.login();
        imap.send("c CREATE " + "a".repeat(200)).expect("c OK");
        imap.send("a LIST \"\" " + "*a".repeat(300) + "b").expect("a OK");
    }

    @Test
    void wildcardsSideBySideMeanTheWidest() {
        ImapClient imap = server.login();
        imap.send("c CREATE w/a/b").expect("c OK");
        for (String pattern : List.of("w%*b", "w*%b", "%%*%b", "**b", "w%%/%%%/b")) {
            assertThat(imap.run("a LIST \"\" " + pattern)).as(pattern).hasSize(2);
        }
        assertThat(imap.run("a LIST \"\" w%%b")).hasSize(1);
    }

    @Test
    void namesGoInModifiedUtf7() {
        ImapClient imap = server.login();
        imap.send("a CREATE \"Entw&APw-rfe & more\"").expect("a BAD");
        imap.send("b CREATE \"Entw&APw-rfe &- more\"").expect("b OK");
        assertThat(imap.run("c LIST \"\" Entw*"))
                .contains("* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe &- more\"");
        assertThat(server.store.find(ImapTestServer.ALICE, "Entwürfe & more")).isPresent();
        imap.send("d SELECT \"Entw&APw-rfe &- more\"").expect("d OK");
        imap.send("e SELECT \"Entw&AHU-rfe\"").expect("e BAD");
    }

    @Test
    void subscriptionsAreListedAlsoWithoutTheirMailbox() {
        ImapClient imap = server.login();
        imap.send("a SUBSCRIBE gone/deep").expect("a OK");
        imap.send("b UNSUBSCRIBE Sent").expect("b OK");
        assertThat(imap.run("c LSUB \"\" *"))
                .containsExactly(
                        "* LSUB () \"/\" \"INBOX\"",
                        "* LSUB () \"/\" \"gone/deep\"",
                        "c OK LSUB completed");
        assertThat(imap.run("d LSUB \"\" %")).contains("* LSUB (\\Noselect) \"/\" \"gone\"");
        assertThat(imap.run("e LIST \"\" gone*")).containsExactly("e OK LIST completed");
        assertThat(imap.run("f LIST (SUBSCRIBED) \"\" * RETURN (SPECIAL-USE)"))
                .containsExactly(
                        "* LIST (\\HasNoChildren \\Subscribed) \"/\" \"INBOX\"",
                        "* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"gone/deep\"",
                        "f OK LIST completed");
        assertThat(imap.run("g LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"))
                .contains(
                        "* LIST (\\NonExistent \\HasNoChildren) \"/\" \"gone\""
                                + " (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        imap.send("h LIST (RECURSIVEMATCH) \"\" *").expect("h BAD");
    }

    @Test
    void extendedListSelectsAndReturns() {
        ImapClient imap = server.login();
        assertThat(imap.run("a LIST (SPECIAL-USE) \"\" *")).hasSize(6);
        List<String> two = imap.run("b LIST \"\" (INBOX Sent) RETURN (SUBSCRIBED CHILDREN)");
        assertThat(two)
                .containsExactly(
                        "* LIST (\\HasNoChildren \\Subscribed) \"/\" \"INBOX\"",
                        "* LIST (\\HasNoChildren \\Sent \\Subscribed) \"/\" \"Sent\"",
                        "b OK LIST completed");
        imap.send("c LIST (WHATEVER) \"\" *").expect("c BAD");
        imap.send("d LIST \"\" * RETURN (WHATEVER)").expect("d BAD");
        imap.send("e LIST () \"\" *").expect("e OK");
    }

    @Test
    void createRefusesWhatNoMailboxCanBeCalled() {
        ImapClient imap = server.login();
        imap.send("a CREATE inbox").expect("a NO [ALREADYEXISTS]");
        imap.send("b CREATE Sent").expect("b NO [ALREADYEXISTS]");
        imap.send("c CREATE \"a//b\"").expect("c NO [CANNOT]");
        imap.send("d CREATE /a").expect("d NO [CANNOT]");
        imap.send("e CREATE \"a*\"").expect("e NO [CANNOT]");
        imap.send("f CREATE \"\"").expect("f NO [CANNOT]");
        imap.send("g CREATE " + "x".repeat(600)).expect("g NO [CANNOT]");
        imap.send("h CREATE inBox/child/").expect("h OK");
        assertThat(imap.run("i LIST \"\" INBOX*"))
                .contains("* LIST (\\HasNoChildren) \"/\" \"INBOX/child\"");
    }

    @Test
    void statusCountsWithoutSelecting() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Seen)").expect("a OK");
        assertThat(
                        server.login()
                                .run(
                                        "b STATUS INBOX (MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY"
                                                + " APPENDLIMIT)"))
                .containsExactly(
                        "* STATUS \"INBOX\" (MESSAGES 3 RECENT 0 UNSEEN 2 UIDNEXT 4 UIDVALIDITY"
                                + " 1000 APPENDLIMIT 1048576)",
                        "b OK STATUS completed");
        imap.send("c STATUS Nowhere (MESSAGES)").expect("c NO");
        imap.send("d STATUS INBOX (NONSENSE)").expect("d BAD");
        imap.send("e STATUS INBOX ()").expect("e BAD");
        imap.send("f NAMESPACE").expectLine("* NAMESPACE ((\"\" \"/\")) NIL NIL");
    }
}
