package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Destination.Tls;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Parcel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hosts that do what they must not: each ends in a result, in bounded time and memory. */
class HostileMxTest {
    /** Short enough for a test to sit through, with room for a machine that is busy. */
    private static final Map<String, Object> SHORT =
            Map.of(
                    "greetingTimeout", Duration.ofSeconds(1),
                    "commandTimeout", Duration.ofSeconds(1),
                    "dataTimeout", Duration.ofSeconds(1),
                    "blockTimeout", Duration.ofSeconds(1),
                    "finalTimeout", Duration.ofSeconds(1),
                    "handshakeTimeout", Duration.ofSeconds(1));

    private static Deferred deferred(ScriptedMx.Script script) throws Exception {
        return deferred(script, parcel("ann@far.example"));
    }

    private static Deferred deferred(ScriptedMx.Script script, Parcel parcel) throws Exception {
        try (var mx = new ScriptedMx(script);
                var carrier = TestRelay.carrier(SHORT)) {
            long begin = System.nanoTime();
            List<Handover> all = carrier.carry(TestRelay.smtp(mx), parcel);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(mx.faults).isEmpty();
            assertThat(mx.connections).hasValue(1);
            assertThat(all).hasSize(1).first().isInstanceOf(Deferred.class);
            Deferred result = (Deferred) all.getFirst();
            String words = result.failure().diagnostic();
            assertThat(words).hasSizeLessThan(600).matches("[ -~]*");
            return result;
        }
    }

    /** Up to a stage of the conversation, on the good way. */
    private static void upTo(ScriptedMx.Peer peer, String stage) throws IOException {
        if (stage.equals("greeting")) {
            return;
        }
        peer.say("220 mx.far.example");
        peer.expect("EHLO");
        if (stage.equals("EHLO")) {
            return;
        }
        peer.say("250 mx.far.example");
        for (String verb : List.of("MAIL", "RCPT", "DATA")) {
            peer.expect(verb);
            if (verb.equals(stage)) {
                return;
            }
            peer.say(verb.equals("DATA") ? "354 go on" : "250 ok");
        }
        peer.content();
    }

    static Stream<String> stages() {
        return Stream.of("greeting", "EHLO", "MAIL", "RCPT", "DATA", "content");
    }

