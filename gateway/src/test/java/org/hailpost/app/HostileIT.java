package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ill-meaning peers do to a whole gateway; after each of them it works as before. */
class HostileIT {
    private static final Duration BOUNDED = Duration.ofSeconds(20); // on a busy machine
    private static final String EVIL =
            "MAIL FROM:<evil@x.example>\r\nRCPT TO:<smuggled@home.example>\r\nDATA\r\n"
                    + "From: evil@x.example\r\nSubject: evil\r\n\r\nevil\r\n";

    @TempDir private static Path directory;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.start(
                        directory,
                        PushedCopy.KEEP,
                        "smuggled@home.example",
                        "tls@home.example",
                        "cut@home.example",
                        "twins@home.example",
                        "deaf@home.example",
                        "parts@home.example",
                        "spool@home.example",
                        "frames@home.example",
                        "well@home.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void theGatewayIsWell() throws Exception {
        String subject = "well " + UUID.randomUUID();
        try (TestTerminal terminal = gateway.terminal("well@home.example")) {
            gateway.mail("amy@x.example", subject, "well@home.example");
            TestTerminal.await(() -> terminal.subjects().contains(subject), subject);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r.\r\n",
                "\r.\r",
                "\n.\r",
                "\r.\n",
                "\r\n.\n",
                "\r\n.\r",
                "\r\n.\0\r\n",
                "\r\r\n.\r\r\n",
                "\r\n.\r\r\n",
                "\n\n.\r\n",
                "\r\n\0.\r\n"
            })
    void nothingIsSmuggledInBehindWhatLooksLikeAnEnd(String sequence) throws Exception {
        try (RawSocket peer = new RawSocket(gateway.smtp()).inData("smuggled@home.example")) {
            peer.say("Subject: honest\r\n\r\na" + sequence + EVIL + "\r\n.\r\n");
            assertThat(peer.reply()).startsWith("550 5.6.");
            assertThat(peer.say("QUIT\r\n").reply()).startsWith("221");
        }
        try (ImapReader imap = gateway.inbox("smuggled@home.example")) {
            assertThat(imap.subjects("INBOX")).isEmpty();
        }
    }

    @Test
    void whatIsPipelinedBehindStartTlsIsForgottenByTheMailServer() throws Exception {
        try (RawSocket peer = new RawSocket(gateway.smtp())) {
            peer.say("EHLO x.example\r\n").reply();
            peer.say(
                    "STARTTLS\r\nEHLO y.example\r\nMAIL FROM:<evil@x.example>\r\nRCPT"
                            + " TO:<tls@home.example>\r\n");
            assertThat(peer.reply()).startsWith("220 2.0.0");
            peer.handshake();
            assertThat(peer.say("DATA\r\n").reply()).startsWith("503");
        }
    }

    @Test
    void whatIsPipelinedBehindStartTlsIsForgottenByTheMailboxServer() throws Exception {
        try (RawSocket peer = new RawSocket(gateway.imap())) {
            peer.say("a STARTTLS\r\nb LOGIN tls@home.example secret\r\nc SELECT INBOX\r\n");
            assertThat(peer.await("a ")).startsWith("a OK");
            peer.handshake();
            assertThat(peer.say("d SELECT INBOX\r\n").await("d ")).startsWith("d BAD");
        }
    }

    @Test
    void aMailThatIsCutOffIsNoMail() throws Exception {
        for (String cut : List.of("", "Subject: cut\r\n", "Subject: cut\r\n\r\nx\r\n.\r")) {
            try (RawSocket peer = new RawSocket(gateway.smtp()).inData("cut@home.example")) {
                peer.say(cut);
            }
        }
        gateway.mail("amy@x.example", "whole", "cut@home.example");
        try (ImapReader imap = gateway.inbox("cut@home.example")) {
            assertThat(imap.subjects("INBOX")).containsExactly("whole");
        }
    }

    @Test
    void ofTwoClientsOnOneTerminalIdTheSecondGoesOnWhereTheFirstWas() throws Exception {
        UUID id = UUID.randomUUID();
        ResumeStore resume = ResumeStore.inMemory();
        try (TestTerminal first = gateway.terminal("twins@home.example", id, resume)) {
            gateway.mail("amy@x.example", "one", "twins@home.example");
            first.await(1);
            try (TestTerminal second = gateway.terminal("twins@home.example", id, resume)) {
                Disconnected end = first.client().ended().get(20, TimeUnit.SECONDS);
                assertThat(end.code()).isEqualTo(CloseCode.REPLACED);
                gateway.mail("amy@x.example", "two", "twins@home.example");
                second.await(1);
                assertThat(first.subjects()).containsExactly("one");
                assertThat(second.subjects()).containsExactly("two");
            }
        }
    }

