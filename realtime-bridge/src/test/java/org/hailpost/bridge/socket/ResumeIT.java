package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing twice, nothing missing, in order, whatever the connection does. */
class ResumeIT {
    private static final String BOB = "bob@example.org";

    private final BridgeFixture bridge =
            new BridgeFixture(SessionLimits.DEFAULTS.withDrainJitter(Duration.ofSeconds(7)));
    private final long bob = bridge.gateway().account(BOB);

    @BeforeEach
    void start() throws Exception {
        bridge.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            bridge.gateway().append(bob, "T7", "x");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyEventIsSeenOnceAndInOrderAcrossRandomDisconnects(long seed) throws Exception {
        int total = 1000; // never further behind than what is replayed
        Random random = new Random(seed);
        UUID terminal = UUID.randomUUID();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < total; i++) {
                                append(1);
                            }
                        });
        List<Long> seen = new ArrayList<>();
        long last = 0;
        int connections = 0;
        while (last < total) {
            WireClient client =
                    bridge.connect(terminal)
                            .hello(BOB, new Resume("e1", last), 1 + random.nextInt(64));
            assertThat(client.expect(ServerFrame.Welcome.class).resumed()).isTrue();
            connections++;
            for (int left = 1 + random.nextInt(120); left > 0 && last < total; left--) {
                long seq = client.expect(Event.MessageNew.class).seq();
                if (seq == last + 1) {
                    seen.add(seq);
                    last = seq;
                } else {
                    assertThat(seq).isLessThanOrEqualTo(last);
                }
                client.send(new ClientFrame.Ack(last));
            }
            client.abort();
        }
        writer.join();
        assertThat(connections).isGreaterThan(3);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
    }

    @Test
    void aGapOfMoreThanAThousandIsAResyncAndLiveGoesOn() {
        append(1001);
        WireClient client = bridge.connect().hello(BOB, new Resume("e1", 0), null);
        ServerFrame.Welcome welcome = client.expect(ServerFrame.Welcome.class);
        assertThat(welcome.resumed()).isFalse();
        assertThat(client.expect(ServerFrame.Resync.class))
                .isEqualTo(new ServerFrame.Resync("e1", 1001));
        append(1);
        client.expectMessage(1002);
    }

    @Test
    void aGapOfAThousandIsReplayed() {
        append(1000);
        WireClient client = bridge.connect().hello(BOB, new Resume("e1", 0), 1024);
        assertThat(client.expect(ServerFrame.Welcome.class).resumed()).isTrue();
        for (int seq = 1; seq <= 1000; seq++) {
            client.expectMessage(seq);
        }
    }

    @Test
    void anotherEpochOrASeqOfTheFutureIsAResync() {
        append(3);
        for (Resume resume : List.of(new Resume("e0", 2), new Resume("e1", 4))) {
            WireClient client = bridge.connect().hello(BOB, resume, null);
            assertThat(client.expect(ServerFrame.Welcome.class).resumed()).isFalse();
            assertThat(client.expect(ServerFrame.Resync.class))
                    .isEqualTo(new ServerFrame.Resync("e1", 3));
        }
    }

    @Test
    void aNodeThatStopsSaysGoodbyeAfterTheAnswersItOwes() {
        WireClient client = bridge.connect().hello(BOB, null, null);
        client.expect(ServerFrame.Welcome.class);
        client.send(new ClientFrame.Threads(1, null, null));
        client.expect(ServerFrame.ThreadsPage.class);
        bridge.server().stop(Duration.ofSeconds(2));
        assertThat(client.expect(ServerFrame.Bye.class))
                .isEqualTo(new ServerFrame.Bye(4012, true, 7000));
        assertThat(client.closeCode()).isEqualTo(4012);
        assertThat(bridge.gateway().table().all()).isEmpty();
    }
}
