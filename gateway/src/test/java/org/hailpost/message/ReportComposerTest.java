package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.hailpost.message.ReportDraft.Action;
import org.hailpost.message.ReportDraft.Recipient;
import org.hailpost.message.ReportDraft.Returned;
import org.junit.jupiter.api.Test;

/** What a report looks like to whoever parses it. */
class ReportComposerTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final byte[] MAIL =
            "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nSubject: Hi\r\n\r\nbody\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ReportComposer composer =
            new ReportComposer(Clock.fixed(NOON, ZoneOffset.UTC), new SecureRandom());

    @Test
    void aFailureHasWordsStatusAndTheHeader() throws Exception {
        MimeMessage report = compose(failed("550 5.1.1 no such user"), new Returned(MAIL, false));
        assertThat(report.getContentType()).startsWith("multipart/report");
        assertThat(report.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(report.getHeader("In-Reply-To")).containsExactly("<1@b.example>");
        assertThat(part(report, 0))
                .contains("could not be delivered")
                .contains("bob@c.example")
                .contains("The host mx.c.example said: 550 5.1.1 no such user");
        assertThat(part(report, 1))
                .isEqualTo(
                        """
                        Original-Envelope-Id: QQ314
                        Reporting-MTA: dns; mail.example.org
                        Arrival-Date: Fri, 1 May 2026 12:00:00 +0000

                        Original-Recipient: rfc822; bobby@c.example
                        Final-Recipient: rfc822; bob@c.example
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.c.example
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        """
                                .replace("\n", "\r\n"));
        assertThat(type(report, 2)).isEqualTo("text/rfc822-headers");
        assertThat(part(report, 2))
                .isEqualTo("From: a@b.example\r\nMessage-ID: <1@b.example>\r\nSubject: Hi\r\n");
    }

    @Test
    void theWholeMailComesBackOctetForOctet() throws Exception {
        MimeMessage report = compose(failed("550 no"), new Returned(MAIL, true));
        assertThat(type(report, 2)).isEqualTo("message/rfc822");
        assertThat(part(report, 2)).isEqualTo(new String(MAIL, StandardCharsets.US_ASCII));
    }

    @Test
    void aDelaySaysHowLongItWillBeTried() throws Exception {
        Recipient late =
                new Recipient(
                        Address.parse("bob@c.example"),
                        "",
                        Action.DELAYED,
                        "4.4.1",
                        "",
                        "connection refused",
                        Optional.of(NOON.plusSeconds(86_400)));
        MimeMessage report = compose(late, new Returned(MAIL, false));
        assertThat(report.getSubject()).isEqualTo("Your mail is delayed");
        assertThat(part(report, 1))
                .contains("Action: delayed\r\n")
                .contains("Diagnostic-Code: x-hailpost; connection refused\r\n")
                .contains("Will-Retry-Until: Sat, 2 May 2026 12:00:00 +0000\r\n");
    }

    @Test
    void anAddressInUtf8IsReportedWithTheTypesOfRfc6533() throws Exception {
        Recipient utf8 =
                new Recipient(
                        Address.parse("jürgen@c.example"),
                        "",
                        Action.FAILED,
                        "5.6.7",
                        "",
                        "",
                        Optional.empty());
        MimeMessage report = compose(utf8, new Returned(MAIL, false));
        assertThat(type(report, 1)).isEqualTo("message/global-delivery-status");
        assertThat(part(report, 1)).contains("Final-Recipient: utf-8; jürgen@c.example\r\n");
    }

    @Test
    void whatAHostSaysCannotBecomeAField() throws Exception {
        MimeMessage report =
                compose(
                        failed("550 no\r\nFinal-Recipient: rfc822; eve@evil.example\r\n\r\n--x"),
                        new Returned(MAIL, false));
        assertThat(part(report, 1).lines().filter(line -> line.startsWith("Final-Recipient")))
                .containsExactly("Final-Recipient: rfc822; bob@c.example");
        assertThat(((MimeMultipart) report.getContent()).getCount()).isEqualTo(3);
    }

    @Test
    void aHeaderThatWasCutEndsWithAWholeLine() throws Exception {
        byte[] cut = "From: a@b.example\r\nSubject: somewhe".getBytes(StandardCharsets.US_ASCII);
        MimeMessage report = compose(failed("550 no"), new Returned(cut, false));
        assertThat(part(report, 2)).isEqualTo("From: a@b.example\r\n");
        MimeMessage none = compose(failed("550 no"), new Returned(new byte[] {'x'}, false));
        assertThat(part(none, 2)).isEmpty();
    }

    @Test
    void noLineIsLongerThanAMailMayHave() {
        byte[] bytes =
                composer.compose(
                        report(
                                failed("x".repeat(5000) + " " + "y".repeat(5000)),
                                new Returned(MAIL, false)));
        assertThat(new String(bytes, StandardCharsets.US_ASCII).split("\r\n"))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
    }

    private static Recipient failed(String diagnostic) {
        return new Recipient(
                Address.parse("bob@c.example"),
                "rfc822;bobby@c.example",
                Action.FAILED,
                "5.1.1",
                "mx.c.example",
                diagnostic,
                Optional.empty());
    }

    private static ReportDraft report(Recipient recipient, Returned returned) {
        return new ReportDraft(
                "mail.example.org",
                Address.parse("ann@example.org"),
                "QQ314",
                NOON,
                List.of(recipient),
                returned,
                false);
    }

    private MimeMessage compose(Recipient recipient, Returned returned) throws Exception {
        byte[] bytes = composer.compose(report(recipient, returned));
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }

    private static String part(MimeMessage report, int index) throws Exception {
        MimeBodyPart part = (MimeBodyPart) ((MimeMultipart) report.getContent()).getBodyPart(index);
        return new String(part.getRawInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String type(MimeMessage report, int index) throws Exception {
        return ((MimeMultipart) report.getContent()).getBodyPart(index).getContentType();
    }
}
