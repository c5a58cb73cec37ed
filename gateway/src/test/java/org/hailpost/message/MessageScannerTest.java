package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.scan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageScannerTest {
    private static final String SIMPLE =
            """
            Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0000
            Received: from c by d; Mon, 1 Jan 2026 00:00:00 +0000
            From: =?utf-8?q?J=C3=BCrgen?= <Juergen@Example.org>
            To: bob@example.org, "Carol, C." <carol@example.org>
            Cc: friends: dan@example.org, eve@example.org;
            Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_an_alle?=
            Date: Thu, 1 Jan 2026 23:30:00 -0500 (EST)
            Message-ID: <1@example.org>
            In-Reply-To: <0@example.org>
            References: <a@example.org>
             <0@example.org>

            Hello Bob.

            On Wed, Bob wrote 1:
            > Hi
            """;

    @Test
    void theHeaderIsDecoded() {
        HeaderFacts facts = scan(SIMPLE).headers();
        assertThat(facts.from()).containsExactly(new Mailbox("Jürgen", "Juergen@Example.org"));
        assertThat(facts.sender()).isNull();
        assertThat(facts.to())
                .containsExactly(
                        new Mailbox("", "bob@example.org"),
                        new Mailbox("Carol, C.", "carol@example.org"));
        assertThat(facts.cc())
                .extracting(Mailbox::address)
                .containsExactly("dan@example.org", "eve@example.org");
        assertThat(facts.subject()).isEqualTo("Grüße an alle");
        assertThat(facts.date()).isEqualTo(Instant.parse("2026-01-02T04:30:00Z"));
        assertThat(facts.localDate()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(facts.messageId()).isEqualTo("<1@example.org>");
        assertThat(facts.inReplyTo()).isEqualTo("<0@example.org>");
        assertThat(facts.references()).containsExactly("<a@example.org>", "<0@example.org>");
        assertThat(facts.receivedCount()).isEqualTo(2);
        assertThat(facts.fromHeaderCount()).isEqualTo(1);
        assertThat(facts.automatic().automatic()).isFalse();
    }

    @Test
    void theTextIsReadWithoutItsQuotes() {
        ScannedMessage message = scan(SIMPLE);
        assertThat(message.text().text()).isEqualTo("Hello Bob.\n\n");
        assertThat(message.text().quoted()).isEqualTo("On Wed, Bob wrote 1:\n> Hi\n");
        assertThat(message.searchText()).contains("Hello Bob.").contains("> Hi");
    }

    @Test
    void sizesAreThoseOfTheBytes() {
        ScannedMessage message = scan("A: b\n\nbody");
        assertThat(message.headerSize()).isEqualTo(8);
        assertThat(message.size()).isEqualTo(12);
    }

    @Test
    void twoFromFieldsAreCountedAndTheFirstIsTaken() {
        HeaderFacts facts = scan("From: a@x.org\nFrom: b@x.org\n\n").headers();
        assertThat(facts.fromHeaderCount()).isEqualTo(2);
        assertThat(facts.from()).extracting(Mailbox::address).containsExactly("a@x.org");
    }

    @Test
    void machinesAreRecognised() {
        assertThat(scan("Auto-Submitted: auto-replied\n\n").headers().automatic().automatic())
                .isTrue();
        assertThat(scan("Auto-Submitted: No\n\n").headers().automatic().automatic()).isFalse();
        assertThat(scan("Precedence: Bulk\n\n").headers().automatic().automatic()).isTrue();
        assertThat(scan("List-Id: <l.example.org>\n\n").headers().automatic().automatic()).isTrue();
        assertThat(scan("X-Auto-Response-Suppress: All\n\n").headers().automatic().automatic())
                .isFalse();
    }

    @Test
    void referencesAreBoundedAndKeepTheFirstAndTheNewest() {
        String ids =
                IntStream.range(0, 500)
                        .mapToObj(i -> "<" + i + "@x>")
                        .collect(Collectors.joining("\n "));
        assertThat(scan("References: " + ids + "\n\n").headers().references())
                .hasSize(100)
                .startsWith("<0@x>", "<401@x>")
                .endsWith("<499@x>");
    }

    @Test
    void anEmptyMessageIsAMessage() {
        ScannedMessage message = scan("");
        assertThat(Mails.latin1(message.envelope()))
                .isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        assertThat(Mails.latin1(message.body()))
                .isEqualTo("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0)");
        assertThat(message.text()).isEqualTo(ReadableText.EMPTY);
        assertThat(message.attachments()).isEmpty();
    }
}
