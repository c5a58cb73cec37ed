package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hailpost.smtp.SmtpSettings.BareLineEndings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentIT {
    /** What some host somewhere takes for the end of a message. */
    private static final List<String> SMUGGLING =
            List.of(
                    "\n.\n",
                    "\n.\r\n",
                    "\r.\r\n",
                    "\r.\r",
                    "\n.\r",
                    "\r.\n",
                    "\r\n.\n",
                    "\r\n.\r",
                    "\0\r\n.\0\r\n",
                    "\r\n.\0\r\n",
                    "\r\r\n.\r\r\n",
                    "\r\n.\r\r\n",
                    "\n\n.\r\n",
                    "\r\n..\r\n");

    private static final String INJECTED =
            "RSET\r\nMAIL FROM:<evil@far.example>\r\nRCPT TO:<bob@here.example>\r\nDATA\r\nevil\r\n";

    static Stream<String> smuggling() {
        return SMUGGLING.stream();
    }

    @ParameterizedTest
    @MethodSource("smuggling")
    void nothingButTheRealEndEndsAMessage(String sequence) throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            client.raw("a" + sequence + INJECTED + "b\r\n.\r\n");
            expectOneOutcome(mx, client, sequence);
        }
    }

    @ParameterizedTest
    @MethodSource("smuggling")
    void nothingButTheRealEndEndsAMessageByteByByte(String sequence) throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            client.dripping("a" + sequence + INJECTED + "b\r\n.\r\n");
            expectOneOutcome(mx, client, sequence);
        }
    }

    private static void expectOneOutcome(TestListener mx, SmtpClient client, String sequence)
            throws IOException {
        String reply = client.reply();
        client.send("QUIT").expect("221");
        client.expectEnd();
        if (sequence.equals("\r\n..\r\n")) { // Plain dot-stuffing: the whole is one honest message.
            assertThat(reply).startsWith("250");
            assertThat(mx.delivery.mails()).hasSize(1);
            assertThat(mx.delivery.mails().getFirst().text())
                    .isEqualTo("a\r\n.\r\n" + INJECTED + "b\r\n");
        } else {
            assertThat(reply).startsWith(sequence.indexOf('\0') >= 0 ? "550 5.6.0" : "550 5.6.11");
            assertThat(mx.delivery.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("smuggling")
    void normalisedLineEndingsEndNothingEither(String sequence) throws Exception {
        try (TestListener mx =
                        TestListener.mx(Map.of("bareLineEndings", BareLineEndings.NORMALISE));
                SmtpClient client = mx.inData()) {
            client.raw("a" + sequence + INJECTED + "b\r\n.\r\n");
            boolean nul = sequence.indexOf('\0') >= 0;
            client.expect(nul ? "550 5.6.0" : "250");
            client.send("QUIT").expect("221");
            assertThat(mx.delivery.mails()).hasSize(nul ? 0 : 1);
            mx.delivery
                    .mails()
                    .forEach(mail -> {
                        String rest = mail.text().replace("\r\n", "");
                        assertThat(rest).doesNotContain("\r").doesNotContain("\n");
                        assertThat(mail.text()).contains("evil@far.example");
                    });
        }
    }

    @Test
    void w1ARefusedMessageIsDrainedAndNotRunAsCommands() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("maxMessageBytes", 65536L));
                SmtpClient client = mx.inData()) {
            client.raw(
                    "x".repeat(70_000).replaceAll("(.{70})", "$1\r\n")
                            + "\r\n"
                            + INJECTED
                            + ".\r\n");
            client.expect("552 5.3.4");
            client.send("NOOP").expect("250 2.0.0 Ok");
            client.send("MAIL FROM:<a@far.example>").expect("250 2.1.0");
            assertThat(mx.delivery.mails()).isEmpty();
        }
    }

    @Test
    void whatIsFarTooLongIsNotWaitedFor() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("maxMessageBytes", 65536L));
                SmtpClient client = mx.inData()) {
            // In one piece: who pauses for longer than the server lingers finds a broken pipe.
            client.raw(("x".repeat(998) + "\r\n").repeat(300));
            client.expect("552 5.3.4");
            client.expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "half a mess", "Subject: x\r\n\r\nbody\r\n", "body\r\n.", "body\r\n.\r"})
    void aTruncatedMessageIsNoMessage(String content) throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            client.raw(content);
            client.shutdownOutput();
            client.expectEnd();
            assertThat(mx.delivery.mails()).isEmpty();
            assertThat(mx.spooled()).isEmpty();
        }
    }

    @Test
    void w4DotsAreUnstuffedOnEveryLineTheFirstToo() throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            client.raw("..first\r\n...\r\n.single\r\n..\r\nlast.\r\n.\r\n").expect("250");
            assertThat(mx.delivery.mails().getFirst().text())
                    .isEqualTo(".first\r\n..\r\nsingle\r\n.\r\nlast.\r\n");
        }
    }

    @Test
    void theBytesAreKeptHoweverTheyAreCutIntoPackets() throws Exception {
        String body = "Subject: ünï\r\n\r\n..dot\r\n\u0080\u00ff\r\n\r\n..\r\nend\r\n";
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            client.dripping(body + ".\r\n");
            client.expect("250");
            assertThat(mx.delivery.mails().getFirst().text())
                    .isEqualTo(body.replace("\r\n..", "\r\n."));
        }
    }

    @Test
    void aLineLongerThanTheStandardIsTakenUpToABound() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("maxTextLineBytes", 5000));
                SmtpClient client = mx.inData()) {
            client.raw("x".repeat(4998) + "\r\n.\r\n").expect("250");
            client.send("MAIL FROM:<>").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("x".repeat(4999) + "\r\n.\r\n").expect("554 5.6.0");
            client.send("NOOP").expect("250");
        }
    }

    @Test
    void twentySevenMegabytesPassThroughTheDiskAndNotTheHeap() throws Exception {
        AtomicLong spooledBytes = new AtomicLong();
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.inData()) {
            mx.delivery.behaviour.set((_, content) -> {
                try {
                    spooledBytes.set(Files.size(mx.spooled().getFirst()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return FakeDelivery.STORED;
            });
            byte[] line = new byte[1000];
            Arrays.fill(line, (byte) 'x');
            line[998] = '\r';
            line[999] = '\n';
            for (int i = 0; i < 27_000; i++) {
                client.raw(line);
            }
            client.raw(".\r\n").expect("250");
            assertThat(spooledBytes).hasValue(27_000_000);
            assertThat(mx.delivery.mails().getFirst().text()).isEqualTo("27000000 octets");
            assertThat(mx.spooled()).isEmpty();
        }
    }

    @Test
    void aFullSpoolIsTransientAndLeavesNothing() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("spillBytes", 4096L));
                SmtpClient client = mx.inData()) {
            Files.delete(mx.spool);
            client.raw(("x".repeat(70) + "\r\n").repeat(200) + ".\r\n").expect("452 4.3.1");
            Files.createDirectory(mx.spool);
            assertThat(mx.delivery.mails()).isEmpty();
            client.send("MAIL FROM:<>").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw(("x".repeat(70) + "\r\n").repeat(200) + ".\r\n").expect("250");
        }
    }
}
