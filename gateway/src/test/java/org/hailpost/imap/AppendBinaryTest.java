package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** APPEND of a literal8 (RFC 3516 §4.4). */
class AppendBinaryTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private static String literal8(String message) {
        return "~{" + message.length() + "+}\r\n" + message;
    }

    @Test
    void aMessageWithoutNulStaysAsItIs() {
        String mail = ImapTestServer.mail("plain");
        ImapClient imap = server.inbox();
        imap.send("a APPEND INBOX ~{" + mail.length() + "}").expect("+");
        imap.send(mail).expect("a OK [APPENDUID");
        assertThat(imap.run("b FETCH 1 BODY.PEEK[]"))
                .contains("* 1 FETCH (BODY[] {%d}\r\n%s)".formatted(mail.length(), mail));
    }

    @Test
    void aBinaryPartBecomesBase64AndBinaryGivesItBackUnchanged() {
        String head =
                "Subject: x\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
                        + "--b\r\nContent-Type: application/x\r\n";
        String tail = "\r\n--b--\r\n";
        String octets = "\0\1\n\r\377end";
        ImapClient imap = server.inbox();
        imap.send(
                "a APPEND INBOX (\\Seen) "
                        + literal8(
                                head
                                        + "Content-Transfer-Encoding: binary\r\n\r\n"
                                        + octets
                                        + tail));
        imap.expect("a OK");
        assertThat(imap.run("b FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])").getFirst())
                .isEqualTo("* 1 FETCH (BINARY.SIZE[2] 8 BINARY[2] ~{8}\r\n" + octets + ")");
        String stored = head + "Content-Transfer-Encoding: base64\r\n\r\nAAEKDf9lbmQ=" + tail;
        assertThat(imap.run("c FETCH 1 (RFC822.SIZE BODY.PEEK[])"))
                .contains(
                        "* 1 FETCH (RFC822.SIZE %d BODY[] {%d}\r\n%s)"
                                .formatted(stored.length(), stored.length(), stored));
        assertThat(imap.run("d FETCH 1 BODYSTRUCTURE").getFirst())
                .contains("(\"application\" \"x\" NIL NIL NIL \"base64\" 12");
    }

    @Test
    void aMessageThatIsOnePartIsEncodedWhole() {
        ImapClient imap = server.inbox();
        imap.send("a APPEND INBOX " + literal8("Subject: x\r\n\r\na\0b")).expect("a OK");
        assertThat(imap.run("b FETCH 1 (BODY.PEEK[] BINARY.PEEK[1])").getFirst())
                .contains("Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\nYQBi\r\n")
                .endsWith("BINARY[1] ~{3}\r\na\0b)");
    }

    @Test
    void textWithBareLineFeedsGetsItsLineEnds() {
        ImapClient imap = server.inbox();
        imap.send("a APPEND INBOX " + literal8("Subject: x\n\nline\n")).expect("a OK");
        assertThat(imap.run("b FETCH 1 BODY.PEEK[]"))
                .contains("* 1 FETCH (BODY[] {20}\r\nSubject: x\r\n\r\nline\r\n)");
    }

    @Test
    void aNulInAHeaderIsNoMail() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX " + literal8("Subject: \0\r\n\r\nx")).expect("a NO [CANNOT]");
        imap.send("b NOOP").expect("b OK");
    }

    @Test
    void noOtherArgumentIsALiteral8() {
        ImapClient imap = server.login();
        imap.send("a SELECT ~{5+}\r\nINBOX").expect("a BAD");
        imap.send("b APPEND ~{5+}\r\nINBOX {4+}\r\nabcd").expect("b BAD");
        imap.send("c NOOP").expect("c OK");
    }
}
