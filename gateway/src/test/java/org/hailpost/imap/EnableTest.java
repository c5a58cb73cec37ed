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
    void itNeedsALoginAndAWord() {
        server.connect().expect("* OK").send("a ENABLE CONDSTORE").expect("a BAD");
        ImapClient imap = server.login();
        imap.send("b ENABLE").expect("b BAD");
        imap.send("c ENABLE ").expect("c BAD");
        imap.send("d ENABLE (CONDSTORE)").expect("d BAD");
    }
}