    @Test
    void aTerminalThatAcknowledgesNothingHoldsNobodyUp() throws Exception {
        try (RawTerminal deaf = RawTerminal.connect(gateway, "deaf@home.example", 8);
                TestTerminal other = gateway.terminal("deaf@home.example")) {
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sent.add("n" + i);
                gateway.mail("amy@x.example", "n" + i, "deaf@home.example");
            }
            assertThat(other.await(50)).isEqualTo(sent);
            assertThat(deaf.events()).isEqualTo(8);
        }
    }

    @Test
    void framesThatAreNoneEndTheirSessionOnly() throws Exception {
        try (TestTerminal other = gateway.terminal("frames@home.example")) {
            assertThat(closed(terminal -> terminal.say("{\"type\":")))
                    .isEqualTo(CloseCode.MALFORMED.code());
            assertThat(closed(terminal -> terminal.say("x".repeat(70_000))))
                    .isEqualTo(CloseCode.TOO_BIG.code());
            assertThat(closed(terminal -> terminal.say(ByteBuffer.wrap(new byte[] {1, 2, 3}))))
                    .isEqualTo(CloseCode.UNSUPPORTED_DATA.code());
            gateway.mail("amy@x.example", "after all", "frames@home.example");
            assertThat(other.await(1)).containsExactly("after all");
        }
    }

    @Test
    void aSearchForWhatNoTextCanHaveIsInvalidAndTheSessionGoesOn() throws Exception {
        try (RawTerminal terminal = RawTerminal.connect(gateway, "frames@home.example", 8)) {
            terminal.say("{\"type\":\"search\",\"request\":1,\"text\":\"a\\u0000b\"}");
            assertThat(terminal.await("\"request\":1")).contains("\"invalid\"");
            terminal.say("{\"type\":\"search\",\"request\":2,\"text\":\"a\\ud800b\"}");
            assertThat(terminal.await("\"request\":2")).doesNotContain("\"unavailable\"");
            terminal.say("{\"type\":\"threads\",\"request\":3}");
            assertThat(terminal.await("\"request\":3")).contains("\"threads\"");
        }
    }

    @Test
    void mailsOfTooManyPartsAreKeptAndShownInBoundedTime() throws Exception {
        StringBuilder deep = new StringBuilder("multipart/mixed; boundary=b0\r\n\r\n");
        for (int i = 0; i < 5_000; i++) {
            deep.append(
                    "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n"
                            .formatted(i, i + 1));
        }
        List<String> bodies =
                List.of(
                        "multipart/mixed; boundary=b\r\n\r\n"
                                + "--b\r\n\r\nx\r\n".repeat(20_000)
                                + "--b--\r\n",
                        deep.toString(),
                        "message/rfc822\r\n\r\n"
                                + "Content-Type: message/rfc822\r\n\r\n".repeat(5_000));
        long begin = System.nanoTime();
        try (TestTerminal terminal = gateway.terminal("parts@home.example");
                ImapReader imap = gateway.inbox("parts@home.example")) {
            for (String body : bodies) {
                try (RawSocket peer = new RawSocket(gateway.smtp()).inData("parts@home.example")) {
                    peer.say("Subject: parts\r\nContent-Type: " + body + ".\r\n");
                    assertThat(peer.reply()).startsWith("250");
                }
            }
            assertThat(terminal.await(bodies.size())).containsOnly("parts");
            imap.command("NOOP");
            List<String> lines = imap.command("FETCH 1:* (ENVELOPE BODYSTRUCTURE)");
            assertThat(lines).hasSize(bodies.size());
            imap.command("FETCH 1:* (BODY.PEEK[TEXT] BODY.PEEK[1.1.1.1.1.1.1.1.1.1])");
            imap.command("SEARCH TEXT nowhere");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUNDED);
    }

    @Test
    void aSpoolThatTakesNothingIsForLaterAndLosesNothing() throws Exception {
        Path spool = directory.resolve("spool");
        String large = "Subject: large\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(20_000);
        Files.delete(spool);
        try (RawSocket peer = new RawSocket(gateway.smtp()).inData("spool@home.example")) {
            assertThat(peer.say(large + ".\r\n").reply()).startsWith("452 4.3.1");
            gateway.mail("amy@x.example", "small", "spool@home.example");
            Files.createDirectory(spool);
            peer.inData("spool@home.example").say(large + ".\r\n");
            assertThat(peer.reply()).startsWith("250");
        }
        try (ImapReader imap = gateway.inbox("spool@home.example")) {
            assertThat(imap.subjects("INBOX")).containsExactly("small", "large");
        }
    }

    private interface Attack {
        void on(RawTerminal terminal);
    }

    /** The code with which a session ends when this is done to it. */
    private static int closed(Attack attack) throws IOException {
        try (RawTerminal terminal = RawTerminal.connect(gateway, "frames@home.example", 8)) {
            try {
                attack.on(terminal);
            } catch (CompletionException e) {
                // The end may come while it speaks.
            }
            return terminal.closeCode();
        }
    }
}
