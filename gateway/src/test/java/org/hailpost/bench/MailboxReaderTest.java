package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.hailpost.tls.TlsContexts;
import org.hailpost.tls.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that takes everything, until it is told to refuse. */
final class MailboxReaderTest {
    private static final Target.Login LOGIN = new Target.Login("anna@example", "secret", null);

    private final BlockingQueue<String> clear = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> secured = new LinkedBlockingQueue<>();
    private final BlockingQueue<SSLSession> sessions = new LinkedBlockingQueue<>();
    @TempDir private Path directory;
    private TlsContexts certificate;
    private ServerSocket server;
    private volatile String refused = "";

    @BeforeEach
    void open() throws Exception {
        certificate =
                new TlsContexts(TlsSettings.SELF_SIGNED, directory, "localhost", Clock.systemUTC());
        server = new ServerSocket(0);
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void waitsInIdleUnderTls() throws IOException {
        try (MailboxReader _ = MailboxReader.idle(target(), LOGIN)) {
            assertThat(clear).containsExactly("STARTTLS");
            assertThat(secured)
                    .containsExactly("LOGIN anna@example secret", "SELECT INBOX", "IDLE");
        }
    }

    @Test
    void noClientResumesTheTlsSessionOfAnother() throws Exception {
        for (int i = 0; i < 2; i++) {
            MailboxReader.idle(target(), LOGIN).close();
        }

        // One that is resumed is as old as it was.
        assertThat(sessions.take().getCreationTime())
                .isNotEqualTo(sessions.take().getCreationTime());
    }

    @Test
    void isNotInIdleWhenTheServerRefuses() {
        refused = "IDLE";

        assertThatThrownBy(() -> MailboxReader.idle(target(), LOGIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NO not now");
    }

    private Target target() {
        return new Target("127.0.0.1", 0, server.getLocalPort(), 0, 0, List.of(LOGIN));
    }

    private void serve() {
        while (!server.isClosed()) {
            long before = System.currentTimeMillis();
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("* OK hello\r\n".getBytes(ISO_8859_1));
                converse(socket, clear);
                SSLSocket tls = certificate.over(socket);
                sessions.add(tls.getSession());
                converse(tls, secured);
            } catch (IOException e) {
                // The client sees it, or has gone.
            }
            while (System.currentTimeMillis() == before) {
                Thread.onSpinWait(); // so that no two sessions are of the same time
            }
        }
    }

    /** Until it is time for TLS, or the client goes. */
    private void converse(Socket with, BlockingQueue<String> heard) throws IOException {
        var in = new BufferedReader(new InputStreamReader(with.getInputStream(), ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 2);
            heard.add(words[1]);
            String answer =
                    words[1].equals(refused)
                            ? words[0] + " NO not now"
                            : words[1].equals("IDLE") ? "+ idling" : words[0] + " OK";
            with.getOutputStream().write((answer + "\r\n").getBytes(ISO_8859_1));
            if (words[1].equals("STARTTLS")) {
                return;
            }
        }
    }
}
