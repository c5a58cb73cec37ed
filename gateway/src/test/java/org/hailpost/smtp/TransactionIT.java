package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Refusal;
import org.hailpost.message.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionIT {
    private TestListener mx;

    @BeforeEach
    void listen() throws Exception {
        mx = TestListener.mx(Map.of("maxMessageBytes", 1_000_000L));
    }

    @AfterEach
    void stop() throws IOException {
        mx.close();
    }

    @Test
    void aMailReachesDeliveryAndIsKept() throws Exception {
        try (SmtpClient client = mx.inData()) {
            client.raw("Subject: hello\r\n\r\nbody\r\n.\r\n").expect("250 2.0.0 Kept as ");
            client.send("QUIT").expect("221 2.0.0");
            client.expectEnd();
        }
        FakeDelivery.Mail mail = mx.delivery.mails().getFirst();
        assertThat(mail.text()).isEqualTo("Subject: hello\r\n\r\nbody\r\n");
        assertThat(mail.envelope().sender()).contains(Address.parse("sender@far.example"));
        assertThat(mail.envelope().recipients())
                .extracting(recipient -> recipient.route().recipient())
                .containsExactly(Address.parse("alice@here.example"));
        assertThat(mail.envelope().submitted()).isEmpty();
    }

    @Test
    void ehloAnnouncesExactlyWhatWorks() throws Exception {
        try (SmtpClient client = mx.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply())
                    .isEqualTo(
                            """
                            250-mx.here.example
                            250-PIPELINING
                            250-SIZE 1000000
                            250-8BITMIME
                            250-SMTPUTF8
                            250-ENHANCEDSTATUSCODES
                            250 STARTTLS\
                            """);
        }
    }

    @Test
    void w9AndW10TheHopTellsTheTruthWithoutAskingDns() throws Exception {
        try (SmtpClient client = mx.inData()) {
            client.raw(".\r\n").expect("250");
            client.send("HELO old.example").expect("250");
            client.send("MAIL FROM:<>").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
        }
        var first = mx.delivery.mails().get(0);
        var second = mx.delivery.mails().get(1);
        assertThat(first.text()).isEmpty();
        assertThat(first.envelope().hop().protocol()).isEqualTo("ESMTP");
        assertThat(first.envelope().hop().helo()).isEqualTo("client.example");
        assertThat(first.envelope().hop().recipient())
                .isEqualTo(Address.parse("alice@here.example"));
        assertThat(first.envelope().hop().peer().toString()).isEqualTo("/127.0.0.1");
        assertThat(second.envelope().hop().protocol()).isEqualTo("SMTP");
        assertThat(second.envelope().hop().recipient()).isNull();
        assertThat(second.envelope().sender()).isEmpty();
    }

    @Test
    void everyRecipientHasItsOwnReply() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<nobody@here.example>").expect("550 5.1.1");
            client.send("RCPT TO:<gone@here.example>").expect("550 5.2.1");
            client.send("RCPT TO:<a@far.example>").expect("550 5.7.1");
            client.send("RCPT TO:<alice@here.example>").expect("250 2.1.5");
            mx.delivery.storeDown = true;
            client.send("RCPT TO:<bob@here.example>").expect("451 4.3.0");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
        }
        assertThat(mx.delivery.mails().getFirst().envelope().recipients()).hasSize(1);
    }

    /** RFC 3463 §3.3, §3.4: who can make room is asked to, and tried again. */
    @Test
    void aRecipientWithoutRoomIsRefusedAloneBeforeTheMailIsSent() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example> SIZE=1001").expect("250");
            client.send("RCPT TO:<user-full@here.example>").expect("452 4.2.2");
            client.send("RCPT TO:<user-of-a-full-domain@here.example>").expect("452 4.3.1");
            client.send("RCPT TO:<user-small@here.example>").expect("552 5.2.2");
            client.send("RCPT TO:<alice@here.example>").expect("250 2.1.5");
            client.send("RSET").expect("250");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<user-small@here.example>").expect("250");
            client.send("DATA").expect("354");
            mx.delivery.behaviour.set((_, _) -> new Outcome.Refused(Refusal.BEYOND_QUOTA));
            client.raw("x\r\n.\r\n").expect("552 5.2.2");
        }
    }

    @Test
    void postmasterNeedsNoDomain() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<Postmaster>").expect("250");
        }
    }

    @Test
    void moreThanAHundredRecipientsAreForLater() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example>").expect("250");
            for (int i = 0; i < 100; i++) {
                client.send("RCPT TO:<user" + i + "@here.example>").expect("250");
            }
            client.send("RCPT TO:<user100@here.example>").expect("452 4.5.3");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
        }
        assertThat(mx.delivery.mails().getFirst().envelope().recipients()).hasSize(100);
    }

    @Test
    void commandsOutOfOrderAreRefused() throws Exception {
        try (SmtpClient client = mx.client()) {
            client.expect("220");
            client.send("MAIL FROM:<a@far.example>").expect("503 5.5.1");
            client.send("EHLO client.example").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("503 5.5.1");
            client.send("DATA").expect("503 5.5.1");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("MAIL FROM:<a@far.example>").expect("503 5.5.1");
            client.send("DATA").expect("554 5.5.1");
            client.send("RSET").expect("250 2.0.0");
            client.send("DATA").expect("503 5.5.1");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("EHLO client.example").expect("250");
            client.send("DATA").expect("503 5.5.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE=5 BODY=8BITMIME",
                "BODY=7bit SIZE=5",
                "SMTPUTF8 BODY=8BITMIME SIZE=1000000",
                "size=0"
            })
    void w5ParametersStandInAnyOrder(String parameters) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example> " + parameters).expect("250 2.1.0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE=1000001, 552 5.3.4",
        "SIZE=1000001 BODY=8BITMIME, 552 5.3.4",
        "BODY=8BITMIME SIZE=1000001, 552 5.3.4",
        "SIZE=99999999999, 552 5.3.4",
        "SIZE=99999999999999999999, 552 5.3.4",
        "SIZE=999999999999999999999, 501 5.5.4",
        "SIZE=, 501 5.5.4",
        "SIZE=-1, 501 5.5.4",
        "SIZE=1 SIZE=1, 501 5.5.4",
        "BODY=BINARYMIME, 501 5.5.4",
        "SMTPUTF8=1, 501 5.5.4",
        "RET=HDRS, 555 5.5.4",
        "AUTH=<>, 555 5.5.4",
        "XYZ, 555 5.5.4"
    })
    void w5WrongParametersAreRefused(String parameters, String reply) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example> " + parameters).expect(reply);
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<alice@here.example> NOTIFY=NEVER").expect("555 5.5.4");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<>",
                "alice@here.example",
                "<alice@here.example",
                "<alice>",
                "<@here.example>",
                "<\"x>y\"@here.example",
                "<alice@here.example>x",
                "<alice@here..example>",
                "<a b@here.example>",
                "<alice@here.example, bob@here.example>",
                "<@far.example>",
                "<@-:alice@here.example>",
                "<alice@[1.2.3]>"
            })
    void w7WhatIsNoAddressIsRefused(String path) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:" + path).expect("501 5.1.3");
            client.send("RSET").expect("250");
            if (!path.equals("<>")) {
                client.send("MAIL FROM:" + path).expect("501 5.1.7");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<\"x>y\"@far.example>, \"x>y\"@far.example",
        "'<@one.example,@two.example:bob@far.example>', bob@far.example",
        "' <bob@far.example>', bob@far.example"
    })
    void w7UnusualPathsAreUnderstood(String path, String address) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:" + path).expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
        }
        assertThat(mx.delivery.mails().getFirst().envelope().sender())
                .map(Address::toString)
                .contains(address);
    }

    @Test
    void utf8AddressesNeedTheirParameter() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("MAIL FROM:<jürgen@far.example>").expect("553 5.6.7");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<jürgen@here.example>").expect("553 5.6.7");
            client.send("RSET").expect("250");
            client.send("MAIL FROM:<jürgen@far.example> SMTPUTF8").expect("250");
            client.send("RCPT TO:<用户@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
        }
        assertThat(mx.delivery.mails().getFirst().envelope().hop().protocol())
                .isEqualTo("UTF8SMTP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a(b)", "a;b", "jürgen.example", "<x>"})
    void aHeloThatIsNoNameIsRefused(String name) throws Exception {
        try (SmtpClient client = mx.client()) {
            client.expect("220");
            client.send("EHLO " + name).expect("501 5.5.4");
            client.send("HELO [IPv6:2001:db8::1]").expect("250");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_MANY_HOPS, 554 5.4.6",
        "TOO_LARGE, 552 5.3.4",
        "BAD_HEADER, 550 5.6.0",
        "LOOP, 554 5.4.6",
        "MAILS_SPENT, 452 4.7.1",
        "PARTIES_SPENT, 452 4.7.1",
        "FORWARDS_SPENT, 452 4.7.1",
        "ANSWERS_SPENT, 452 4.4.6",
        "STORE_UNAVAILABLE, 451 4.3.0",
        "SPOOL_FULL, 452 4.3.1"
    })
    void whatDeliveryRefusesIsToldAtTheEndOfData(Refusal refusal, String reply) throws Exception {
        mx.delivery.behaviour.set((_, _) -> new Outcome.Refused(refusal));
        try (SmtpClient client = mx.inData()) {
            client.raw("x\r\n.\r\n").expect(reply);
            client.send("MAIL FROM:<a@far.example>").expect("250");
        }
    }

    @Test
    void w6AFaultOfOursIsTransientAndTheConversationGoesOn() throws Exception {
        mx.delivery.behaviour.set((_, _) -> {
            throw new IllegalStateException("a fault of ours");
        });
        try (SmtpClient client = mx.inData()) {
            client.raw("x\r\n.\r\n").expect("451 4.3.0");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<faulty@here.example>").expect("451 4.3.0");
            client.send("RCPT TO:<alice@here.example>").expect("503 5.5.1");
            client.send("QUIT").expect("221");
        }
    }

    @Test
    void theOtherCommandsAnswer() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("NOOP whatever").expect("250 2.0.0");
            client.send("VRFY alice").expect("252 2.5.0");
            client.send("HELP").expect("214-2.0.0");
            client.send("RSET x").expect("501 5.5.4");
            client.send("EXPN list").expect("502 5.5.1");
            client.send("AUTH PLAIN AGEAYg==").expect("502 5.5.1");
        }
    }
}
