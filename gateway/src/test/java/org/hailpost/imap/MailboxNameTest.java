package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MailboxNameTest {
    @Test
    void namesGoThereAndBack() throws ImapException {
        for (String name :
                new String[] {"plain", "a & b", "Entwürfe", "日本語/台北", "x😀y", "~peter"}) {
            assertThat(MailboxName.decode(MailboxName.encode(name))).isEqualTo(name);
        }
        assertThat(MailboxName.encode("~peter/mail/台北/日本語"))
                .isEqualTo("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    }

    @Test
    void aNameHasOneSpelling() {
        for (String wire :
                new String[] {
                    "&",
                    "&AGE-",
                    "&Jjo-&Jjo-",
                    "&Jjo",
                    "&=-",
                    "&U/BTFw-",
                    "&Jjp-",
                    "\u007f",
                    "&AAA-"
                }) {
            assertThatThrownBy(() -> MailboxName.decode(wire))
                    .as(wire)
                    .isInstanceOf(ImapException.class);
        }
    }

    @Test
    void decomposedLettersAreComposed() throws ImapException {
        assertThat(MailboxName.decode(MailboxName.encode("u\u0308"))).isEqualTo("ü");
    }

    @Test
    void inboxIsInboxInAnyCaseAndAnyPosition() throws ImapException {
        assertThat(MailboxName.decode("iNbOx")).isEqualTo("INBOX");
        assertThat(MailboxName.decode("inbox/Work")).isEqualTo("INBOX/Work");
        assertThat(MailboxName.decode("inboxes")).isEqualTo("inboxes");
    }
}
