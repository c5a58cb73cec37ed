package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CREATE with USE (RFC 6154 §3). */
class CreateSpecialUseTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void aMailboxGetsTheUseThatIsFree() {
        ImapClient imap = server.login();
        imap.send("a DELETE Drafts").expect("a OK");
        imap.send("b CREATE Entwurf (USE (\\dRAFTS))").expect("b OK [MAILBOXID ");
        assertThat(imap.run("c LIST (SPECIAL-USE) \"\" E*"))
                .contains("* LIST (\\HasNoChildren \\Drafts) \"/\" \"Entwurf\"");
        imap.send("d RENAME Entwurf Skizzen").expect("d OK");
        assertThat(imap.run("e LIST \"\" Skizzen"))
                .contains("* LIST (\\HasNoChildren \\Drafts) \"/\" \"Skizzen\"");
    }

    @Test
    void nothingIsMadeIfTheUseCannotBeGiven() {
        ImapClient imap = server.login();
        imap.send("a CREATE More (USE (\\Sent))").expect("a NO [USEATTR]");
        imap.send("b CREATE More (USE (\\All))").expect("b NO [USEATTR]");
        imap.send("c CREATE More (USE (\\Nonsense))").expect("c NO [USEATTR]");
        imap.send("d DELETE Drafts").expect("d OK").send("e DELETE Trash").expect("e OK");
        imap.send("f CREATE More (USE (\\Drafts \\Trash))").expect("f NO [USEATTR]");
        assertThat(imap.run("g LIST \"\" More")).hasSize(1);
    }

    @Test
    void noUseIsAUseTooAndTheRestIsBad() {
        ImapClient imap = server.login();
        imap.send("a CREATE Plain (USE ())").expect("a OK");
        imap.send("b CREATE x (WHATEVER)").expect("b BAD");
        imap.send("c CREATE x (USE)").expect("c BAD");
        imap.send("d CREATE x (USE (\\Drafts").expect("d BAD");
        imap.send("e CREATE x ()").expect("e BAD");
        assertThat(imap.run("f CAPABILITY").getFirst()).contains(" CREATE-SPECIAL-USE ");
    }
}
