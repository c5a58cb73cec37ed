package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.scan;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.hailpost.message.DeliveryReport.Action;
import org.hailpost.message.DeliveryReport.Recipient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What machines report, as they write it (RFC 3464, RFC 6533, RFC 8098). */
class DeliveryReportTest {
    private static final String POSTFIX =
            """
            From: MAILER-DAEMON@mx.example (Mail Delivery System)
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Description: Notification
            Content-Type: text/plain; charset=us-ascii

            I'm sorry to have to inform you that your message could not be delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example
            Original-Envelope-Id: QQ314159
            X-Postfix-Sender: rfc822; bob@example.org

            Final-Recipient: rfc822; amy@x.example
            Original-Recipient: rfc822;Amy@X.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; x.example
            Diagnostic-Code: smtp; 550 5.1.1 <amy@x.example>: Recipient address
                rejected: User unknown

            Final-Recipient: rfc822; cal@y.example
            Action: delayed (will be tried again)
            Status: 4.4.1 (no answer)

            --b
            Content-Description: Undelivered Message
            Content-Type: message/rfc822

            Message-ID: <1@us>
            From: bob@example.org
            To: amy@x.example

            Hello
            --b--
            """;

    private static DeliveryReport report(String mail) {
        return Objects.requireNonNull(scan(mail).report());
    }

    @Test
    void eachRecipientHasItsOwnOutcome() {
        assertThat(scan(POSTFIX).report())
                .isEqualTo(
                        new DeliveryReport(
                                "<1@us>",
                                "QQ314159",
                                List.of(
                                        new Recipient(
                                                Address.parse("Amy@X.example"),
                                                Address.parse("amy@x.example"),
                                                Action.FAILED,
                                                "5.1.1",
                                                "550 5.1.1 <amy@x.example>: Recipient address rejected: User unknown"),
                                        new Recipient(
                                                null,
                                                Address.parse("cal@y.example"),
                                                Action.DELAYED,
                                                "4.4.1",
                                                ""))));
        assertThat(scan(POSTFIX).headers().automatic().machine()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/rfc822-headers",
                "message/rfc822-headers",
                "message/global-headers",
                "message/global"
            })
    void theMessageIdIsFoundInReturnedHeaders(String type) {
        assertThat(report(POSTFIX.replace("message/rfc822", type)).messageId()).isEqualTo("<1@us>");
    }

    @Test
    void internationalAddressesAreRead() {
        String report =
                """
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/global-delivery-status
                Content-Transfer-Encoding: quoted-printable

                Reporting-MTA: dns; mx.example

                Final-Recipient: utf-8; j=C3=B6rg@x.example
                Original-Recipient: utf-8;J\\x{F6}rg@x.example
                Action: failed
                Status: 5.6.7
                --b--
                """;
        assertThat(report(report).recipients())
                .containsExactly(
                        new Recipient(
                                Address.parse("Jörg@x.example"),
                                Address.parse("jörg@x.example"),
                                Action.FAILED,
                                "5.6.7",
                                ""));
    }

    @Test
    void aDispositionNotificationSaysThatItWasSeen() {
        String mdn =
                """
                Content-Type: multipart/report; report-type=disposition-notification; boundary=b

                --b

                Your message was displayed.
                --b
                Content-Type: message/disposition-notification

                Reporting-UA: x.example; Mail
                Final-Recipient: rfc822;<amy@x.example>
                Original-Message-ID: <1@us>
                Disposition: manual-action/MDN-sent-manually; displayed
                --b--
                """;
        assertThat(scan(mdn).report())
                .isEqualTo(
                        new DeliveryReport(
                                "<1@us>",
                                null,
                                List.of(
                                        new Recipient(
                                                null,
                                                Address.parse("amy@x.example"),
                                                Action.DISPLAYED,
                                                "",
                                                ""))));
        assertThat(scan(mdn.replace("displayed", "deleted")).report()).isNull();
        assertThat(scan(mdn.replace("; displayed", "; displayed/error")).report()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Action: failed|Action: lost",
                "multipart/report|multipart/mixed",
                "message/delivery-status|text/plain",
                "boundary=\"b\"|boundary=\"c\"",
            })
    void whatIsNoReportIsNone(String change) {
        String[] words = change.split("\\|", 2);
        String mail = POSTFIX.replace(words[0], words[1]);
        if (change.startsWith("Action")) {
            mail = mail.replace("Action: delayed", "Action: none");
        }
        assertThat(scan(mail).report()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1 | 5.1.1",
                "5.1.1 (unknown) | 5.1.1",
                "9.1.1 | ''",
                "5.1 | ''",
                "5.1111.1 | ''",
                "x | ''",
                "5.-1.1 | ''"
            })
    void onlyAStatusIsAStatus(String given, String expected) {
        String mail = POSTFIX.replace("Status: 5.1.1", "Status: " + given);
        assertThat(report(mail).recipients().getFirst().status()).isEqualTo(expected);
    }

