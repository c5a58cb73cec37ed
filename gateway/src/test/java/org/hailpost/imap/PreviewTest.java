package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FETCH PREVIEW (RFC 8970). */
class PreviewTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void thePreviewIsTheTextInOneLine() {
        server.deliver("Subject: x\r\n\r\n  Preview\r\n\r\n text!  \r\n");
        ImapClient imap = server.inbox();
        assertThat(imap.run("A1 FETCH 1 (PREVIEW)"))
                .containsExactly("* 1 FETCH (PREVIEW \"Preview text!\")", "A1 OK FETCH completed");
        for (String items : List.of("PREVIEW", "PREVIEW (lazy)")) {
            assertThat(imap.run("A1 FETCH 1 " + items + " (CHANGEDSINCE 1)"))
                    .contains("* 1 FETCH (PREVIEW \"Preview text!\" MODSEQ (2))");
        }
        imap.send("A1 FETCH 1 PREVIEW (LAZYX)").expectLine("A1 BAD");
        assertThat(imap.run("A2 FETCH 1 (UID PREVIEW (LAZY))"))
                .contains("* 1 FETCH (UID 1 PREVIEW \"Preview text!\")");
        assertThat(imap.run("A3 FETCH 1 preview (lazy)"))
                .contains("* 1 FETCH (PREVIEW \"Preview text!\")");
        imap.send("A4 FETCH 1 PREVIEW (EAGER)").expect("A4 BAD");
        assertThat(imap.run("A5 FETCH 1 FLAGS")).contains("* 1 FETCH (FLAGS (\\Recent))");
    }

    @Test
    void aMessageWithoutTextHasAnEmptyPreviewAndNeverNil() {
        server.deliver(
                "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n");
        assertThat(server.inbox().run("a FETCH 1 PREVIEW")).contains("* 1 FETCH (PREVIEW \"\")");
    }

    @Test
    void twoHundredCharactersAreTheMostAndGoAsUtf8() {
        server.deliver(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + latin("é😀".repeat(300)));
        String expected = latin("é😀".repeat(100));
        assertThat(server.inbox().run("a FETCH 1 PREVIEW").getFirst())
                .isEqualTo("* 1 FETCH (PREVIEW {%d}\r\n%s)".formatted(expected.length(), expected));
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
