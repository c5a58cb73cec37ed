package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What mail clients are known to say that no test machine can run, word for word: each of their
 * commands is one that we take.
 */
class ClientTranscriptTest {
    private static final String LITERAL = " {literal}";

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void outlook() {
        List<String> answers =
                replay(
                        """
                        CAPABILITY
                        LOGIN "alice@example.org" "secret"
                        CAPABILITY
                        ID ("name" "Microsoft Outlook" "version" "16.0" "os" "Windows")
                        NAMESPACE
                        LIST "" ""
                        LIST "" "*"
                        LIST (SPECIAL-USE) "" "*"
                        LSUB "" "*"
                        STATUS "INBOX" (UIDNEXT UIDVALIDITY MESSAGES UNSEEN)
                        STATUS "Sent" (UIDNEXT UIDVALIDITY UNSEEN RECENT MESSAGES)
                        SELECT "INBOX"
                        FETCH 1:* (UID)
                        UID FETCH 1:* (UID FLAGS)
                        UID FETCH 1:* (FLAGS)
                        UID FETCH 1,2,3 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER])
                        UID FETCH 3 (UID RFC822.SIZE FLAGS INTERNALDATE BODY.PEEK[])
                        UID FETCH 3 BODY.PEEK[]
                        UID STORE 3 +FLAGS (\\Seen)
                        UID STORE 3 FLAGS (\\Seen \\Answered)
                        UID SEARCH UID 1:* NOT DELETED
                        IDLE
                        NOOP
                        CREATE "Junk Email"
                        SUBSCRIBE "Junk Email"
                        UID COPY 1 "Junk Email"
                        UID STORE 1 +FLAGS (\\Deleted \\Seen)
                        EXPUNGE
                        APPEND "Sent" (\\Seen) " 1-May-2026 12:00:00 +0200" {literal}
                        CLOSE
                        LOGOUT
                        """);
        assertThat(answers).contains("* NAMESPACE ((\"\" \"/\")) NIL NIL", "* 1 EXPUNGE");
    }

    @Test
    void appleMail() {
        List<String> answers =
                replay(
                        """
                        CAPABILITY
                        ID ("name" "Mac OS X Mail" "version" "16.0 (3826.600.51)" "os" "Mac OS X" "os-version" "15.5 (24F74)" "vendor" "Apple Inc.")
                        AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
                        CAPABILITY
                        ENABLE CONDSTORE
                        NAMESPACE
                        LIST "" ""
                        LIST (SPECIAL-USE) "" "*"
                        LIST "" "*"
                        LIST "" "%" RETURN (SPECIAL-USE SUBSCRIBED CHILDREN STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))
                        LSUB "" "*"
                        STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)
                        SELECT INBOX (CONDSTORE)
                        FETCH 1:3 (FLAGS UID)
                        UID SEARCH RETURN (ALL) 1:* NOT DELETED
                        UID FETCH 1:3 (FLAGS UID MODSEQ)
                        UID FETCH 1:3 (INTERNALDATE UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (date subject from to cc message-id in-reply-to references content-type x-priority x-uniform-type-identifier x-universally-unique-identifier received-spf x-spam-status x-spam-flag list-id list-unsubscribe)])
                        UID FETCH 2 (BODYSTRUCTURE BODY.PEEK[HEADER])
                        UID FETCH 2 (BODY.PEEK[1.MIME] BODY.PEEK[1]<0.16384>)
                        UID FETCH 2 BODY.PEEK[TEXT]<0.2048>
                        UID STORE 2 +FLAGS.SILENT (\\Seen $NotJunk NotJunk)
                        UID STORE 2 -FLAGS.SILENT (Junk $Junk JunkRecorded)
                        UID STORE 2 +FLAGS.SILENT ($MailFlagBit0 \\Flagged)
                        UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)
                        UID SEARCH CHARSET UTF-8 OR TEXT {literal} SUBJECT hello
                        UID SEARCH UNDELETED SINCE 1-May-2026 HEADER X-Universally-Unique-Identifier 0815
                        APPEND "Drafts" (\\Seen \\Draft $NotJunk) {literal}
                        IDLE
                        UID MOVE 2 "Archive"
                        UID COPY 3 "Trash"
                        UID STORE 3 +FLAGS.SILENT (\\Deleted)
                        UID EXPUNGE 3
                        CHECK
                        UNSELECT
                        LOGOUT
                        """);
        assertThat(answers).contains("* ENABLED CONDSTORE", "* 2 EXPUNGE");
    }

    @Test
    void k9() {
        List<String> answers =
                replay(
                        """
                        CAPABILITY
                        AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
                        CAPABILITY
                        ID ("name" "K-9 Mail" "version" "8.2")
                        ENABLE UTF8=ACCEPT
                        NAMESPACE
                        LIST "" "*" RETURN (SPECIAL-USE)
                        LIST (SUBSCRIBED) "" "*" RETURN (SPECIAL-USE)
                        LIST "" "INBOX"
                        SELECT "INBOX"
                        UID SEARCH 1:* NOT DELETED
                        UID SEARCH UID 2:* NOT DELETED
                        UID SEARCH 1:3 SINCE 01-May-2026 NOT DELETED
                        UID FETCH 3,2,1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (date subject from content-type to cc reply-to message-id references in-reply-to list-unsubscribe sender X-K9mail-Identity Chat-Version)])
                        UID FETCH 3,2,1 (UID BODYSTRUCTURE)
                        UID FETCH 3 (UID BODY.PEEK[]<0.32768>)
                        UID FETCH 3 (UID BODY.PEEK[1.MIME])
                        UID FETCH 3 (UID BODY.PEEK[TEXT])
                        UID FETCH 3 (UID FLAGS)
                        UID STORE 3 +FLAGS.SILENT (\\Seen)
                        UID STORE 1:* +FLAGS.SILENT (\\Seen)
                        UID SEARCH TEXT "mail 2" UNDELETED
                        APPEND "Sent" (\\Seen) {literal}
                        UID SEARCH HEADER MESSAGE-ID "<none@example.org>"
                        CREATE "Ablage"
                        UID MOVE 3 "Ablage"
                        UID COPY 2 "Trash"
                        UID STORE 2 +FLAGS.SILENT (\\Deleted)
                        UID EXPUNGE 2
                        IDLE
                        CLOSE
                        LOGOUT
                        """);
        assertThat(answers).contains("* SEARCH 1 2 3", "* 3 EXPUNGE", "* 2 EXPUNGE");
    }

    /** Has each command answered with OK; returns everything that was said. */
    private List<String> replay(String transcript) {
        server.deliverMails(3);
        List<String> answers = new ArrayList<>();
        try (ImapClient imap = server.connect().expect("* OK")) {
            int number = 0;
            for (String command : transcript.lines().toList()) {
                String tag = "A" + ++number;
                say(imap, tag + ' ' + command);
                answers.addAll(imap.expect(tag + " OK").lines());
            }
            imap.expectClosed();
        }
        return answers;
    }

    private static void say(ImapClient imap, String command) {
        if (command.endsWith(" IDLE")) {
            imap.send(command).expect("+ ").send("DONE");
        } else if (command.contains(LITERAL)) {
            int at = command.indexOf(LITERAL);
            String literal = command.contains("APPEND") ? ImapTestServer.mail("sent") : "käse";
            byte[] octets = literal.getBytes(StandardCharsets.UTF_8);
            imap.send(command.substring(0, at) + " {" + octets.length + '}').expect("+ ");
            imap.raw(octets).send(command.substring(at + LITERAL.length()));
        } else {
            imap.send(command);
        }
    }
}
