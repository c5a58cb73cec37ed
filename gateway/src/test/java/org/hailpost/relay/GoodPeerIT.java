package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Destination.Tls;
import org.hailpost.outbound.Parcel;
import org.junit.jupiter.api.Test;

/** Hosts that are not of our making, and many mails at once. */
class GoodPeerIT {
    private static final int SENDERS = 20;

    @Test
    void greenMailHasWhatWasSent() throws Exception {
        var greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        greenMail.start();
        try (var carrier = TestRelay.carrier(Map.of())) {
            int port = greenMail.getSmtp().getPort();
            var host = TestRelay.host(port, Protocol.SMTP, Tls.OPPORTUNISTIC);
            String dots = "Subject: dots\r\n\r\n.\r\n..\r\nend";
            for (int i = 0; i < 3; i++) {
                Parcel parcel =
                        parcel(TestRelay.envelope(), dots, "ann@far.example", "eve@far.example");
                assertThat(brief(carrier.carry(host, parcel)))
                        .containsExactly("relayed", "relayed");
            }
            assertThat(greenMail.getReceivedMessages()).hasSize(6);
            assertThat(GreenMailUtil.getBody(greenMail.getReceivedMessages()[5]))
                    .isEqualTo(".\r\n..\r\nend");
        } finally {
            greenMail.stop();
        }
    }

    @Test
    void manyMailsGoOverAsManyConnectionsAsThereAreSenders() throws Exception {
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.greet("PIPELINING", "SIZE 1000000", "8BITMIME");
                            while (true) {
                                peer.take();
                            }
                        });
                var carrier = TestRelay.carrier(Map.of("mailsPerConnection", 10_000));
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                work.add(() -> {
                    int relayed = 0;
                    for (int n = 0; n < 100; n++) {
                        var results = carrier.carry(TestRelay.smtp(mx), parcel("ann@far.example"));
                        relayed += brief(results).equals(List.of("relayed")) ? 1 : 0;
                    }
                    return relayed;
                });
            }
            for (Future<Integer> each : senders.invokeAll(work)) {
                assertThat(each.get()).isEqualTo(100);
            }
            assertThat(mx.connections.get()).isLessThanOrEqualTo(SENDERS);
            assertThat(mx.heard("MAIL")).hasSize(SENDERS * 100);
            assertThat(mx.faults).isEmpty();
        }
    }
}
