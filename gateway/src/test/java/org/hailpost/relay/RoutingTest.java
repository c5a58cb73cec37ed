package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.Handover;
import org.junit.jupiter.api.Test;

/** From a domain to the host that takes its mail, with a resolver on loopback. */
class RoutingTest {
    private final Map<String, Object> changes = new HashMap<>();

    private List<Handover> send(TestDns dns, int port, String domain) throws Exception {
        changes.put("resolvers", List.of(dns.address()));
        changes.putIfAbsent("allowPrivate", List.of("127.0.0.0/8", "::1"));
        changes.put("port", port);
        changes.put("mtaSts", false);
        try (var carrier = TestRelay.carrier(changes)) {
            return carrier.carry(new Destination.Domain(domain), parcel("ann@far.example"));
        }
    }

    private static String words(List<Handover> all) {
        return switch (all.getFirst()) {
            case Handover.Relayed relayed -> relayed.host();
            case Handover.Deferred deferred -> deferred.failure().diagnostic();
            case Handover.Refused refused -> refused.failure().diagnostic();
        };
    }

    private static ScriptedMx good() throws Exception {
        return new ScriptedMx(peer -> {
            peer.greet("PIPELINING");
            peer.take();
        });
    }

    private static final int NOBODY = 9; // discard; nothing listens there on loopback

