package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedContentTest {
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-05-01T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void itIsTheSameHoweverItComes(int chunk) throws IOException {
        String mail =
                """
                From: a@here.example
                bCC : hidden@here.example,
                \tother@here.example
                Subject: Bcc: no field
                 bcc: nor this
                Resent-Bcc: hidden@here.example
                Bcc-Like: stays
                a line without a colon
                Bcc:
                To: b@here.example

                Bcc: in the body
                """;
        assertThat(passed(mail, chunk))
                .matches(
                        """
                        From: a@here\\.example
                        Subject: Bcc: no field
                         bcc: nor this
                        Bcc-Like: stays
                        a line without a colon
                        To: b@here\\.example
                        Date: Fri, 1 May 2026 12:00:00 \\+0000
                        Message-ID: <[0-9a-f-]{36}@mx\\.here\\.example>

                        Bcc: in the body
                        """);
    }

    @Test
    void whatIsThereIsNotAddedAgain() throws IOException {
        String mail = "DATE: x\nmessage-id\t: <1@x>\nSubject: y\n\nHi\n";
        assertThat(passed(mail, 5)).isEqualTo(mail);
    }

    @Test
    void aHeaderWithoutBodyIsCompleted() throws IOException {
        assertThat(passed("Subject: y\n", 4)).startsWith("Subject: y\nDate: ").endsWith(">\n");
        assertThat(passed("", 1)).startsWith("Date: ");
        assertThat(passed("Bcc: a@b.example", 3)).startsWith("Date: ").doesNotContain("Bcc");
    }

    @Test
    void messageIdsAreNeverTheSame() throws IOException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(passed("\n", 1));
        }
        assertThat(ids).hasSize(100);
    }

    /** It once decoded all that it had of the header at each write: minutes for these. */
    @Test
    void aLongHeaderIsLookedAtOnceAndLosesBccAllTheSame() throws IOException {
        String field = "X-Filler: " + "x".repeat(60) + "\r\n";
        byte[] filler = field.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        long[] octets = {0};
        OutputStream counting =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        octets[0]++;
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        octets[0] += length;
                    }
                };
        long began = System.nanoTime();
        try (var content = new SubmittedContent(counting, NOON, "mx.here.example")) {
            for (int i = 0; i < 300; i++) {
                content.write(filler);
            }
            content.write("Bcc: hidden@here.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(octets[0] - 300L * filler.length).isBetween(100L, 140L);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    private static String passed(String mail, int chunk) throws IOException {
        byte[] bytes = mail.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var content = new SubmittedContent(out, NOON, "mx.here.example");
        for (int at = 0; at < bytes.length; at += chunk) {
            content.write(bytes, at, Math.min(chunk, bytes.length - at));
        }
        content.flush();
        return out.toString(StandardCharsets.US_ASCII).replace("\r\n", "\n");
    }
}
