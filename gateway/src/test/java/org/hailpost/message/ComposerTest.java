package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerTest {
    private static final Party ALICE = new Party(Address.parse("alice@example.org"), "Alice Ä.");
    private static final Party BOB = Party.of(Address.parse("bob@example.net"));
    private final Composer composer =
            new Composer(
                    Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.ofHours(1)),
                    new SecureRandom());

    private ComposedMessage compose(String subject, String text, Draft.Field... extra) {
        return composer.compose(
                new Draft(
                        ALICE,
                        List.of(BOB),
                        List.of(),
                        subject,
                        text,
                        "<1@x>",
                        List.of("<0@x>", "<1@x>"),
                        List.of(extra)),
                "example.org");
    }

    private static String text(ComposedMessage message) {
        return Mails.scan(message.bytes()).text().whole().stripTrailing();
    }

    @Test
    void whatIsComposedIsReadBack() {
        ComposedMessage composed = compose("Grüße", "Hällo Bob\n\n> quoted\nFrom here\n --\n.");
        ScannedMessage message = Mails.scan(composed.bytes());
        HeaderFacts facts = message.headers();
        assertThat(facts.from()).containsExactly(new Mailbox("Alice Ä.", "alice@example.org"));
        assertThat(facts.to()).containsExactly(new Mailbox("", "bob@example.net"));
        assertThat(facts.cc()).isEmpty();
        assertThat(facts.subject()).isEqualTo("Grüße");
        assertThat(facts.date()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(facts.messageId()).isEqualTo(composed.messageId()).endsWith("@example.org>");
        assertThat(facts.inReplyTo()).isEqualTo("<1@x>");
        assertThat(facts.references()).containsExactly("<0@x>", "<1@x>");
        assertThat(message.searchText()).contains("Hällo Bob\n\n").contains("\nFrom here\n --\n.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "ä ö ü in a line",
                "日本語のメールです。日本語のメールです。",
                "tab\tand  two spaces",
                "a\n\n\nb",
                "-- \nsignature",
                "😀 and text",
            })
    void textComesBackAsItWas(String text) {
        assertThat(text(compose("s", text))).isEqualTo(text);
    }

    @Test
    void longParagraphsFlowAndComeBackWhole() {
        String paragraph = "word ".repeat(500).strip() + " ä";
        ComposedMessage message = compose("s", paragraph + "\n" + paragraph);
        assertThat(text(message)).isEqualTo(paragraph + "\n" + paragraph);
        assertThat(text(compose("s", "x".repeat(5000)))).isEqualTo("x".repeat(5000));
    }

    @Test
    void everyLineEndsWithCrLfAndIsShort() {
        for (String text :
                List.of(
                        "x".repeat(5000),
                        "ä".repeat(5000),
                        "日".repeat(5000),
                        "a\rb\r\nc\nd",
                        "word ".repeat(900))) {
            String wire = Mails.latin1(compose("日".repeat(300), text).bytes());
            assertThat(wire.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
            assertThat(wire.split("\r\n"))
                    .allMatch(line -> line.length() <= 998 && line.chars().allMatch(c -> c < 128));
        }
    }

    @Test
    void aSubjectCannotAddAHeader() {
        ScannedMessage message =
                Mails.scan(compose("a\r\nBcc: eve@example.org\r\n\r\nbody\0", "t").bytes());
        assertThat(message.headers().bcc()).isEmpty();
        assertThat(message.headers().subject()).isEqualTo("a Bcc: eve@example.org body");
    }

    @Test
    void aNameCannotAddAHeader() {
        Party evil = new Party(BOB.address(), "x\r\nBcc: eve@example.org\r\n");
        Draft draft =
                new Draft(
                        evil,
                        List.of(BOB),
                        List.of(),
                        "s",
                        "t",
                        "<a b>\r\nX: y",
                        List.of("<\r\n>", "<ä@x>"),
                        List.of());
        ScannedMessage message = Mails.scan(composer.compose(draft, "example.org").bytes());
        assertThat(message.headers().bcc()).isEmpty();
        assertThat(message.headers().inReplyTo()).isNull();
        assertThat(message.headers().references()).isEmpty();
    }

    @Test
    void extraFieldsAreWrittenAndInjectionIsRefused() {
        assertThat(
                        Mails.latin1(
                                compose("s", "t", new Draft.Field("Auto-Submitted", "auto-replied"))
                                        .bytes()))
                .contains("\r\nAuto-Submitted: auto-replied\r\n");
        assertThatThrownBy(() -> new Draft.Field("X", "a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Draft.Field("X", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Draft.Field("X: y\r\nZ", "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> compose("s", "t", new Draft.Field("X", "a".repeat(2000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyReferencesKeepTheFirstAndTheNewest() {
        List<String> ids = IntStream.range(0, 300).mapToObj(i -> "<" + i + "@x>").toList();
        Draft draft = new Draft(ALICE, List.of(BOB), List.of(), "s", "t", null, ids, List.of());
        assertThat(
                        Mails.scan(composer.compose(draft, "example.org").bytes())
                                .headers()
                                .references())
                .hasSize(100)
                .startsWith("<0@x>", "<201@x>")
                .endsWith("<299@x>");
    }

    @Test
    void theSameTextIsThereAsHtml() {
        String wire =
                Mails.latin1(
                        compose(
                                        "s",
                                        "Look <b>here</b>: https://x.example/?a=1&b=\"2, ok\n> said\n>> before\n\n  two")
                                .bytes());
        assertThat(wire)
                .contains("Content-Type: multipart/alternative;")
                .contains("Content-Type: text/plain; charset=utf-8; format=flowed")
                .containsSubsequence(
                        "Content-Type: text/html; charset=utf-8",
                        "Look &lt;b&gt;here&lt;/b&gt;: <a href=\"https://x.example/?a=1&amp;b=\">https://x.example/?a=1&amp;b=</a>&quot;2, ok<br>",
                        "<blockquote",
                        "said<br>",
                        "<blockquote",
                        "before<br>",
                        "</blockquote>",
                        "&nbsp;&nbsp;two<br>");
        assertThat(wire.substring(wire.indexOf("text/html"))).doesNotContain("<b>");
    }

    @Test
    void filesGoWithIt() {
        byte[] bytes = new byte[99_999];
        new Random(1).nextBytes(bytes);
        Draft draft =
                new Draft(
                        ALICE,
                        List.of(BOB),
                        List.of(),
                        "s",
                        "see here",
                        null,
                        List.of(),
                        List.of(),
                        List.of(
                                new Draft.Attachment(
                                        "Maße 日本.pdf", "application/pdf", Content.of(bytes)),
                                new Draft.Attachment(
                                        "../a\r\nBcc: eve@x\".txt",
                                        "text/x\r\nX: y",
                                        Content.of(bytes)),
                                new Draft.Attachment("", "message/rfc822", Content.of(bytes))));
        ScannedMessage message = Mails.scan(composer.compose(draft, "example.org").bytes());
        assertThat(message.text().text()).isEqualTo("see here\n");
        assertThat(message.headers().bcc()).isEmpty();
        assertThat(message.attachments())
                .containsExactly(
                        new Attachment("2", "Maße 日本.pdf", "application/pdf", 99_999),
                        new Attachment(
                                "3", "a Bcc_ eve@x_.txt", "application/octet-stream", 99_999),
                        new Attachment("4", "file", "application/octet-stream", 99_999));
    }

    @Test
    void messageIdsDifferAndTheirDomainIsAscii() {
        assertThat(composer.newMessageId("bücher.example")).endsWith("@xn--bcher-kva.example>");
        assertThat(composer.newMessageId("example.org"))
                .isNotEqualTo(composer.newMessageId("example.org"));
    }

    @Test
    void internationalAddressesAreWrittenInUtf8() {
        Party pele = Party.of(Address.parse("pelé@example.org"));
        Draft draft =
                new Draft(ALICE, List.of(pele), List.of(), "s", "t", null, List.of(), List.of());
        assertThat(Mails.scan(composer.compose(draft, "example.org").bytes()).headers().to())
                .extracting(Mailbox::address)
                .containsExactly("pelé@example.org");
    }
}
