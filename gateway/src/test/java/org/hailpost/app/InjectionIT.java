package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hailpost.account.StoredPassword;
import org.hailpost.app.OutsideHost.Taken;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.message.Address;
import org.hailpost.outbound.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others have written, and names that somebody chose, stand in the mails of a terminal as text
 * only. {@link OutboundIT} has what a terminal itself may say.
 */
class InjectionIT {
    private static final String BOB = "bob@home.example";

    /** CR, LF and NUL in encoded words, folded and quoted; raw ones get nowhere. */
    private static final List<String> EVILS =
            List.of(
                    "=?utf-8?q?x=0D=0AX-Injected:_yes=0D=0A=0D=0Abody?=",
                    "=?utf-8?q?x=0AX-Injected:_yes?=",
                    "=?utf-8?q?x=0DX-Injected:_yes=00?=",
                    "=?utf-8?b?eA0KWC1JbmplY3RlZDogeWVzDQo=?=",
                    "=?utf-8?q?x=0D?=\r\n =?utf-8?q?=0AX-Injected:_yes?=",
                    "\"x\r\n X-Injected: yes\"",
                    "\"x\r\n\tX-Injected: yes\r\n\t\"",
                    "=?utf-8?q?x=E2=80=A8X-Injected:_yes=C2=85X-Injected:_yes?=",
                    "=?utf-8?q?x=22_=3Ceve=40evil.example=3E,_y?=");

    @TempDir private Path directory;
    private OutsideHost outside;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        outside = new OutsideHost();
        gateway =
                TestGateway.start(
                        directory,
                        TestGateway.freePorts(),
                        "home.example",
                        OutboundSection.of(
                                List.of("* smtp://127.0.0.1:" + outside.port()),
                                OutboundSettings.DEFAULTS),
                        registry -> {
                            registry.addDomain("home.example");
                            registry.addAccount(
                                    Address.parse(BOB),
                                    "Bob\r\nX-Injected: yes\r\n\r\nbody",
                                    StoredPassword.of(TestGateway.SECRET, new SecureRandom()));
                        });
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        outside.close();
    }

    @Test
    void whatAMailSaysBecomesNoFieldOfItsAnswer() throws Exception {
        assertThat(receive(0, "\"x\rX-Injected: yes\"")).startsWith("550 5.6.11 ");
        assertThat(receive(0, "\"x\0X-Injected: yes\"")).startsWith("550 5.6.0 ");
        assertThat(receive(0, "\"x\nX-Injected: yes\"")).startsWith("550 5.6.11 ");
        try (TestTerminal terminal = gateway.terminal(BOB)) {
            for (int i = 0; i < EVILS.size(); i++) {
                assertThat(receive(i, EVILS.get(i))).startsWith("250 ");
                terminal.await(i + 1);
                String thread = terminal.messages().get(i).thread();
                terminal.client()
                        .send(
                                new Outgoing(
                                        UUID.randomUUID(),
                                        thread,
                                        List.of(),
                                        null,
                                        "the answer",
                                        List.of(),
                                        SendMode.AUTO))
                        .join();
                int answers = i + 1;
                TestTerminal.await(() -> outside.taken().size() == answers, "answer " + i);
            }
        }
        assertThat(outside.taken()).hasSize(EVILS.size()).allSatisfy(InjectionIT::isSound);
        assertThat(outside.taken())
                .extracting(Taken::recipients)
                .allMatch(to -> to.stream().allMatch(one -> one.endsWith("@far.example")));
        assertThat(outside.commands())
                .allMatch(line -> line.matches("(EHLO|MAIL|RCPT|DATA|QUIT|RSET|NOOP).*"))
                .noneMatch(line -> line.contains("evil.example"));
    }

    private static void isSound(Taken mail) {
        assertThat(mail.sender()).isEqualTo(BOB);
        assertThat(mail.header().toLowerCase(Locale.ROOT).lines())
                .noneMatch(line -> line.startsWith("x-injected") || line.equals("body"));
        assertThat(mail.header()).doesNotContainPattern("\r(?!\n)|(?<!\r)\n|\0");
        assertThat(mail.header().lines().map(line -> line.split("[ :]", 2)[0]))
                .contains("References", "Subject", "From", "To")
                .doesNotContain("Bcc");
    }

    /** A mail of which every field that an answer takes something from is hostile. */
    private String receive(int number, String evil) throws IOException {
        String carol = "carol" + number + "@far.example";
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            sender.begin(carol, BOB);
            return sender.finish(
                    """
                    From: %1$s <%2$s>
                    Reply-To: %1$s <%2$s>
                    To: <bob@home.example>, %1$s <to%3$d@far.example>
                    Cc: %1$s <cc%3$d@far.example>
                    Subject: %1$s
                    Message-ID: <%3$d.%4$s@far.example>
                    References: <0.%3$d@far.example> %1$s <%4$s@x>

                    Hello\
                    """
                            .replace("\n", "\r\n")
                            .formatted(evil, carol, number, evil.replaceAll("[ \"\t]", "")));
        }
    }
}
