package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that says what it is told to, whatever it is asked. */
final class ImapClientTest {
    private static final Target.Login LOGIN = new Target.Login("anna@example", "secret", null);
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void passesOverLiteralsWhateverTheyHold() throws IOException {
        String large = "t1 NO a line of the mail\r\n".repeat(10_000);
        answering(
                "* 1 FETCH (UID 5 BODY[] {%d}\r\n%s FLAGS ())\r\n* 2 FETCH (BODY[] {0}\r\n)\r\nt1 OK\r\n"
                        .formatted(large.length(), large),
                "* STATUS INBOX (MESSAGES 23)\r\nt2 OK\r\n");

        try (ImapClient client = client()) {
            client.run("UID FETCH 1:* (BODY[] FLAGS)");

            assertThat(client.messages()).isEqualTo(23);
        }
    }

    @Test
    void tellsHowManyMessagesTheSelectedMailboxHas() throws IOException {
        answering("* FLAGS ()\r\n* 7 EXISTS\r\n* 1 RECENT\r\nt1 OK [READ-WRITE] done\r\n");

        try (ImapClient client = client()) {
            assertThat(client.select()).isEqualTo(7);
        }
    }

    @Test
    void refusesWhatIsNotOk() throws IOException {
        answering("t1 NO there is no such mailbox\r\n");

        try (ImapClient client = client()) {
            assertThatThrownBy(client::select).hasMessageContaining("no such mailbox");
        }
    }

    private ImapClient client() throws IOException {
        return ImapClient.open(Ports.loopback(server.getLocalPort()), LOGIN);
    }

    /** Greets, takes a login, and then answers a line with each of these. */
    private void answering(String... answers) {
        Thread.ofVirtual()
                .start(() -> {
                    try (Socket socket = server.accept()) {
                        var in =
                                new BufferedReader(
                                        new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                        socket.getOutputStream()
                                .write("* OK [CAPABILITY] hello\r\n".getBytes(ISO_8859_1));
                        in.readLine();
                        socket.getOutputStream().write("t0 OK\r\n".getBytes(ISO_8859_1));
                        for (String answer : List.of(answers)) {
                            in.readLine();
                            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                        }
                        in.readLine();
                    } catch (IOException e) {
                        // The client sees it.
                    }
                });
    }
}
