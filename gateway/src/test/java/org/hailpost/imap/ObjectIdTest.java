package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OBJECTID (RFC 8474). */
class ObjectIdTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private static String mailboxId(List<String> lines) {
        String line = lines.stream().filter(l -> l.contains("MAILBOXID")).findFirst().orElse("");
        int start = line.indexOf("MAILBOXID (") + 11;
        return line.substring(start, line.indexOf(')', start));
    }

    @Test
    void createSelectExamineAndStatusTellTheSameMailboxId() {
        ImapClient imap = server.login();
        String created = mailboxId(imap.run("3 CREATE foo"));
        assertThat(created).matches("F[0-9]+-[0-9]+");
        assertThat(imap.run("4 CREATE foo")).last().asString().startsWith("4 NO");
        assertThat(mailboxId(imap.run("5 SELECT foo"))).isEqualTo(created);
        assertThat(mailboxId(imap.run("6 EXAMINE foo"))).isEqualTo(created);
        assertThat(imap.run("7 STATUS foo (MESSAGES mailboxid)"))
                .contains("* STATUS \"foo\" (MESSAGES 0 MAILBOXID (" + created + "))");
        assertThat(mailboxId(imap.run("8 CREATE bar"))).isNotEqualTo(created);
    }

    @Test
    void aCopyHasTheSameEmailIdAndAnotherMessageADifferentOne() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a COPY 1 Archive").expect("a OK");
        List<String> inbox = imap.run("b FETCH 1:2 (EMAILID)");
        imap.send("c SELECT Archive").expect("c OK");
        assertThat(imap.run("d FETCH 1 (EMAILID)").getFirst()).isEqualTo(inbox.getFirst());
        assertThat(inbox.get(0).substring(10)).isNotEqualTo(inbox.get(1).substring(10));
        assertThat(inbox.getFirst()).matches("\\* 1 FETCH \\(EMAILID \\(M[0-9]+\\)\\)");
    }

    @Test
    void theThreadIdIsTheConversation() {
        server.deliverMails(1);
        assertThat(server.inbox().run("a FETCH 1 (THREADID)"))
                .contains("* 1 FETCH (THREADID (T1))");
        assertThat(ObjectId.thread(0)).isEqualTo("NIL");
    }

    @Test
    void onlyIdsThatWereGivenOutHaveANumber() throws ImapException {
        assertThat(ObjectId.number('M', "M123")).hasValue(123);
        for (String id :
                new String[] {
                    "T123", "m123", "M", "M0123", "M12a", "M-1", "x_y-z", "M9999999999999999999"
                }) {
            assertThat(ObjectId.number('M', id)).as(id).isEmpty();
        }
        assertThatThrownBy(() -> ObjectId.number('M', "M1.5")).isInstanceOf(ImapException.class);
    }

    @Test
    void searchFindsAMessageAndAConversationByTheirIds() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        String fetched = imap.run("a FETCH 2 EMAILID").getFirst();
        String id = fetched.substring(fetched.indexOf("(M") + 1, fetched.indexOf(')'));
        assertThat(imap.run("27 SEARCH EMAILID " + id)).contains("* SEARCH 2");
        assertThat(imap.run("28 SEARCH THREADID T1")).contains("* SEARCH 1 2 3");
        assertThat(imap.run("b SEARCH OR EMAILID " + id + " EMAILID M999")).contains("* SEARCH 2");
        assertThat(imap.run("c SEARCH EMAILID " + id.toLowerCase(Locale.ROOT)))
                .contains("* SEARCH");
        assertThat(imap.run("d SEARCH THREADID T2")).contains("* SEARCH");
        imap.send("e SEARCH EMAILID M1.2").expect("e BAD");
        imap.send("f SEARCH EMAILID").expect("f BAD");
    }
}
