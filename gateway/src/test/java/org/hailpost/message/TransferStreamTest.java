package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is decoded as it comes is what is decoded at once. */
class TransferStreamTest {
    private static byte[] stream(byte[] in, String encoding) throws IOException {
        InputStream trickling =
                new ByteArrayInputStream(in) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, 7));
                    }
                };
        return TransferDecoder.stream(trickling, encoding).orElseThrow().readAllBytes();
    }

    @Test
    void anythingDecodesTheSameInPieces() throws IOException {
        Random random = new Random(42);
        String alphabet = "=AB0f \t\r\n.";
        for (int round = 0; round < 2000; round++) {
            byte[] in = new byte[random.nextInt(200)];
            for (int i = 0; i < in.length; i++) {
                in[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            String text = new String(in, StandardCharsets.US_ASCII);
            assertThat(stream(in, "quoted-printable"))
                    .as(text)
                    .isEqualTo(TransferDecoder.quotedPrintable(in));
            assertThat(stream(in, "base64")).as(text).isEqualTo(TransferDecoder.base64(in));
        }
    }

    @Test
    void endlessPaddingIsNoSoftLineBreak() throws IOException {
        byte[] in = ("a=" + " ".repeat(5000) + "\r\nb").getBytes(StandardCharsets.US_ASCII);
        assertThat(stream(in, "quoted-printable")).isEqualTo(in);
    }

    @Test
    void identityIsIdentityAndWhatIsUnknownIsSaid() throws IOException {
        byte[] in = {0, 1, '=', '4', '1'};
        assertThat(stream(in, "binary")).isEqualTo(in);
        assertThat(TransferDecoder.stream(InputStream.nullInputStream(), "x-uuencode")).isEmpty();
    }
}
