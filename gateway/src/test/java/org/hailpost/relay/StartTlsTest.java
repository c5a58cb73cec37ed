package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Destination.Tls;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Parcel;
import org.junit.jupiter.api.Test;

/** TLS towards hosts of our own choice, and AUTH. */
class StartTlsTest {
    private final TestCertificates certificates;

    StartTlsTest() throws Exception {
        certificates = new TestCertificates();
    }

    private List<Handover> send(ScriptedMx mx, Tls tls) throws Exception {
        return send(mx, tls, Optional.empty(), parcel("ann@far.example"));
    }

    private List<Handover> send(ScriptedMx mx, Tls tls, Optional<Credentials> login, Parcel parcel)
            throws Exception {
        try (var carrier = TestRelay.carrier(Map.of(), certificates.trusting())) {
            var host = new Destination.Host(Protocol.SMTP, "127.0.0.1", mx.port(), tls, login);
            List<Handover> all = carrier.carry(host, parcel);
            assertThat(mx.faults).isEmpty();
            return all;
        }
    }

    private static String words(List<Handover> all) {
        return ((Handover.Deferred) all.getFirst()).failure().diagnostic();
    }

    private static ScriptedMx secured(TestCertificates.Server server, String... extensions)
            throws Exception {
        return new ScriptedMx(peer -> {
            peer.greet("STARTTLS", "PIPELINING");
            if (peer.line().equals("STARTTLS")) {
                peer.say("220 go on");
                peer.startTls(server.context());
                peer.hello(extensions);
            } else {
                peer.say("530 5.7.0 STARTTLS first");
            }
            peer.take();
        });
    }

    @Test
    void opportunisticTlsTakesAnyCertificate() throws Exception {
        try (var mx = secured(certificates.expired("other.example"))) {
            assertThat(brief(send(mx, Tls.OPPORTUNISTIC))).containsExactly("relayed");
            assertThat(mx.heard).containsSubsequence("STARTTLS", "EHLO mx.here.example", "DATA");
        }
    }