    private static boolean unreachable(String stage) {
        return stage.equals("greeting") || stage.equals("EHLO");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void silenceIsNotWaitedForLongerThanItsDeadline(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.hang();
                });
        assertThat(result.failure().status()).isEqualTo("4.4.2");
        assertThat(result.failure().diagnostic()).contains("did not answer in time (1s)");
        assertThat(result.unreachable()).isEqualTo(unreachable(stage));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void dripFeedingEndsAtTheDeadlineOfThePhase(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.drip("250-" + "x".repeat(1000));
                });
        assertThat(result.failure().status()).isIn("4.4.2", "4.5.0");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void droppedConnectionIsOnlyAsBadAsItsStage(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.reset();
                });
        // The first may not even have been connected.
        assertThat(result.failure().status()).isIn("4.4.1", "4.4.2");
        assertThat(result.unreachable()).isEqualTo(unreachable(stage));
        // Whoever reads the report of a doubled mail finds why.
        assertThat(result.failure().diagnostic().contains("(after DATA)"))
                .isEqualTo(stage.equals("content"));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void halfRepliesAreNone(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.raw("250-half\r\n25".getBytes(StandardCharsets.US_ASCII));
                });
        assertThat(result.failure().status()).isEqualTo("4.4.2");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void goodbyeAnywhereDefers(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.say("421 4.3.2 going down");
                    peer.hang();
                });
        assertThat(result.failure().status()).isEqualTo("4.3.2");
        assertThat(result.failure().diagnostic()).startsWith("421 4.3.2 going down");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void transientRefusalAnywhereDefers(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.say("451 4.7.1 not now");
                    peer.hang();
                });
        assertThat(result.failure().status()).isEqualTo("4.7.1");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void codesThatMakeNoSenseThereDefer(String stage) throws Exception {
        for (String nonsense : List.of("110 what", "999 what", "hello", "2x0 ok", "334 VXNlcg==")) {
            Deferred result =
                    deferred(peer -> {
                        upTo(peer, stage);
                        if (stage.equals("DATA") && nonsense.startsWith("334")) {
                            peer.say("250 no 354 at all");
                        } else {
                            peer.say(nonsense);
                        }
                        peer.hang();
                    });
            assertThat(result.failure().status()).as(nonsense).startsWith("4.");
        }
    }

    @ParameterizedTest
    @MethodSource("stages")
    void endlessLinesOfReplyAreCutShort(String stage) throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    byte[] lines =
                            "250-and more\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        peer.raw(lines);
                    }
                });
        assertThat(result.failure().diagnostic()).contains("more than 100 lines of reply");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void tenMegabytesInOneLineAreCutShort(String stage) throws Exception {
        byte[] banner = new byte[10 << 20];
        Arrays.fill(banner, (byte) 'x');
        System.arraycopy("220 ".getBytes(StandardCharsets.US_ASCII), 0, banner, 0, 4);
        Deferred result =
                deferred(peer -> {
                    upTo(peer, stage);
                    peer.raw(banner);
                    peer.hang();
                });
        assertThat(result.failure().diagnostic()).contains("line of reply longer than 2048");
    }

    @Test
    void repliesNobodyAskedForEndTheConversation() throws Exception {
        Deferred result =
                deferred(peer -> {
                    peer.say("220 mx", "250 ok", "250 ok", "250 ok", "354 go on", "250 taken");
                    peer.hang();
                });
        assertThat(result.failure().status()).isEqualTo("4.5.0");
    }

    /** They come too late to be seen at once, and shift all that follow. */
    @Test
    void shiftedRepliesNeverMakeAMailCountAsTaken() throws Exception {
        Deferred result =
                deferred(peer -> {
                    peer.greet("PIPELINING");
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.expect("DATA");
                    peer.say("250 extra", "250 sender", "250 recipient", "354 go on");
                    peer.hang();
                });
        assertThat(result.failure().status()).isEqualTo("4.5.0");
    }

    @Test
    void greetingsThatRefuseForGoodDeferAllTheSame() throws Exception {
        Deferred result =
                deferred(peer -> {
                    peer.say("554 5.7.1 your address is on a list");
                    peer.hang();
                });
        assertThat(result.unreachable()).isTrue();
        assertThat(result.failure().status()).isEqualTo("4.7.1");
    }

    @Test
    void hostThatDoesNotReadTheContentIsNotWaitedForLongerThanItsDeadline() throws Exception {
        String large = "0123456789abcdef\r\n".repeat(1 << 20);
        Deferred result =
                deferred(
                        peer -> {
                            upTo(peer, "DATA");
                            peer.say("354 go on");
                            peer.deaf();
                        },
                        parcel(TestRelay.envelope(), large, "ann@far.example"));
        assertThat(result.failure().diagnostic()).contains("did not take what was sent in time");
    }

    @Test
    void refusalInTheMiddleOfTheContentIsHeard() throws Exception {
        String large = "0123456789abcdef\r\n".repeat(1 << 20);
        try (var mx =
                        new ScriptedMx(peer -> {
                            upTo(peer, "DATA");
                            peer.say("354 go on");
                            peer.octets(100_000);
                            peer.say("552 5.3.4 enough");
                            peer.hang();
                        });
                var carrier = TestRelay.carrier(SHORT)) {
            assertThat(
                            brief(
                                    carrier.carry(
                                            TestRelay.smtp(mx),
                                            parcel(
                                                    TestRelay.envelope(),
                                                    large,
                                                    "ann@far.example"))))
                    .containsExactly("refused 5.3.4");
        }
    }

    @Test
    void controlCharactersOfAReplyReachNobody() throws Exception {
        Deferred result =
                deferred(peer -> {
                    upTo(peer, "MAIL");
                    peer.raw(
                            "450 4.2.0 \u001b[2J\u0007\u0000\rX-Injected: yes \u202e\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
                    peer.hang();
                });
        assertThat(result.failure().diagnostic()).isEqualTo("450 4.2.0 ?[2J???X-Injected: yes ???");
    }

    @Test
    void lmtpRepliesThatCameBeforeTheDropCount() throws Exception {
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.greet("PIPELINING");
                            peer.expect("MAIL");
                            peer.expect("RCPT");
                            peer.expect("RCPT");
                            peer.expect("DATA");
                            peer.say("250 ok", "250 ok", "250 ok", "354 go on");
                            peer.content();
                            peer.say("250 2.0.0 taken");
                            peer.reset();
                        });
                var carrier = TestRelay.carrier(SHORT)) {
            assertThat(
                            brief(
                                    carrier.carry(
                                            TestRelay.lmtp(mx),
                                            parcel("ann@far.example", "eve@far.example"))))
                    .containsExactly("relayed", "deferred 4.4.2");
            assertThat(mx.connections).hasValue(1);
        }
    }

    @Test
    void silentTlsHandshakeEndsAtItsDeadlineAndGoesOnInClear() throws Exception {
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.greet("STARTTLS");
                            if (peer.number == 1) {
                                peer.expect("STARTTLS");
                                peer.say("220 go on");
                                peer.hang();
                            }
                            peer.take();
                        });
                var carrier = TestRelay.carrier(SHORT)) {
            var host = TestRelay.host(mx.port(), Protocol.SMTP, Tls.OPPORTUNISTIC);
            assertThat(brief(carrier.carry(host, parcel("ann@far.example"))))
                    .containsExactly("relayed");
            assertThat(mx.connections).hasValue(2);
        }
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        int port;
        try (var mx = new ScriptedMx(_ -> {})) {
            port = mx.port();
        }
        try (var carrier = TestRelay.carrier(SHORT)) {
            var host = TestRelay.host(port, Protocol.SMTP, Tls.NONE);
            Deferred result = (Deferred) carrier.carry(host, parcel("ann@far.example")).getFirst();
            assertThat(result.unreachable()).isTrue();
            assertThat(result.failure().status()).isEqualTo("4.4.1");
        }
    }
}
