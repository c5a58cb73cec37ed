package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FETCH BINARY (RFC 3516). */
class BinaryTest {
    private static final String HEADER =
            """
            From: Bob <bob@example.net>
            Subject: parts
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=xx

            --xx
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            caf=C3=A9 with a soft =
            break
            --xx
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: BASE64

            AAECAwQF
            BgcICQ==
            --xx
            Content-Type: text/plain
            Content-Transfer-Encoding: x-uuencode

            begin
            --xx
            Content-Type: message/rfc822

            Subject: inner

            inner text
            --xx--
            """
                    .replace("\n", "\r\n");

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private ImapClient inbox() {
        server.deliver(HEADER);
        return server.inbox();
    }

    private static String decoded(String utf8) {
        return new String(utf8.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theEncodingIsTakenOff() {
        String text = decoded("café with a soft break");
        assertThat(inbox().run("a FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])"))
                .containsExactly(
                        "* 1 FETCH (BINARY[1] {23}\r\n%s BINARY.SIZE[1] 23)".formatted(text),
                        "a OK FETCH completed");
    }

    @Test
    void aNulTakesALiteral8AndIsCounted() {
        ImapClient imap = inbox();
        imap.send("a FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])");
        assertThat(imap.line())
                .isEqualTo(
                        "* 1 FETCH (BINARY.SIZE[2] 10 BINARY[2] ~{10}\r\n"
                                + "\0\1\2\3\4\5\6\7\10\11)");
        imap.expectLine("a OK");
    }

    @Test
    void aPartialCountsDecodedOctetsAndEchoesItsOriginAlone() {
        ImapClient imap = inbox();
        assertThat(imap.run("a FETCH 1 BINARY.PEEK[2]<1.3>"))
                .contains("* 1 FETCH (BINARY[2]<1> {3}\r\n\1\2\3)");
        assertThat(imap.run("b FETCH 1 BINARY.PEEK[2]<0.1>"))
                .contains("* 1 FETCH (BINARY[2]<0> ~{1}\r\n\0)");
        assertThat(imap.run("c FETCH 1 BINARY.PEEK[2]<99.3>"))
                .contains("* 1 FETCH (BINARY[2]<99> {0}\r\n)");
        assertThat(imap.run("d FETCH 1 BINARY.PEEK[4]<9.100>"))
                .contains("* 1 FETCH (BINARY[4]<9> {19}\r\ninner\r\n\r\ninner text)");
    }

    @Test
    void anUnknownEncodingFailsTheRequest() {
        ImapClient imap = inbox();
        assertThat(imap.run("a FETCH 1 BINARY.PEEK[3]"))
                .containsExactly(
                        "a NO [UNKNOWN-CTE] Some parts are in an unknown transfer encoding");
        imap.send("b FETCH 1 BINARY.SIZE[3]").expect("b NO [UNKNOWN-CTE]");
        assertThat(imap.run("c FETCH 1 BODY.PEEK[3]")).contains("* 1 FETCH (BODY[3] {5}\r\nbegin)");
        assertThat(imap.run("d FETCH 1 BINARY[3]"))
                .containsExactly(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent))",
                        "d NO [UNKNOWN-CTE] Some parts are in an unknown transfer encoding");
    }

    @Test
    void whatHasPartsComesAsItIsAndWhatIsNotThereIsNil() {
        ImapClient imap = inbox();
        String whole = ImapTestServer.TRACE + HEADER;
        assertThat(imap.run("a FETCH 1 (BINARY.SIZE[] BINARY.PEEK[])"))
                .contains(
                        "* 1 FETCH (BINARY.SIZE[] %d BINARY[] {%d}\r\n%s)"
                                .formatted(whole.length(), whole.length(), whole));
        assertThat(imap.run("b FETCH 1 (BINARY.PEEK[7] BINARY.SIZE[7])"))
                .contains("* 1 FETCH (BINARY[7] NIL BINARY.SIZE[7] 0)");
    }

    @Test
    void onlyBinaryWithoutPeekSetsSeen() {
        ImapClient imap = inbox();
        imap.send("a FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])").expect("a OK");
        assertThat(imap.run("b FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
        assertThat(imap.run("c FETCH 1 BINARY[1]").getFirst())
                .endsWith(" FLAGS (\\Seen \\Recent))");
    }

    @Test
    void sectionsAreNumbersAloneAndASizeHasNoPartial() {
        ImapClient imap = inbox();
        for (String item :
                new String[] {
                    "BINARY[HEADER]",
                    "BINARY[1.MIME]",
                    "BINARY[TEXT]",
                    "BINARY",
                    "BINARY.PEEK",
                    "BINARY.SIZE[1]<0.5>",
                    "BINARY[1]<0.0>",
                    "BINARY[1",
                    "BINARY.SIZE"
                }) {
            imap.send("a FETCH 1 " + item).expect("a BAD");
        }
    }

    @Test
    void aLargePartIsDecodedAsItGoesOut() {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251 + 1);
        }
        server.deliver(
                "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(bytes)
                        + "\r\n");
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])").getFirst())
                .isEqualTo("* 1 FETCH (BINARY.SIZE[1] 300000 BINARY[1] {300000}\r\n" + all + ")");
        assertThat(imap.run("b FETCH 1 BINARY.PEEK[1]<200001.5>").getFirst())
                .isEqualTo(
                        "* 1 FETCH (BINARY[1]<200001> {5}\r\n"
                                + all.substring(200_001, 200_006)
                                + ")");
    }
}
