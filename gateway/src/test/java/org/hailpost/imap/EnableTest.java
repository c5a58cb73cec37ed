package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnableTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void whatCannotBeEnabledIsIgnored() {
        ImapClient imap = server.login();
        assertThat(imap.run("a ENABLE X-GOOD-IDEA IDLE"))
                .containsExactly("* ENABLED", "a OK ENABLE completed");
    }

    @Test
    void whatIsEnabledIsSaidInAnyCaseAndAgain() {
        ImapClient imap = server.login();
        assertThat(imap.run("a ENABLE condstore X-UNKNOWN QResync"))
                .containsExactly("* ENABLED CONDSTORE QRESYNC", "a OK ENABLE completed");
        assertThat(imap.run("b ENABLE CONDSTORE")).contains("* ENABLED CONDSTORE");
        assertThat(imap.run("c CAPABILITY").getFirst()).contains(" ENABLE ", " QRESYNC ");
    }

    @Test
    void itNeedsALoginAndAWord() {
        server.connect().expect("* OK").send("a ENABLE CONDSTORE").expect("a BAD");
        ImapClient imap = server.login();
        imap.send("b ENABLE").expect("b BAD");
        imap.send("c ENABLE ").expect("c BAD");
        imap.send("d ENABLE (CONDSTORE)").expect("d BAD");
    }
}