    @Test
    void mailGoesToTheExchangerOfLeastPreferenceThatAnswers() throws Exception {
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 20 late.far.example.")
                                .with("far.example MX 10 early.far.example.")
                                .with("far.example MX 5 dead.far.example.")
                                .with("dead.far.example A 127.0.0.9")
                                .with("early.far.example A 127.0.0.1")
                                .with("late.far.example A 127.0.0.1")) {
            List<Handover> all = send(dns, mx.port(), "far.example");
            assertThat(brief(all)).containsExactly("relayed");
            assertThat(words(all)).isEqualTo("early.far.example");
        }
    }

    @Test
    void domainWithoutExchangersIsItsOwn() throws Exception {
        try (var mx = good();
                var dns = new TestDns().with("far.example A 127.0.0.1")) {
            assertThat(words(send(dns, mx.port(), "far.example"))).isEqualTo("far.example");
        }
    }

    @Test
    void ipv6IsTriedFirstAndIpv4Then() throws Exception {
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 10 mx.far.example.")
                                .with("mx.far.example AAAA ::1")
                                .with("mx.far.example A 127.0.0.1")) {
            assertThat(brief(send(dns, mx.port(), "far.example"))).containsExactly("relayed");
        }
    }

    @Test
    void aliasesAreFollowedFromTheDomainAndFromTheExchanger() throws Exception {
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("alias.example CNAME far.example.")
                                .with("far.example MX 10 mx.far.example.")
                                .with("mx.far.example CNAME host.far.example.")
                                .with("host.far.example A 127.0.0.1")) {
            assertThat(brief(send(dns, mx.port(), "alias.example"))).containsExactly("relayed");
        }
    }

    @Test
    void aliasesInACircleAreNotFollowedForEver() throws Exception {
        try (var dns =
                new TestDns()
                        .with("far.example CNAME other.example.")
                        .with("other.example CNAME far.example.")) {
            assertThat(brief(send(dns, NOBODY, "far.example")))
                    .first()
                    .asString()
                    .startsWith("deferred 4.4.3");
        }
    }

    @Test
    void domainsThatCannotTakeMailAreRefusedWithTheirReason() throws Exception {
        try (var dns =
                new TestDns()
                        .with("null.example MX 0 .")
                        .with("loop.example MX 10 mx.here.example.")
                        .with("loop.example MX 20 backup.here.example.")
                        .with("backup.here.example A 127.0.0.1")
                        .with("text.example TXT only")
                        .with("gone.example MX 10 nowhere.example.")) {
            assertThat(brief(send(dns, NOBODY, "none.example"))).containsExactly("refused 5.1.2");
            assertThat(brief(send(dns, NOBODY, "null.example"))).containsExactly("refused 5.1.10");
            assertThat(brief(send(dns, NOBODY, "loop.example"))).containsExactly("refused 5.4.6");
            assertThat(brief(send(dns, NOBODY, "text.example"))).containsExactly("refused 5.4.4");
            assertThat(brief(send(dns, NOBODY, "gone.example"))).containsExactly("refused 5.4.4");
            assertThat(brief(send(dns, NOBODY, "no..name"))).containsExactly("refused 5.1.2");
        }
    }

    @Test
    void exchangersBeforeOurselvesAreStillTried() throws Exception {
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 10 mx.far.example.")
                                .with("far.example MX 20 mx.here.example.")
                                .with("far.example MX 20 equal.far.example.")
                                .with("mx.far.example A 127.0.0.1")) {
            assertThat(words(send(dns, mx.port(), "far.example"))).isEqualTo("mx.far.example");
        }
    }

    @Test
    void resolversThatFailOrAreSilentDefer() throws Exception {
        changes.put("resolverTimeout", Duration.ofMillis(200));
        try (var dns =
                new TestDns().with("far.example MX 10 mx.far.example.").failing("mx.far.example")) {
            dns.failing("broken.example");
            assertThat(brief(send(dns, NOBODY, "broken.example")))
                    .containsExactly("deferred 4.4.3");
            assertThat(brief(send(dns, NOBODY, "far.example"))).containsExactly("deferred 4.4.3");
            dns.silent = true;
            List<Handover> all = send(dns, NOBODY, "far.example");
            assertThat(brief(all)).containsExactly("deferred 4.4.3");
            assertThat(((Handover.Deferred) all.getFirst()).unreachable()).isTrue();
        }
    }

    @Test
    void answersThatDoNotFitIntoUdpComeByTcp() throws Exception {
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 10 mx.far.example.")
                                .with("mx.far.example A 127.0.0.1")) {
            dns.cutsUdp = true;
            assertThat(brief(send(dns, mx.port(), "far.example"))).containsExactly("relayed");
        }
    }

    @Test
    void equalExchangersShareTheLoad() throws Exception {
        Set<String> used = new HashSet<>();
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 10 a.far.example.")
                                .with("far.example MX 10 b.far.example.")
                                .with("a.far.example A 127.0.0.1")
                                .with("b.far.example A 127.0.0.1")) {
            for (int i = 0; i < 200 && used.size() < 2; i++) {
                used.add(words(send(dns, mx.port(), "far.example")));
            }
        }
        assertThat(used).containsExactlyInAnyOrder("a.far.example", "b.far.example");
    }

    @Test
    void strangersDnsDoesNotLeadToThisHostOrIntoPrivateNetworks() throws Exception {
        changes.put("allowPrivate", List.of());
        try (var mx = good();
                var dns =
                        new TestDns()
                                .with("far.example MX 10 mx.far.example.")
                                .with("mx.far.example A 127.0.0.1")
                                .with("mx.far.example A 10.1.2.3")
                                .with("mx.far.example AAAA ::ffff:127.0.0.1")) {
            List<Handover> all = send(dns, mx.port(), "far.example");
            assertThat(brief(all)).containsExactly("refused 5.4.4");
            assertThat(words(all)).contains("not of the Internet");
            assertThat(brief(send(dns, mx.port(), "[127.0.0.1]"))).containsExactly("refused 5.4.4");
            assertThat(mx.connections).hasValue(0);
        }
    }

    @Test
    void addressLiteralsAreDialledWithoutTheDns() throws Exception {
        try (var mx = good();
                var dns = new TestDns()) {
            assertThat(brief(send(dns, mx.port(), "[127.0.0.1]"))).containsExactly("relayed");
            assertThat(brief(send(dns, mx.port(), "[IPv6:nonsense]")))
                    .containsExactly("refused 5.1.3");
            assertThat(dns.asked).isEmpty();
        }
    }

    @Test
    void hostThatHangsUpBeforeTheContentIsFollowedByTheNext() throws Exception {
        try (var mx =
                        new ScriptedMx(peer -> {
                            if (peer.number == 1) {
                                peer.greet();
                                peer.expect("MAIL");
                                peer.say("421 4.3.2 not me");
                                peer.hang();
                            }
                            peer.greet();
                            peer.take();
                        });
                var dns =
                        new TestDns()
                                .with("far.example MX 10 a.far.example.")
                                .with("far.example MX 20 b.far.example.")
                                .with("a.far.example A 127.0.0.1")
                                .with("b.far.example A 127.0.0.1")) {
            assertThat(words(send(dns, mx.port(), "far.example"))).isEqualTo("b.far.example");
        }
    }

    @Test
    void noMoreHostsAreTriedThanAllowed() throws Exception {
        changes.put("maxHosts", 2);
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.say("451 4.3.2 not now");
                            peer.hang();
                        });
                var dns = new TestDns()) {
            for (int i = 1; i < 9; i++) {
                dns.with("far.example MX " + i + " mx" + i + ".far.example.")
                        .with("mx" + i + ".far.example A 127.0.0.1");
            }
            List<Handover> all = send(dns, mx.port(), "far.example");
            assertThat(brief(all)).containsExactly("deferred 4.3.2");
            assertThat(((Handover.Deferred) all.getFirst()).unreachable()).isTrue();
            assertThat(mx.connections).hasValue(2);
        }
    }

    @Test
    void answersAreRemembered() throws Exception {
        changes.put("port", NOBODY);
        try (var dns =
                new TestDns()
                        .with("far.example MX 10 mx.far.example.")
                        .with("mx.far.example A 127.0.0.1")) {
            changes.put("resolvers", List.of(dns.address()));
            changes.put("allowPrivate", List.of("127.0.0.0/8"));
            changes.put("mtaSts", false);
            try (var carrier = TestRelay.carrier(changes)) {
                for (int i = 0; i < 3; i++) {
                    carrier.carry(new Destination.Domain("far.example"), parcel("ann@far.example"));
                }
            }
            assertThat(dns.asked).containsOnlyOnce("far.example MX", "mx.far.example A");
        }
    }
}
