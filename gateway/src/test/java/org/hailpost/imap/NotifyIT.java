package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NOTIFY over PostgreSQL and the change feed. */
class NotifyIT {
    @RegisterExtension final RealServer server = new RealServer();

    @Test
    void everythingThatHappensIsTold() {
        ImapClient imap = server.login();
        imap.send(
                        "a NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange"
                                + " MailboxName SubscriptionChange MailboxMetadataChange"
                                + " ServerMetadataChange))")
                .expect("a OK");
        assertThat(imap.lines())
                .anyMatch(line -> line.startsWith("* STATUS \"Trash\" (MESSAGES 0"));
        server.deliverMails(1);
        imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 UIDNEXT 2 ");
        ImapClient other = server.inbox();
        other.send("b STORE 1 +FLAGS.SILENT (\\Seen)").expect("b OK");
        assertThat(imap.expectLine("* STATUS \"INBOX\" (MESSAGES 1 ")).contains(" UNSEEN 0 ");
        other.send("c MOVE 1 Archive").expect("c OK");
        imap.expectLine("* STATUS ");
        imap.expectLine("* STATUS ");
        other.send("d CREATE w/x").expect("d OK");
        imap.expectLine("* LIST (");
        imap.expectLine("* LIST (");
        other.send("e SUBSCRIBE w/x").expect("e OK");
        imap.expectLine("* LIST (\\HasNoChildren \\Subscribed) \"/\" \"w/x\"");
        other.send("f SUBSCRIBE w/x").expect("f OK");
        other.send("g RENAME w z").expect("g OK");
        String renamed = imap.expectLine("* LIST (") + imap.expectLine("* LIST (");
        assertThat(renamed)
                .contains("\"z\" (\"OLDNAME\" (\"w\"))", "\"z/x\" (\"OLDNAME\" (\"w/x\"))");
        other.send("h DELETE z/x").expect("h OK");
        imap.expectLine("* LIST (\\NonExistent \\HasNoChildren) \"/\" \"z/x\"");
        other.send("i SETMETADATA z (/private/comment \"x\")").expect("i OK");
        imap.expectLine("* METADATA \"z\" \"/private/comment\"");
        other.send("j SETMETADATA \"\" (/private/comment \"x\")").expect("j OK");
        imap.expectLine("* METADATA \"\" \"/private/comment\"");
        other.send("k UNSUBSCRIBE w/x").expect("k OK");
        imap.expectLine("* LIST (\\NonExistent \\HasNoChildren) \"/\" \"w/x\"");
        imap.send("l NOOP").expectLine("l OK");
    }

    @Test
    void manyClientsAreToldOfMailThatComesInAtOnce() {
        ImapClient[] watchers = new ImapClient[30];
        for (int i = 0; i < watchers.length; i++) {
            watchers[i] = i % 2 == 0 ? server.inbox() : server.login();
            watchers[i]
                    .send(
                            "a NOTIFY SET (selected (MessageNew (UID) MessageExpunge)) (inboxes"
                                    + " (MessageNew MessageExpunge))")
                    .expect("a OK");
        }
        for (int mail = 1; mail <= 5; mail++) {
            server.deliverMails(1);
            for (int i = 0; i < watchers.length; i++) {
                if (i % 2 == 0) {
                    watchers[i].expectLine("* " + mail + " EXISTS");
                    watchers[i].expectLine("* ");
                    watchers[i].expectLine("* " + mail + " FETCH (UID " + mail + ")");
                } else {
                    watchers[i].expectLine("* STATUS \"INBOX\" (MESSAGES " + mail + " ");
                }
            }
        }
    }
}
