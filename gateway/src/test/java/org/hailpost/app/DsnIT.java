package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hailpost.app.OutsideHost.Answer;
import org.hailpost.app.OutsideHost.Stage;
import org.hailpost.message.Address;
import org.hailpost.outbound.OutboundSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member hears who asks for it (RFC 3461), over a whole gateway. */
class DsnIT {
    private static final String ANN = "ann@home.example";
    private static final String BEN = "ben@home.example";

    @TempDir private static Path directory;
    private static OutsideHost plain;
    private static OutsideHost reporting;
    private static LmtpServer keeper;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        plain = new OutsideHost();
        reporting = new OutsideHost();
        reporting.mood((stage, _) ->
                stage == Stage.EHLO ? Answer.line("250-outside.example\r\n250 DSN") : null);
        keeper = new LmtpServer();
        gateway =
                TestGateway.start(
                        directory,
                        TestGateway.freePorts(),
                        "home.example",
                        OutboundSection.of(
                                List.of(
                                        "plain.example smtp://127.0.0.1:" + plain.port(),
                                        "reports.example smtp://127.0.0.1:" + reporting.port()),
                                OutboundSettings.DEFAULTS),
                        registry -> {
                            TestGateway.enrol(registry, ANN, BEN);
                            TestGateway.enrol(
                                    registry,
                                    "dan@home.example",
                                    "eve@home.example",
                                    "fay@home.example");
                            for (Sender sender : Sender.values()) {
                                TestGateway.enrol(registry, sender.address());
                            }
                            registry.addDomain("kept.example");
                            registry.keepDomain("kept.example", Optional.of(keeper.url()));
                            registry.addAlias("solo@home.example", Address.parse(ANN));
                            registry.addAlias(
                                    "away@home.example", Address.parse("amy@reports.example"));
                            registry.addAlias(
                                    "team@home.example",
                                    List.of(
                                            Address.parse(ANN),
                                            Address.parse(BEN),
                                            Address.parse("member@reports.example")));
                        });
        TestConsole console = gateway.console(directory);
        assertThat(console.run("quota", "set", Sender.FULL.address(), "--messages", "1")).isZero();
        gateway.restart(); // nothing of before is cached
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        plain.close();
        reporting.close();
        keeper.close();
    }

    /** A sender of its own for each test. */
    private enum Sender {
        BOB,
        NOBODY,
        FULL,
        MANY,
        ONE,
        KEPT,
        FAILS;

        String address() {
            return name().toLowerCase(Locale.ROOT) + "@home.example";
        }
    }

    @Test
    void whatIsInAMailboxHereIsReportedAsDeliveredWhenItIsTaken() throws Exception {
        String sender = Sender.BOB.address();
        send(
                sender,
                "<" + sender + "> RET=FULL ENVID=QQ+2B1",
                "<ann@home.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Ann+2Bx@home.example",
                "<ben+tag@home.example> NOTIFY=SUCCESS",
                "<dan@home.example> NOTIFY=NEVER",
                "<eve@home.example> NOTIFY=FAILURE,DELAY",
                "<fay@home.example>");
        assertThat(inbox(sender)) // with the mail itself, so that nothing is to be waited for
                .singleElement()
                .asString()
                .contains("Return-Path: <>", "multipart/report; report-type=delivery-status")
                .contains("Original-Envelope-Id: QQ+1")
                .contains(
                        "Original-Recipient: rfc822; Ann+x@home.example\n"
                                + "Final-Recipient: rfc822; ann@home.example\n"
                                + "Action: delivered\n"
                                + "Status: 2.0.0\n")
                .contains("\n\nFinal-Recipient: rfc822; ben+tag@home.example\nAction: delivered\n")
                .contains("Content-Type: text/rfc822-headers") // RFC 3461 §6.2, whatever RET says
                .doesNotContain("Text of", "dan@", "eve@", "fay@");
        assertThat(inbox(ANN)).anyMatch(mail -> mail.contains("Text of bob"));
    }

    @Test
    void theNullSenderHearsNothing() throws Exception {
        String sender = Sender.NOBODY.address();
        send(sender, "<> ENVID=1", "<" + BEN + "> NOTIFY=SUCCESS");
        assertThat(inbox(BEN)).anyMatch(mail -> mail.contains("Text of nobody"));
        assertThat(inbox(sender)).isEmpty();
        assertThat(queued()).isEqualTo("[ ]");
    }

    @Test
    void aReportThatFindsNoRoomKeepsNoMailFromArriving() throws Exception {
        String sender = Sender.FULL.address();
        gateway.mail("amy@x.example", "fills it", sender);
        send(sender, "<" + sender + ">", "<" + BEN + "> NOTIFY=SUCCESS");
        assertThat(inbox(BEN)).anyMatch(mail -> mail.contains("Text of full"));
        assertThat(inbox(sender)).singleElement().asString().contains("fills it");
    }

    /** RFC 3461 §5.2.7.3 c. */
    @Test
    void aGroupIsReportedAsExpandedAndItsMembersNoFurther() throws Exception {
        String sender = Sender.MANY.address();
        send(
                sender,
                "<" + sender + "> ENVID=many",
                "<team@home.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;the-team@home.example");
        assertThat(inbox(sender))
                .singleElement()
                .asString()
                .contains("Original-Recipient: rfc822; the-team@home.example")
                .contains("Final-Recipient: rfc822; team@home.example\nAction: expanded\n")
                .doesNotContain("Action: delivered", "ann@", "ben@", "member@");
        assertThat(outside(reporting, "member@"))
                .isEqualTo(
                        "RCPT TO:<member@reports.example> NOTIFY=DELAY"
                                + " ORCPT=rfc822;the-team@home.example");
        send(sender, "<" + sender + ">", "<team@home.example> NOTIFY=SUCCESS");
        TestTerminal.await(
                () ->
                        reporting
                                .commands()
                                .contains("RCPT TO:<member@reports.example> NOTIFY=NEVER"),
                "the second mail");
    }

    /** RFC 3461 §5.2.7.2. */
    @Test
    void anAliasOfOneIsReportedByWhoeverHasTheMailInTheEnd() throws Exception {
        String sender = Sender.ONE.address();
        send(
                sender,
                "<" + sender + "> ENVID=one",
                "<solo@home.example> NOTIFY=SUCCESS",
                "<away@home.example> NOTIFY=SUCCESS ORCPT=rfc822;away@home.example");
        assertThat(outside(reporting, "amy@"))
                .isEqualTo(
                        "RCPT TO:<amy@reports.example> NOTIFY=SUCCESS"
                                + " ORCPT=rfc822;away@home.example");
        assertThat(reporting.commands())
                .anyMatch(line -> line.startsWith("MAIL") && line.endsWith(" ENVID=one"));
        TestTerminal.await(() -> queued().equals("[ ]"), "the queue to be empty");
        assertThat(inbox(sender))
                .singleElement()
                .asString()
                .contains("Final-Recipient: rfc822; solo@home.example\nAction: delivered\n")
                .doesNotContain("ann@", "away@", "amy@");
    }

    @Test
    void whatAServerPutsIntoItsMailboxIsDelivered() throws Exception {
        String sender = Sender.KEPT.address();
        send(
                sender,
                "<" + sender + "> ENVID=kept",
                "<cy@kept.example> NOTIFY=SUCCESS ORCPT=rfc822;cy@kept.example");
        TestTerminal.await(() -> !inbox(sender).isEmpty(), "the report");
        assertThat(inbox(sender))
                .singleElement()
                .asString()
                .contains("Original-Envelope-Id: kept")
                .contains("Original-Recipient: rfc822; cy@kept.example")
                .contains("Final-Recipient: rfc822; cy@kept.example\nAction: delivered\n")
                .contains("Remote-MTA: dns; 127.0.0.1");
    }

    @Test
    void aFailureSaysWhatItWasAskedToSay() throws Exception {
        String sender = Sender.FAILS.address();
        plain.mood((stage, _) -> stage == Stage.RCPT ? Answer.line("550 5.1.1 unknown") : null);
        send(
                sender,
                "<" + sender + "> RET=FULL ENVID=fails",
                "<never@plain.example> NOTIFY=NEVER",
                "<no@plain.example> NOTIFY=FAILURE ORCPT=rfc822;No+3DOne@plain.example");
        TestTerminal.await(() -> !inbox(sender).isEmpty(), "the report");
        TestTerminal.await(() -> queued().equals("[ ]"), "the queue to be empty");
        assertThat(inbox(sender))
                .singleElement()
                .asString()
                .contains("Original-Envelope-Id: fails")
                .contains("Original-Recipient: rfc822; No=One@plain.example")
                .contains("Action: failed", "Text of fails", "Content-Type: message/rfc822")
                .doesNotContain("Final-Recipient: rfc822; never@");
    }

    private static void send(String account, String from, String... recipients) throws IOException {
        String subject = account.substring(0, account.indexOf('@'));
        try (SmtpSender sender = new SmtpSender(gateway.submission())) {
            sender.logIn(account, TestGateway.SECRET);
            assertThat(sender.ask("MAIL FROM:" + from)).startsWith("250");
            for (String recipient : recipients) {
                assertThat(sender.ask("RCPT TO:" + recipient)).startsWith("250");
            }
            assertThat(sender.ask("DATA")).startsWith("354");
            assertThat(sender.finish(account, subject, "all@home.example")).startsWith("250");
        }
    }

    /** The RCPT by which somebody outside is named. */
    private static String outside(OutsideHost host, String who) {
        TestTerminal.await(
                () ->
                        host.taken().stream()
                                .anyMatch(mail -> mail.recipients().toString().contains(who)),
                who);
        return host.commands().stream()
                .filter(line -> line.startsWith("RCPT TO:<" + who))
                .findFirst()
                .orElseThrow();
    }

    private static String queued() {
        try {
            TestConsole console = gateway.console(directory);
            assertThat(console.run("queue", "list", "--json")).as(console.err()).isZero();
            return console.out();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> inbox(String account) {
        try (ImapReader imap = gateway.inbox(account)) {
            return imap.mails();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