    @Test
    void theReasonSaysItOnce() {
        assertThat(new Recipient(null, null, Action.FAILED, "5.1.1", "550 5.1.1 no").reason())
                .isEqualTo("550 5.1.1 no");
        assertThat(new Recipient(null, null, Action.FAILED, "5.1.1", "no").reason())
                .isEqualTo("5.1.1 no");
        assertThat(new Recipient(null, null, Action.FAILED, "5.1.1", "").reason())
                .isEqualTo("5.1.1");
    }

    @Test
    void manyRecipientsAndLongLinesAreBounded() {
        String group =
                "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; "
                        + "x".repeat(900)
                        + "\n\n";
        String mail =
                POSTFIX.replace(
                        "Final-Recipient: rfc822; amy@x.example",
                        group.repeat(1000) + "Final-Recipient: rfc822; amy@x.example");
        DeliveryReport report = report(mail);
        assertThat(report.recipients()).hasSizeLessThanOrEqualTo(100);
        assertThat(report.recipients())
                .allMatch(recipient -> recipient.diagnostic().length() <= 400);
        assertThat(report.messageId()).isEqualTo("<1@us>");
    }

    @Test
    void noBytesMakeItFail() {
        byte[] mail = Mails.bytes(POSTFIX);
        Random random = new Random(3464);
        for (int i = 0; i < 2000; i++) {
            byte[] broken = Arrays.copyOf(mail, 1 + random.nextInt(mail.length));
            for (int j = random.nextInt(8); j > 0; j--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            DeliveryReport report = scan(broken).report();
            assertThat(report == null || !report.recipients().isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Auto-Submitted: auto-replied | true | true",
                "Auto-Submitted: auto-generated; owner-email=\"a@x\" | true | true",
                "Auto-Submitted: no | false | false",
                "Auto-Submitted: No (a person) | false | false",
                "Auto-Submitted: nobody-knows | true | true",
                "Precedence: bulk | true | false",
                "Precedence: LIST | true | false",
                "Precedence: junk | true | true",
                "Precedence: auto_reply | true | true",
                "Precedence: first-class | false | false",
                "List-Id: <l.example> | true | false",
                "List-Help: <mailto:h@l.example> | true | false",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click | true | false",
                "Return-Path: <> | true | true",
                "Return-Path: <a@x.example> | false | false",
                "X-Autoreply: yes | true | true",
                "X-Autoreply: no | false | false",
                "X-Failed-Recipients: a@x.example | true | true",
                "X-Auto-Response-Suppress: All | false | false",
                "Content-Type: multipart/report; boundary=b | true | true",
                "Subject: Out of office | false | false",
            })
    void machinesAreToldFromPeople(String field, boolean automatic, boolean machine) {
        AutomaticFacts facts = scan(field + "\n\n").headers().automatic();
        assertThat(facts.automatic()).isEqualTo(automatic);
        assertThat(facts.machine()).isEqualTo(machine);
    }

    @Test
    void aGatewayKnowsItsOwnHop() {
        AutomaticFacts facts =
                scan("X-Hailpost-Hop: mx1.example, MX2.example\n\n").headers().automatic();
        assertThat(facts.passed("mx2.example")).isTrue();
        assertThat(facts.passed("mx.example")).isFalse();
        assertThat(scan("\n").headers().automatic().passed("mx.example")).isFalse();
    }
}
