package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogoutTest {
    private static final int ALERT = 21;

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void underTlsTheEndIsTold() throws Exception {
        assertThat(lastRecord("a LOGOUT")).isEqualTo(ALERT);
    }

    @Test
    void underTlsTheEndIsToldAfterABye() throws Exception {
        assertThat(lastRecord("a LOGIN {5000+}")).isEqualTo(ALERT);
    }

    /** The type of the last TLS record (RFC 5246 §6.2.1) before the connection ends. */
    private int lastRecord(String command) throws Exception {
        try (Recording socket = new Recording(server.imap().tlsPort());
                SSLSocket tls =
                        (SSLSocket)
                                TestTls.trusting()
                                        .getSocketFactory()
                                        .createSocket(socket, "localhost", 0, true)) {
            tls.setEnabledProtocols(new String[] {"TLSv1.2"}); // 1.3 would hide the type
            tls.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(tls.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("* BYE ");
            byte[] read = socket.read.toByteArray();
            int last = -1;
            for (int at = 0; at < read.length; ) {
                last = read[at];
                at += 5 + ((read[at + 3] & 255) << 8 | (read[at + 4] & 255));
            }
            return last;
        }
    }

    /** Keeps what came in. */
    private static final class Recording extends Socket {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();

        Recording(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            setSoTimeout(10_000);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int b = in.read();
                    if (b >= 0) {
                        read.write(b);
                    }
                    return b;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = in.read(target, offset, length);
                    if (count > 0) {
                        read.write(target, offset, count);
                    }
                    return count;
                }
            };
        }
    }
}
