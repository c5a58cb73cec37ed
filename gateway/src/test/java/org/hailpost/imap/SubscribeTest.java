package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8). */
class SubscribeTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void aNameNeedNotExistAndTwiceIsOnce() {
        ImapClient imap = server.login();
        imap.send("a SUBSCRIBE later").expectLine("a OK");
        imap.send("b SUBSCRIBE later").expectLine("b OK");
        assertThat(imap.run("c LSUB \"\" later"))
                .containsExactly("* LSUB () \"/\" \"later\"", "c OK LSUB completed");
        assertThat(imap.run("d LIST (SUBSCRIBED) \"\" later"))
                .containsExactly(
                        "* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"later\"",
                        "d OK LIST completed");
    }

    @Test
    void unsubscribeEndsItAndIsNoErrorWithoutIt() {
        ImapClient imap = server.login();
        imap.send("a SUBSCRIBE \"Archive\"").expectLine("a OK");
        imap.send("b UNSUBSCRIBE Archive").expectLine("b OK");
        imap.send("c UNSUBSCRIBE Archive").expectLine("c OK");
        assertThat(imap.run("d LSUB \"\" Archive")).containsExactly("d OK LSUB completed");
    }

    @Test
    void inboxIsOneNameInAnyCase() {
        ImapClient imap = server.login();
        imap.send("a UNSUBSCRIBE inbox").expectLine("a OK");
        assertThat(imap.run("b LSUB \"\" INBOX")).containsExactly("b OK LSUB completed");
        imap.send("c SUBSCRIBE iNbOx").expectLine("c OK");
        assertThat(imap.run("d LSUB \"\" *")).contains("* LSUB () \"/\" \"INBOX\"");
    }

    @Test
    void aNameThatCanNeverBeIsRefused() {
        ImapClient imap = server.login();
        imap.send("a SUBSCRIBE \"a//b\"").expectLine("a NO [CANNOT]");
        imap.send("b SUBSCRIBE \"\"").expectLine("b NO [CANNOT]");
        imap.send("c SUBSCRIBE &").expectLine("c BAD");
        imap.send("d SUBSCRIBE").expectLine("d BAD");
        imap.send("e SUBSCRIBE one two").expectLine("e BAD");
    }
}
