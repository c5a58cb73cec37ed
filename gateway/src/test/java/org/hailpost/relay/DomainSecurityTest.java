package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Parcel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MTA-STS (RFC 8461) and DANE (RFC 7672) between a domain and its mail exchanger. */
class DomainSecurityTest implements PolicyFetch {
    private static final String ENFORCE =
            "version: STSv1\r\nmode: enforce\r\nmx: *.far.example\r\nmax_age: 1000\r\n";

    private final TestCertificates certificates = new TestCertificates();
    private final TestCertificates strangers = new TestCertificates();
    private final TestDns dns =
            new TestDns()
                    .with("far.example MX 10 mx.far.example.")
                    .with("mx.far.example A 127.0.0.1");
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> fetched = new ArrayList<>();
    private final Map<String, Object> changes = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<String> policy = Optional.empty();
    private String tlsa = "";

    DomainSecurityTest() throws Exception {}

    @Override
    public Optional<String> fetch(String domain) {
        fetched.add(domain);
        return policy;
    }

    @Override
    public void close() {}

    @AfterEach
    void closeAll() throws Exception {
        dns.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private final class Hand extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private SmtpCarrier carrier(ScriptedMx mx) throws Exception {
        changes.put("resolvers", List.of(dns.address()));
        changes.put("allowPrivate", List.of("127.0.0.0/8"));
        changes.put("port", mx.port());
        changes.put("idleTimeout", Duration.ZERO); // each mail on a connection of its own
        var carrier =
                new SmtpCarrier(
                        TestRelay.settings(changes),
                        TestRelay.HOSTNAME,
                        certificates.trusting(),
                        new Random(),
                        new Hand(),
                        _ -> this);
        open.add(carrier);
        return carrier;
    }

    private static List<String> send(SmtpCarrier carrier) {
        return send(carrier, parcel("ann@far.example"));
    }

    private static List<String> send(SmtpCarrier carrier, Parcel parcel) {
        return brief(carrier.carry(new Destination.Domain("far.example"), parcel));
    }

    private ScriptedMx clear() throws Exception {
        return mx(
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.take();
                }));
    }

    private ScriptedMx secured(TestCertificates.Server server) throws Exception {
        return mx(
                new ScriptedMx(peer -> {
                    peer.greet("STARTTLS");
                    peer.expect("STARTTLS");
                    peer.say("220 go on");
                    peer.startTls(server.context());
                    peer.hello("REQUIRETLS");
                    peer.take();
                }));
    }

    private ScriptedMx mx(ScriptedMx mx) {
        open.add(mx);
        return mx;
    }

    private void announce(String id, String text) throws Exception {
        dns.without("_mta-sts.far.example")
                .withForNow("_mta-sts.far.example TXT \"v=STSv1; id=" + id + ";\"");
        policy = Optional.of(text);
    }

    @Test
    void enforcedPolicyWantsTlsAndTheRightCertificate() throws Exception {
        announce("1", ENFORCE);
        assertThat(send(carrier(secured(certificates.server("mx.far.example")))))
                .containsExactly("relayed");
        assertThat(send(carrier(secured(certificates.server("other.far.example")))))
                .containsExactly("deferred 4.7.5");
        assertThat(send(carrier(secured(strangers.server("mx.far.example")))))
                .containsExactly("deferred 4.7.5");
        assertThat(send(carrier(clear()))).containsExactly("deferred 4.7.10");
    }

    @Test
    void hostThatTheEnforcedPolicyDoesNotNameIsNotDialled() throws Exception {
        announce("1", ENFORCE.replace("*.far.example", "*.mx.far.example\nmx: far.example"));
        ScriptedMx mx = secured(certificates.server("mx.far.example"));
        assertThat(send(carrier(mx))).containsExactly("deferred 4.7.5");
        assertThat(mx.connections).hasValue(0);
    }

    @Test
    void policyThatIsTestedOrSwitchedOffOrBrokenBindsNobody() throws Exception {
        for (String text :
                List.of(
                        ENFORCE.replace("enforce", "testing"),
                        ENFORCE.replace("enforce", "none"),
                        ENFORCE.replace("STSv1", "STSv2"),
                        ENFORCE.replace("1000", "soon"),
                        ENFORCE.replace("mx:", "my:"))) {
            announce("1", text);
            assertThat(send(carrier(clear()))).as(text).containsExactly("relayed");
        }
        announce("1", ENFORCE);
        changes.put("mtaSts", false);
        assertThat(send(carrier(clear()))).containsExactly("relayed");
    }

    @Test
    void policyIsFetchedOnceAndAgainWithANewId() throws Exception {
        announce("1", ENFORCE);
        var carrier = carrier(clear());
        send(carrier);
        send(carrier);
        assertThat(fetched).containsExactly("far.example");
        announce("2", ENFORCE.replace("enforce", "none"));
        assertThat(send(carrier)).containsExactly("relayed");
        assertThat(fetched).hasSize(2);
    }

    @Test
    void policyOutlivesItsWebServerUntilItsAgeIsOver() throws Exception {
        announce("1", ENFORCE);
        var carrier = carrier(clear());
        assertThat(send(carrier)).containsExactly("deferred 4.7.10");
        policy = Optional.empty();
        now = now.plusSeconds(999);
        assertThat(send(carrier)).containsExactly("deferred 4.7.10");
        now = now.plusSeconds(2);
        assertThat(send(carrier)).containsExactly("relayed");
        assertThat(fetched).hasSize(2);
    }

    @Test
    void webServerThatFailedIsLeftAloneForAWhile() throws Exception {
        announce("1", "");
        var carrier = carrier(clear());
        send(carrier);
        send(carrier);
        assertThat(fetched).hasSize(1);
        now = now.plus(Duration.ofMinutes(6));
        send(carrier);
        assertThat(fetched).hasSize(2);
    }

    private void dane(String data) {
        dns.validates = true;
        changes.put("validatingResolver", true);
        tlsa = data;
    }

    /** The record's name has the port, which is known only with the host. */
    private SmtpCarrier withTlsa(ScriptedMx mx) throws Exception {
        dns.with("_" + mx.port() + "._tcp.mx.far.example TLSA " + tlsa);
        return carrier(mx);
    }

    @Test
    void endEntityRecordTakesItsKeyWhateverTheNameAndDate() throws Exception {
        var server = strangers.expired("other.example");
        dane("3 1 1 " + server.keyDigest());
        assertThat(send(withTlsa(secured(server)))).containsExactly("relayed");
        assertThat(send(withTlsa(secured(strangers.server("mx.far.example")))))
                .containsExactly("deferred 4.7.5");
        assertThat(send(withTlsa(clear()))).containsExactly("deferred 4.7.10");
    }

    @Test
    void trustAnchorRecordTakesWhatItHasSignedForTheHost() throws Exception {
        dane("2 0 1 " + TestCertificates.digest(strangers.authority.getEncoded()));
        assertThat(send(withTlsa(secured(strangers.server("mx.far.example")))))
                .containsExactly("relayed");
        assertThat(send(withTlsa(secured(strangers.server("other.example")))))
                .containsExactly("deferred 4.7.5");
        assertThat(send(withTlsa(secured(strangers.expired("mx.far.example")))))
                .containsExactly("deferred 4.7.5");
        assertThat(send(withTlsa(secured(certificates.server("mx.far.example")))))
                .containsExactly("deferred 4.7.5");
    }

    @Test
    void recordsThatSmtpCannotUseStillWantTls() throws Exception {
        var server = strangers.expired("other.example");
        dane("1 1 1 " + server.keyDigest());
        assertThat(send(withTlsa(secured(server)))).containsExactly("relayed");
        assertThat(send(withTlsa(clear()))).containsExactly("deferred 4.7.10");
    }

    @Test
    void recordsThatNobodyHasValidatedBindNobody() throws Exception {
        dane("3 1 1 " + strangers.server("x.example").keyDigest());
        dns.validates = false;
        assertThat(send(withTlsa(clear()))).containsExactly("relayed");
        dns.validates = true;
        changes.put("validatingResolver", false);
        assertThat(send(withTlsa(clear()))).containsExactly("relayed");
    }

    @Test
    void hostWhoseRecordsAreWithheldGetsNoMail() throws Exception {
        dane("");
        ScriptedMx mx = clear();
        dns.failing("_" + mx.port() + "._tcp.mx.far.example");
        assertThat(send(carrier(mx))).containsExactly("deferred 4.7.5");
        assertThat(mx.connections).hasValue(0);
    }

    @Test
    void daneCountsEvenIfThePolicyWantsOtherwise() throws Exception {
        var server = strangers.server("mx.far.example");
        dane("3 1 1 " + server.keyDigest());
        announce("1", ENFORCE);
        assertThat(send(withTlsa(secured(server)))).containsExactly("relayed");
    }

    @Test
    void requiredTlsNeedsSomebodyWhoVouchesForTheExchanger() throws Exception {
        var envelope =
                new OutgoingEnvelope(
                        TestRelay.envelope().sender(), false, false, true, Returned.UNSAID, "");
        Parcel required = parcel(envelope, TestRelay.MAIL, "ann@far.example");
        assertThat(send(carrier(secured(certificates.server("mx.far.example"))), required))
                .containsExactly("refused 5.7.30");
        announce("1", ENFORCE);
        assertThat(send(carrier(secured(certificates.server("mx.far.example"))), required))
                .containsExactly("relayed");
    }

    @Test
    void encryptionThatIsRequiredByKeyLetsMailWait() throws Exception {
        changes.put("tls", RelaySettings.Tls.ENCRYPTED);
        assertThat(send(carrier(clear()))).containsExactly("deferred 4.7.10");
        assertThat(send(carrier(secured(strangers.expired("x.example")))))
                .containsExactly("relayed");
    }
}
