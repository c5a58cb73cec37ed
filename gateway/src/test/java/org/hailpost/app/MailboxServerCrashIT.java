package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The window that the README names: a gateway that is killed, with {@code kill -9}, between the 250
 * of the server that keeps the mailbox and its own.
 */
class MailboxServerCrashIT {
    private static final String ANN = "ann@kept.example";
    private static final String BEN = "ben@kept.example";
    private static final String SENDER = "amy@x.example";

    @TempDir private Path home;
    private LmtpServer server;
    private ServeProcess gateway;

    @BeforeEach
    void start() throws Exception {
        server = new LmtpServer();
        gateway = ServeProcess.start(home, "");
        gateway.console("", "domain", "add", "kept.example");
        gateway.console("", "domain", "mailbox", "kept.example", server.url());
        gateway.kill(); // nothing of before is cached
        gateway.restart();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        server.close();
    }

    @Test
    void whatTheServerHasItHasOnceAndTheSenderTriesAgain() throws Exception {
        var killed = new CountDownLatch(1);
        server.instead.put(
                BEN, // whose reply is awaited when ann's has come
                () -> {
                    gateway.kill();
                    killed.countDown();
                });
        try (SmtpSender sender = new SmtpSender(gateway.ports().smtp())) {
            sender.begin(SENDER, ANN, BEN, ServeProcess.BOB);
            assertThatThrownBy(() -> sender.finish(SENDER, "between", ANN, BEN))
                    .as("no reply, so that it tries again")
                    .isInstanceOf(IOException.class);
        }
        assertThat(killed.await(30, TimeUnit.SECONDS)).isTrue();
        gateway.restart();
        assertThat(server.taken).containsExactly(ANN + ": between");
        assertThat(gateway.queue()).isEqualTo("[ ]");
        assertThat(subjects()).isEmpty();

        server.instead.clear();
        SmtpSender.send(gateway.ports().smtp(), SENDER, "between", ANN, BEN, ServeProcess.BOB);
        assertThat(server.taken)
                .containsExactly(ANN + ": between", ANN + ": between", BEN + ": between");
        assertThat(subjects()).containsExactly("between");
        assertThat(gateway.queue()).isEqualTo("[ ]");
    }

    private List<String> subjects() throws IOException {
        try (ImapReader imap = gateway.inbox()) {
            return imap.subjects("INBOX");
        }
    }
}
