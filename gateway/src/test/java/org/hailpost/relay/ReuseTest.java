package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.relay.TestRelay.brief;
import static org.hailpost.relay.TestRelay.parcel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections that serve several mails. */
class ReuseTest {
    private static void takeAll(ScriptedMx.Peer peer) throws Exception {
        peer.greet("PIPELINING");
        while (true) {
            peer.take();
        }
    }

    private static void assertRelayed(SmtpCarrier carrier, ScriptedMx mx) {
        assertThat(brief(carrier.carry(TestRelay.smtp(mx), parcel("ann@far.example"))))
                .containsExactly("relayed");
    }

    @Test
    void connectionServesSoManyMailsAndNoMore() throws Exception {
        try (var mx = new ScriptedMx(ReuseTest::takeAll);
                var carrier = TestRelay.carrier(Map.of("mailsPerConnection", 3))) {
            for (int i = 0; i < 6; i++) {
                assertRelayed(carrier, mx);
            }
            assertThat(mx.connections).hasValue(2);
            assertThat(mx.heard("MAIL")).hasSize(6);
        }
    }

    @Test
    void peerThatWentMeanwhileCostsANewConnectionOnly() throws Exception {
        var gone = new CountDownLatch(1);
        try (var mx =
                        new ScriptedMx(peer -> {
                            if (peer.number == 1) {
                                peer.greet("PIPELINING");
                                peer.take();
                                peer.reset();
                                gone.countDown();
                            } else {
                                takeAll(peer);
                            }
                        });
                var carrier = TestRelay.carrier(Map.of())) {
            assertRelayed(carrier, mx);
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            assertRelayed(carrier, mx);
            assertThat(mx.connections).hasValue(2);
            assertThat(mx.heard("MAIL")).hasSize(2);
        }
    }

    @Test
    void goodbyeOnAReusedConnectionIsFollowedByANewOne() throws Exception {
        for (String goodbye : new String[] {"421 4.4.2 you took too long", "451 4.7.0 enough"}) {
            try (var mx =
                            new ScriptedMx(peer -> {
                                if (peer.number == 1) {
                                    peer.greet();
                                    peer.take();
                                    peer.expect("MAIL");
                                    peer.say(goodbye);
                                    peer.hang();
                                } else {
                                    takeAll(peer);
                                }
                            });
                    var carrier = TestRelay.carrier(Map.of())) {
                assertRelayed(carrier, mx);
                assertRelayed(carrier, mx);
                assertThat(mx.connections).hasValue(2);
            }
        }
    }

    @Test
    void connectionThatWaitsTooLongLeavesWithQuit() throws Exception {
        var left = new CountDownLatch(1);
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.greet("PIPELINING");
                            peer.take();
                            peer.expect("QUIT");
                            left.countDown();
                        });
                var carrier = TestRelay.carrier(Map.of("idleTimeout", Duration.ofMillis(200)))) {
            assertRelayed(carrier, mx);
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closedCarrierLeavesNoConnection() throws Exception {
        var left = new CountDownLatch(1);
        try (var mx =
                new ScriptedMx(peer -> {
                    try {
                        takeAll(peer);
                    } finally {
                        left.countDown();
                    }
                })) {
            try (var carrier = TestRelay.carrier(Map.of())) {
                assertRelayed(carrier, mx);
            }
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noMoreConnectionsWaitThanAllowed() throws Exception {
        var together = new CountDownLatch(4);
        try (var mx =
                        new ScriptedMx(peer -> {
                            peer.greet("PIPELINING");
                            together.countDown();
                            assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
                            while (true) {
                                peer.take();
                            }
                        });
                var carrier = TestRelay.carrier(Map.of("maxIdlePerHost", 1))) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofVirtual().start(() -> assertRelayed(carrier, mx));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertRelayed(carrier, mx);
            assertThat(mx.connections).hasValue(4);
            assertThat(mx.heard("MAIL")).hasSize(5);
        }
    }
}
