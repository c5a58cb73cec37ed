package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.message.Address;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;
import org.junit.jupiter.api.Test;

/** One mail to a host that behaves: commands, parameters, content, results. */
class TransactionTest {
    private static final String[] RICH = {
        "PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "DSN", "REQUIRETLS"
    };

    private static List<String> send(ScriptedMx mx, Parcel parcel) throws Exception {
        try (var carrier = TestRelay.carrier(Map.of())) {
            List<String> results = brief(carrier.carry(TestRelay.smtp(mx), parcel));
            assertThat(mx.faults).isEmpty();
            return results;
        }
    }

    @Test
    void mailArrivesWithItsTraceAndAllItsOctets() throws Exception {
        var content = new AtomicReference<String>();
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet(RICH);
                    peer.take(content::set);
                })) {
            assertThat(send(mx, parcel("ann@far.example"))).containsExactly("relayed");
            assertThat(content.get())
                    .isEqualTo("Received: from bob\r\n" + TestRelay.MAIL + ".\r\n");
            assertThat(mx.heard)
                    .containsExactly(
                            "EHLO mx.here.example",
                            "MAIL FROM:<bob@here.example> SIZE=66",
                            "RCPT TO:<ann@far.example>",
                            "DATA");
        }
    }

    @Test
    void envelopeGoesOutInOneWriteIfPipeliningIsOffered() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    // Nothing is said before all has come.
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.expect("RCPT");
                    peer.expect("DATA");
                    peer.say("250 ok", "250 ok", "250 ok", "354 go on");
                    peer.content();
                    peer.say("250 taken");
                })) {
            assertThat(send(mx, parcel("ann@far.example", "eve@far.example")))
                    .containsExactly("relayed", "relayed");
        }
    }

    @Test
    void withoutPipeliningEachReplyIsAwaited() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet();
                    for (String verb : List.of("MAIL", "RCPT", "DATA")) {
                        peer.expect(verb);
                        peer.silent();
                        peer.say(verb.equals("DATA") ? "354 go on" : "250 ok");
                    }
                    peer.content();
                    peer.say("250 taken");
                })) {
            assertThat(send(mx, parcel("ann@far.example"))).containsExactly("relayed");
        }
    }

    @Test
    void oneRefusedRecipientFailsAlone() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.expect("MAIL");
                    peer.say("250 ok");
                    peer.expect("RCPT TO:<ann@");
                    peer.say("550-5.1.1 no", "550 5.1.1 such");
                    peer.expect("RCPT TO:<eve@");
                    peer.say("250 ok");
                    peer.expect("RCPT TO:<joe@");
                    peer.say("452 full");
                    peer.expect("DATA");
                    peer.say("354 go on");
                    peer.content();
                    peer.say("250 taken");
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                List<Handover> all =
                        carrier.carry(
                                TestRelay.smtp(mx),
                                parcel("ann@far.example", "eve@far.example", "joe@far.example"));
                assertThat(brief(all))
                        .containsExactly("refused 5.1.1", "relayed", "deferred 4.5.3");
                assertThat(((Handover.Refused) all.getFirst()).failure().diagnostic())
                        .isEqualTo("550 5.1.1 no such");
                assertThat(((Handover.Deferred) all.getLast()).unreachable()).isFalse();
            }
            assertThat(mx.faults).isEmpty();
        }
    }

    @Test
    void emptyMessageEndsDataThatIsWantedForNobody() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.expect("DATA");
                    peer.say("250 ok", "550 5.1.1 no", "354 go on all the same");
                    assertThat(peer.content()).isEqualTo(".\r\n");
                    peer.say("554 nobody");
                    peer.take(); // the connection is still in step
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                assertThat(brief(carrier.carry(TestRelay.smtp(mx), parcel("ann@far.example"))))
                        .containsExactly("refused 5.1.1");
                assertThat(brief(carrier.carry(TestRelay.smtp(mx), parcel("eve@far.example"))))
                        .containsExactly("relayed");
            }
            assertThat(mx.faults).isEmpty();
            assertThat(mx.connections).hasValue(1);
        }
    }

    @Test
    void resetComesBeforeTheNextMailAfterOneWithoutContent() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.expect("DATA");
                    peer.say("250 ok", "550 5.1.1 no", "503 nobody");
                    peer.expect("RSET");
                    peer.say("250 ok");
                    peer.take();
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                carrier.carry(TestRelay.smtp(mx), parcel("ann@far.example"));
                assertThat(brief(carrier.carry(TestRelay.smtp(mx), parcel("eve@far.example"))))
                        .containsExactly("relayed");
            }
            assertThat(mx.faults).isEmpty();
        }
    }

    @Test
    void reportParametersGoToHostsThatKnowThem() throws Exception {
        var envelope =
                new OutgoingEnvelope(
                        TestRelay.envelope().sender(),
                        true,
                        false,
                        false,
                        OutgoingEnvelope.Returned.HEADERS,
                        "id=1+\u00e9");
        var ann =
                new Recipient(
                        Address.parse("ann@far.example"),
                        Set.of(Recipient.Notify.SUCCESS, Recipient.Notify.DELAY),
                        "rfc822;old+2Bann@here.example");
        Parcel plain = parcel();
        var parcel = new Parcel("t1", envelope, List.of(ann), plain.trace(), plain.content());
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet(RICH);
                    peer.take();
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                List<Handover> all = carrier.carry(TestRelay.smtp(mx), parcel);
                assertThat(((Handover.Relayed) all.getFirst()).reportsItself()).isTrue();
            }
            assertThat(mx.heard)
                    .contains(
                            "MAIL FROM:<bob@here.example> SIZE=66 BODY=8BITMIME RET=HDRS"
                                    + " ENVID=id+3D1+2B+C3+A9",
                            "RCPT TO:<ann@far.example> NOTIFY=SUCCESS,DELAY"
                                    + " ORCPT=rfc822;old+2Bann@here.example");
        }
    }

    @Test
    void whatTheHostDoesNotOfferIsNotAskedOfIt() throws Exception {
        var sender = TestRelay.envelope().sender();
        var eightBit = OutgoingEnvelope.of(sender, true, false);
        var utf8 = OutgoingEnvelope.of(sender, false, true);
        for (var each : Map.of(eightBit, "refused 5.6.3", utf8, "refused 5.6.7").entrySet()) {
            try (var mx =
                    new ScriptedMx(peer -> {
                        peer.greet("PIPELINING");
                        peer.expect("QUIT");
                    })) {
                assertThat(send(mx, parcel(each.getKey(), TestRelay.MAIL, "ann@far.example")))
                        .containsExactly(each.getValue());
            }
        }
    }

    @Test
    void onlyTheRecipientWhoseAddressNeedsUtf8IsRefusedWithoutIt() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.take();
                })) {
            assertThat(send(mx, parcel("j\u00f6rg@far.example", "ann@b\u00fccher.example")))
                    .containsExactly("refused 5.6.7", "relayed");
            assertThat(mx.heard).contains("RCPT TO:<ann@xn--bcher-kva.example>");
        }
    }

    @Test
    void mailThatIsTooLargeIsNotSent() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("SIZE 50");
                    peer.expect("QUIT");
                })) {
            assertThat(send(mx, parcel("ann@far.example"))).containsExactly("refused 5.3.4");
        }
    }

    @Test
    void lmtpHasItsOwnReplyForEachRecipient() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.say("220 lmtp");
                    peer.expect("LHLO mx.here.example");
                    peer.say("250-far", "250 PIPELINING");
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.expect("RCPT");
                    peer.expect("RCPT");
                    peer.expect("DATA");
                    peer.say("250 ok", "250 ok", "550 5.1.1 no", "250 ok", "354 go on");
                    peer.content();
                    peer.say("452 4.2.2 full", "250 2.0.0 taken");
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                assertThat(
                                brief(
                                        carrier.carry(
                                                TestRelay.lmtp(mx),
                                                parcel(
                                                        "ann@far.example",
                                                        "eve@far.example",
                                                        "joe@far.example"))))
                        .containsExactly("deferred 4.2.2", "refused 5.1.1", "relayed");
            }
            assertThat(mx.faults).isEmpty();
        }
    }

    @Test
    void aQuestionEndsWithRcptAndLeavesTheConnectionToTheNextMail() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING", "CHUNKING");
                    peer.expect("MAIL FROM:<>");
                    peer.expect("RCPT TO:<ann@far.example>");
                    peer.say("250 ok", "550 5.1.1 unknown");
                    peer.expect("RSET");
                    peer.expect("MAIL FROM:<>");
                    peer.expect("RCPT TO:<eve@far.example>");
                    peer.say("250 ok", "250 ok", "250 ok");
                    peer.expect("RSET");
                    peer.expect("MAIL FROM:<bob@");
                    peer.hang();
                })) {
            try (var carrier = TestRelay.carrier(Map.of("attemptTimeout", Duration.ofSeconds(2)))) {
                assertThat(brief(List.of(ask(carrier, mx, "ann"), ask(carrier, mx, "eve"))))
                        .containsExactly("refused 5.1.1", "relayed");
                carrier.carry(TestRelay.lmtp(mx), parcel("eve@far.example"));
            }
            assertThat(mx.heard("BDAT")).isEmpty();
            assertThat(mx.faults).isEmpty();
        }
    }

    @Test
    void aQuestionIsNotWaitedForLongerThanItMayTake() throws Exception {
        try (var mx = new ScriptedMx(ScriptedMx.Peer::deaf);
                var carrier = TestRelay.carrier(Map.of())) {
            Handover answer =
                    carrier.ask(
                            TestRelay.lmtp(mx),
                            Address.parse("ann@far.example"),
                            Duration.ofMillis(300));
            assertThat(brief(List.of(answer))).first().asString().startsWith("deferred 4.");
        }
    }

    private static Handover ask(SmtpCarrier carrier, ScriptedMx mx, String localPart) {
        return carrier.ask(
                TestRelay.lmtp(mx), new Address(localPart, "far.example"), Duration.ofSeconds(20));
    }

    @Test
    void chunksHaveExactlyTheOctetsTheyAnnounce() throws Exception {
        var content = new StringBuilder();
        String mail = "Subject: x\n\n.dots\r\r\n" + "0123456789\n".repeat(20_000) + "end";
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING", "CHUNKING");
                    peer.expect("MAIL");
                    peer.expect("RCPT");
                    peer.say("250 ok", "250 ok");
                    String command;
                    do {
                        command = peer.expect("BDAT ");
                        int length = Integer.parseInt(command.split(" ", -1)[1]);
                        content.append(
                                new String(peer.octets(length), StandardCharsets.ISO_8859_1));
                        peer.say("250 ok");
                    } while (!command.endsWith(" LAST"));
                })) {
            assertThat(send(mx, parcel(TestRelay.envelope(), mail, "ann@far.example")))
                    .containsExactly("relayed");
            assertThat(content.toString())
                    .isEqualTo(
                            "Received: from bob\r\nSubject: x\r\n\r\n.dots\r\n\r\n"
                                    + "0123456789\r\n".repeat(20_000)
                                    + "end\r\n");
        }
    }

    @Test
    void noLineEndingButCrlfGoesOutAndDotsAreDoubled() throws Exception {
        var content = new AtomicReference<String>();
        String mail = "a\n.\nb\r.\rc\r\n.\r\nd\n.\r\ne\r.\nMAIL FROM:<x@y>\r\r\n..f";
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet();
                    peer.take(content::set);
                })) {
            assertThat(send(mx, parcel(TestRelay.envelope(), mail, "ann@far.example")))
                    .containsExactly("relayed");
            assertThat(content.get())
                    .isEqualTo(
                            "Received: from bob\r\na\r\n..\r\nb\r\n..\r\nc\r\n..\r\nd\r\n..\r\ne\r\n"
                                    + "..\r\nMAIL FROM:<x@y>\r\n\r\n...f\r\n.\r\n");
        }
    }

    @Test
    void hostThatKnowsNoEhloIsGreetedWithHelo() throws Exception {
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.say("220 old");
                    peer.expect("EHLO");
                    peer.say("502 what");
                    peer.expect("HELO mx.here.example");
                    peer.say("250 old");
                    peer.take();
                })) {
            assertThat(send(mx, parcel("ann@far.example"))).containsExactly("relayed");
            assertThat(mx.heard).contains("MAIL FROM:<bob@here.example>");
        }
    }

    @Test
    void manyRecipientsGoInGroupsThatBothSidesCanHold() throws Exception {
        String[] many = new String[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "user" + i + "@far.example";
        }
        try (var mx =
                new ScriptedMx(peer -> {
                    peer.greet("PIPELINING");
                    peer.take();
                })) {
            assertThat(send(mx, parcel(many))).hasSize(1000).containsOnly("relayed");
        }
    }
}
