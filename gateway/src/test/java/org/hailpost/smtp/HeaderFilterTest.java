package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFilterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void whatOthersSayInOurNameGoes(int chunk) throws IOException {
        String mail =
                """
                Received: from x
                Authentication-Results: mx.here.example; spf=pass
                \tsmtp.mailfrom=a@bank.example
                Authentication-Results: mx.other.example; spf=fail
                 by mx.here.example
                authentication-results : (of (course) \\) ours)
                  "MX.Here.example" 1; dmarc=pass
                Authentication-Results:
                \tmx.here.example.; none
                Authentication-Results: mx.here.example
                Authentication-Results:
                Authentication-Results: mx.here.example.org; none
                Authentication-Results-Of: mx.here.example; stays
                ARC-Authentication-Results: i=1; mx.here.example; sealed by others
                Subject: Authentication-Results: mx.here.example; no field

                Authentication-Results: mx.here.example; in the body
                """;
        assertThat(passed(mail, chunk))
                .isEqualTo(
                        """
                        Received: from x
                        Authentication-Results: mx.other.example; spf=fail
                         by mx.here.example
                        Authentication-Results:
                        Authentication-Results: mx.here.example.org; none
                        Authentication-Results-Of: mx.here.example; stays
                        ARC-Authentication-Results: i=1; mx.here.example; sealed by others
                        Subject: Authentication-Results: mx.here.example; no field

                        Authentication-Results: mx.here.example; in the body
                        """);
    }

    @Test
    void aNameBehindAnEndlessCommentIsNotWaitedFor() throws IOException {
        String hidden =
                "Authentication-Results: ("
                        + "x".repeat(100_000)
                        + ") mx.here.example; spf=pass\nTo: b\n\nHi\n";
        assertThat(passed(hidden, 777)).isEqualTo("To: b\n\nHi\n");
    }

    @Test
    void allOtherMailStaysAsItIs() throws IOException {
        var random = new Random(4);
        String letters = "\n\n: \tAaB(\";)\\authentication-results";
        for (int i = 0; i < 2000; i++) {
            StringBuilder mail = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                mail.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(passed(mail.toString(), 1 + random.nextInt(40))).isEqualTo(mail.toString());
        }
    }

    /** In chunks, to see what a chunk's end does. */
    private static String passed(String mail, int chunk) throws IOException {
        byte[] bytes = mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        var kept = new ByteArrayOutputStream();
        OutputStream filter = new HeaderFilter(kept, "mx.here.example");
        for (int at = 0; at < bytes.length; at += chunk) {
            filter.write(bytes, at, Math.min(chunk, bytes.length - at));
        }
        filter.flush();
        return kept.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