    @Test
    void brokenHandshakeIsFollowedByClearTextOnANewConnection() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("STARTTLS");
                    if (peer.number == 1) {
                        peer.expect("STARTTLS");
                        peer.say("220 go on");
                        peer.octets(1);
                        peer.say("that was no handshake");
                        peer.hang();
                    }
                    peer.take();
                })) {
            assertThat(brief(send(mx, Tls.OPPORTUNISTIC))).containsExactly("relayed");
            assertThat(mx.connections).hasValue(2);
        }
    }

    @Test
    void refusedStartTlsIsFollowedByClearTextOnTheSameConnection() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("STARTTLS");
                    peer.expect("STARTTLS");
                    peer.say("454 4.7.0 not now");
                    peer.take();
                })) {
            assertThat(brief(send(mx, Tls.OPPORTUNISTIC))).containsExactly("relayed");
            assertThat(mx.connections).hasValue(1);
        }
    }

    @Test
    void verifiedTlsTakesTheRightCertificateOnly() throws Exception {
        var stranger = new TestCertificates();
        try (var right = secured(certificates.server("127.0.0.1"));
                var wrongName = secured(certificates.server("127.0.0.2"));
                var expired = secured(certificates.expired("127.0.0.1"));
                var untrusted = secured(stranger.server("127.0.0.1"))) {
            assertThat(brief(send(right, Tls.VERIFIED))).containsExactly("relayed");
            for (ScriptedMx mx : List.of(wrongName, expired, untrusted)) {
                assertThat(brief(send(mx, Tls.VERIFIED))).containsExactly("deferred 4.7.5");
                assertThat(mx.heard("MAIL")).isEmpty();
                assertThat(mx.connections).hasValue(1);
            }
        }
    }

    @Test
    void verifiedTlsNeverFallsBackToClearText() throws Exception {
        try (var without =
                        new ScriptedMx(peer -> {
                            peer.greet("PIPELINING");
                            peer.hang();
                        });
                var refused =
                        new ScriptedMx(peer -> {
                            peer.greet("STARTTLS");
                            peer.expect("STARTTLS");
                            peer.say("454 4.7.0 not now");
                            peer.hang();
                        })) {
            assertThat(brief(send(without, Tls.VERIFIED))).containsExactly("deferred 4.7.10");
            assertThat(brief(send(refused, Tls.VERIFIED))).containsExactly("deferred 4.7.0");
        }
    }

    @Test
    void implicitTlsSpeaksItFromTheFirstOctet() throws Exception {
        var server = certificates.server("127.0.0.1");
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.startTls(server.context());
                    peer.greet("STARTTLS", "PIPELINING");
                    peer.take();
                })) {
            assertThat(brief(send(mx, Tls.IMPLICIT))).containsExactly("relayed");
            assertThat(mx.heard("STARTTLS")).isEmpty();
        }
    }

    /** CVE-2011-0411 turned round: what comes with the 220 was not sent by who is behind TLS. */
    @Test
    void whatIsSentBeforeTheHandshakeIsForgotten() throws Exception {
        var server = certificates.server("127.0.0.1");
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("STARTTLS");
                    peer.expect("STARTTLS");
                    peer.raw(
                            "220 go on\r\n250-forged\r\n250 SIZE 1\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    peer.startTls(server.context());
                    peer.hello("PIPELINING");
                    peer.take();
                })) {
            // Either it went unseen with the reply, or it broke the handshake; it is never a reply.
            List<Handover> all = send(mx, Tls.VERIFIED);
            assertThat(brief(all)).isSubsetOf("relayed", "deferred 4.7.5");
            assertThat(mx.heard("MAIL")).allMatch(line -> !line.contains("SIZE"));
        }
    }

    @Test
    void requiredTlsNeedsCertaintyAndAHostThatPassesItOn() throws Exception {
        var envelope =
                new OutgoingEnvelope(
                        TestRelay.envelope().sender(), false, false, true, Returned.UNSAID, "");
        Parcel required = parcel(envelope, TestRelay.MAIL, "ann@far.example");
        var server = certificates.server("127.0.0.1");
        try (var clear =
                        new ScriptedMx(peer -> {
                            peer.greet("REQUIRETLS");
                            peer.hang();
                        });
                var unknown = secured(server, "PIPELINING");
                var good = secured(server, "REQUIRETLS")) {
            assertThat(brief(send(clear, Tls.NONE, Optional.empty(), required)))
                    .containsExactly("deferred 4.7.10");
            assertThat(brief(send(unknown, Tls.OPPORTUNISTIC, Optional.empty(), required)))
                    .containsExactly("refused 5.7.30");
            assertThat(brief(send(good, Tls.OPPORTUNISTIC, Optional.empty(), required)))
                    .containsExactly("relayed");
            assertThat(good.heard("MAIL"))
                    .containsExactly("MAIL FROM:<bob@here.example> REQUIRETLS");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void smartHostIsLoggedInToByPlainOrElseByLogin() throws Exception {
        var login = Optional.of(new Credentials("bob", "s3cret"));
        try (var plain =
                        new ScriptedMx(peer -> {
                            peer.greet("AUTH LOGIN PLAIN");
                            peer.expect("AUTH PLAIN " + base64("\0bob\0s3cret"));
                            peer.say("235 2.7.0 welcome");
                            peer.take();
                        });
                var old =
                        new ScriptedMx(peer -> {
                            peer.greet("AUTH=LOGIN");
                            peer.expect("AUTH LOGIN");
                            peer.say("334 " + base64("Username:"));
                            peer.expect(base64("bob"));
                            peer.say("334 " + base64("Password:"));
                            peer.expect(base64("s3cret"));
                            peer.say("235 2.7.0 welcome");
                            peer.take();
                        })) {
            Parcel parcel = parcel("ann@far.example");
            assertThat(brief(send(plain, Tls.NONE, login, parcel))).containsExactly("relayed");
            assertThat(brief(send(old, Tls.NONE, login, parcel))).containsExactly("relayed");
        }
    }

    @Test
    void refusedLoginMakesMailsWaitAndTellsNoSecret() throws Exception {
        var login = Optional.of(new Credentials("bob", "s3cret"));
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("AUTH PLAIN");
                    peer.expect("AUTH PLAIN");
                    peer.say("535 5.7.8 wrong");
                    peer.hang();
                })) {
            List<Handover> all = send(mx, Tls.NONE, login, parcel("ann@far.example"));
            assertThat(brief(all)).containsExactly("deferred 4.7.8");
            assertThat(words(all)).isEqualTo("535 5.7.8 wrong");
        }
    }
}
