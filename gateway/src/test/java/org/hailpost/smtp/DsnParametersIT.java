package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Wishes;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Recipient.Notify;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3461 and RFC 8689: what members may ask for. */
class DsnParametersIT {
    private TestListener submission;

    @BeforeEach
    void listen() throws Exception {
        submission = TestListener.submission(Map.of("clearLoginOnLoopback", true));
    }

    @AfterEach
    void stop() throws IOException {
        submission.close();
    }

    @Test
    void whatIsAskedForReachesDelivery() throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            assertThat(client.send("EHLO client.example").reply()).contains("DSN");
            client.send("MAIL FROM:<alice@here.example> ret=hdrs ENVID=QQ+2B31+20+3D")
                    .expect("250");
            client.send(
                            "RCPT TO:<bob@here.example> NOTIFY=success,Delay ORCPT=rfc822;Bob+2Bx@here.example")
                    .expect("250");
            client.send("RCPT TO:<alice@here.example> NOTIFY=NEVER").expect("250");
            client.send("RCPT TO:<user1@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("From: alice@here.example\r\n\r\nHi\r\n.\r\n").expect("250");
        }
        Envelope envelope = submission.delivery.mails().getFirst().envelope();
        assertThat(envelope.wishes())
                .isEqualTo(new Wishes(false, false, Returned.HEADERS, "QQ+31 ="));
        assertThat(envelope.recipients())
                .extracting(Envelope.Recipient::reports)
                .isEqualTo(
                        List.of(
                                Set.of(Notify.SUCCESS, Notify.DELAY),
                                Set.of(Notify.NEVER),
                                Set.of()));
        assertThat(envelope.recipients().getFirst().original())
                .isEqualTo("rfc822;Bob+2Bx@here.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RET",
                "RET=",
                "RET=ALL",
                "RET=FULL RET=FULL",
                "RET=FULL ret=HDRS",
                "ENVID",
                "ENVID=",
                "ENVID=a+2",
                "ENVID=a+",
                "ENVID=+2b",
                "ENVID=+0D+0A",
                "ENVID=+00",
                "ENVID=a=b",
                "ENVID=+C3+A4",
                "REQUIRETLS=now",
                "SMTPUTF8="
            })
    void whatIsMisspeltAtMailIsNamed(String parameters) throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            if (parameters.startsWith("REQUIRETLS")) {
                client.startTls();
                client.send("EHLO client.example").expect("250");
                client.logIn();
            }
            client.send("MAIL FROM:<alice@here.example> " + parameters).expect("501 5.5.4");
            client.send("MAIL FROM:<alice@here.example>").expect("250");
        }
    }

    @Test
    void anEnvelopeIdHasItsLimit() throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            String mail = "MAIL FROM:<alice@here.example> ENVID=";
            client.send(mail + "x".repeat(101)).expect("501 5.5.4");
            client.send(mail + "x".repeat(100)).expect("250");
            String original = "RCPT TO:<bob@here.example> ORCPT=rfc822;";
            client.send(original + "x".repeat(494)).expect("501 5.5.4");
            client.send(original + "x".repeat(493)).expect("250");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTIFY|501 5.5.4",
                "NOTIFY=|501 5.5.4",
                "NOTIFY=ALWAYS|501 5.5.4",
                "NOTIFY=NEVER,SUCCESS|501 5.5.4",
                "NOTIFY=SUCCESS,|501 5.5.4",
                "NOTIFY=SUCCESS NOTIFY=DELAY|501 5.5.4",
                "ORCPT|501 5.5.4",
                "ORCPT=bob@here.example|501 5.5.4",
                "ORCPT=;bob@here.example|501 5.5.4",
                "ORCPT=rfc822;|501 5.5.4",
                "ORCPT=rfc 822;x|501 5.5.4",
                "ORCPT=rfc(822;x|501 5.5.4",
                "ORCPT=rfc822;a+0D+0Ab|501 5.5.4",
                "ORCPT=rfc822;a+zz|501 5.5.4",
                "ORCPT=rfc822;b\u00f6b@here.example|501 5.5.4",
                "ORCPT=utf-8;b\u00f6b@here.example|501 5.5.4",
                "ORCPT=utf-8;b\\x{F6}b@here.example|250 2.1.5",
                "NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;x|250 2.1.5",
                "SIZE=1|555 5.5.4",
                "X=1|555 5.5.4"
            })
    void rcptIsReadAsStrictly(String parameters, String reply) throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            client.send("MAIL FROM:<alice@here.example>").expect("250");
            client.send("RCPT TO:<bob@here.example> " + parameters).expect(reply);
            client.send("RCPT TO:<bob@here.example>").expect("250");
        }
    }

    /** Who hands mail over to us reports for himself: strangers cannot make us write to anybody. */
    @Test
    void strangersAreOfferedNothingOfIt() throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = mx.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply()).doesNotContain("DSN");
            client.send("MAIL FROM:<a@far.example> RET=FULL").expect("555 5.5.4");
            client.send("MAIL FROM:<a@far.example> ENVID=1").expect("555 5.5.4");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<bob@here.example> NOTIFY=SUCCESS").expect("555 5.5.4");
            client.send("RCPT TO:<bob@here.example> ORCPT=rfc822;bob").expect("555 5.5.4");
        }
    }

    @Test
    void tlsIsRequiredWhereThereIsTls() throws Exception {
        try (SmtpClient client = submission.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply()).doesNotContain("REQUIRETLS");
            client.logIn();
            client.send("MAIL FROM:<alice@here.example> REQUIRETLS").expect("555 5.5.4");
            client.startTls();
            assertThat(client.send("EHLO client.example").reply()).contains("REQUIRETLS");
            client.logIn();
            client.send("MAIL FROM:<alice@here.example> REQUIRETLS").expect("250");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("From: alice@here.example\r\n\r\nHi\r\n.\r\n").expect("250");
        }
        assertThat(submission.delivery.mails().getFirst().envelope().wishes().requireTls())
                .isTrue();
    }
}
