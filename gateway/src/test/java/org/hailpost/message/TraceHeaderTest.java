package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static String received(
            String helo, String peer, String id, String tls, String recipient) {
        Address address = recipient.isEmpty() ? null : Address.parse(recipient);
        TraceHeader.Hop hop =
                new TraceHeader.Hop(
                        helo,
                        InetAddress.ofLiteral(peer),
                        "mx.example.org",
                        "ESMTPS",
                        id,
                        tls,
                        address,
                        TIME);
        return new String(TraceHeader.received(hop), StandardCharsets.UTF_8);
    }

    @Test
    void theHopIsWrittenAsRfc5321Says() {
        assertThat(
                        received(
                                "client.example.com",
                                "192.0.2.1",
                                "A1",
                                "TLSv1.3 TLS_AES_256_GCM_SHA384",
                                "bob@example.org"))
                .isEqualTo(
                        """
                        Received: from client.example.com ([192.0.2.1])\r
                        \tby mx.example.org with ESMTPS id A1\r
                        \t(TLSv1.3 TLS_AES_256_GCM_SHA384)\r
                        \tfor <bob@example.org>;\r
                        \tFri, 2 Jan 2026 03:04:05 +0000\r
                        """);
    }

    @Test
    void severalRecipientsAreNotTold() {
        assertThat(received("a", "2001:db8::1", "A1", "", ""))
                .contains("[IPv6:2001:db8:0:0:0:0:0:1]")
                .doesNotContain("for <");
    }

    @Test
    void nothingAClientSaysEndsALineOrAComment() {
        String field =
                received(
                        "x\r\nSubject: fake\r\n\r\n(",
                        "192.0.2.1",
                        "a\0b)",
                        "x) (y\n",
                        "\"a>b;(c\"@example.org");
        assertThat(field.split("\r\n", -1)).hasSize(6);
        assertThat(field)
                .contains("from x??Subject:?fake?????")
                .doesNotContain("\0")
                .contains("id a?b?");
        assertThat(field.lines())
                .allMatch(line -> line.startsWith("Received:") || line.startsWith("\t"));
    }

    @Test
    void noLineGrowsBeyondTheLimit() {
        String field =
                received(
                        "h".repeat(10_000),
                        "192.0.2.1",
                        "i".repeat(10_000),
                        "t".repeat(10_000),
                        "bob@example.org");
        assertThat(field.lines()).allMatch(line -> line.length() < 998);
    }

    @Test
    void theNullSenderHasAnEmptyReturnPath() {
        assertThat(TraceHeader.returnPath(null)).asString().isEqualTo("Return-Path: <>\r\n");
        assertThat(TraceHeader.returnPath(Address.parse("a@b.org")))
                .asString()
                .isEqualTo("Return-Path: <a@b.org>\r\n");
    }
}
