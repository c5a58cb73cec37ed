package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.bridge.session.FakeGateway.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;
import org.hailpost.bridge.socket.BridgeServer;
import org.hailpost.bridge.socket.SocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the real server, over good and bad lines. */
class BridgeClientIT {
    private static final String BOB = "bob@example.org";

    private final FakeGateway gateway = new FakeGateway();
    private BridgeServer server;
    private long bob;

    private static final class Collector implements Listener {
        final List<Long> seqs = Collections.synchronizedList(new ArrayList<>());
        final List<Disconnected> cuts = new CopyOnWriteArrayList<>();

        @Override
        public void message(Event.MessageNew event) {
            seqs.add(event.seq());
        }

        @Override
        public void disconnected(Disconnected disconnected) {
            cuts.add(disconnected);
        }
    }

    @BeforeEach
    void start() throws IOException {
        bob = gateway.account(BOB);
        server = listening(0);
    }

    private BridgeServer listening(int port) throws IOException {
        SessionLimits limits =
                SessionLimits.DEFAULTS
                        .withRates(60_000, 10_000, 10_000)
                        .withDrainJitter(Duration.ofMillis(50));
        BridgeServer fresh =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", port),
                        new Sessions(gateway.ports(), "n1", limits, InstantSource.system()),
                        List.of(),
                        null);
        fresh.start();
        return fresh;
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ofMillis(200));
    }

    private static ClientBuilder builder(int port) {
        return BridgeClient.builder(URI.create("ws://127.0.0.1:" + port))
                .password(BOB, "secret")
                .retry(Duration.ofMillis(5), Duration.ofMillis(40))
                .probeAfter(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aStormOfCutsLosesDoublesAndReordersNothing(long seed) throws Exception {
        int events = 1500;
        Collector collector = new Collector();
        try (CuttingProxy line = new CuttingProxy(server.port(), seed, 1_000, 20_000);
                BridgeClient client = builder(line.port()).window(32).build()) {
            client.connect(collector);
            for (int i = 1; i <= events; i++) {
                gateway.append(bob, "T9", "text " + i);
                if (i % 100 == 0) {
                    long reached = i;
                    await("most of it", () -> collector.seqs.size() > reached - 50);
                }
            }
            await("all", () -> collector.seqs.size() >= events);
            assertThat(line.cuts()).isGreaterThan(10);
            line.heal();
            await("all acknowledged", () -> gateway.acked(bob) == events);
        }
        assertThat(collector.seqs)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, events).boxed().toList());
    }

    @Test
    void aLineThatEndsWithinTheWelcomeIsDialledAgain() throws Exception {
        try (CuttingProxy line = new CuttingProxy(server.port(), 4, 500, 900);
                BridgeClient client =
                        builder(line.port()).probeAfter(Duration.ofMillis(25)).build()) {
            CompletableFuture<?> welcome = client.connect(new Collector());
            await("sixty endings", () -> line.cuts() >= 60);
            line.heal();
            assertThat(welcome).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aSendOverABadLineIsOneMessage() throws Exception {
        int sends = 200;
        Collector collector = new Collector();
        try (CuttingProxy line = new CuttingProxy(server.port(), 5, 1_000, 12_000);
                BridgeClient client = builder(line.port()).build()) {
            client.connect(collector);
            List<Sent> answers = new ArrayList<>();
            for (int i = 0; i < sends; i += 20) {
                List<CompletableFuture<Sent>> batch =
                        IntStream.range(i, i + 20)
                                .mapToObj(n -> client.reply("T7", "line " + n))
                                .toList();
                batch.forEach(sent -> answers.add(sent.join()));
            }
            assertThat(line.cuts()).isGreaterThan(5);
            assertThat(answers).extracting(Sent::message).doesNotHaveDuplicates();
            await("its own sends come too", () -> collector.seqs.size() == sends);
            assertThat(gateway.head(bob).seq()).isEqualTo(sends);
        }
    }

    @Test
    void aRestartedClientGoesOnWhereItsStoreSays() throws Exception {
        ResumeStore store = ResumeStore.inMemory();
        UUID terminal = UUID.randomUUID();
        for (int round = 1; round <= 3; round++) {
            Collector collector = new Collector();
            long seq = gateway.append(bob, "T9", "round " + round);
            try (BridgeClient client =
                    builder(server.port()).resumeStore(store).terminalId(terminal).build()) {
                client.connect(collector);
                await("the round's event", () -> collector.seqs.contains(seq));
            }
            assertThat(collector.seqs).containsExactly(seq);
        }
    }

    @Test
    void aGatewayThatRestartsIsFoundAgain() throws Exception {
        Collector collector = new Collector();
        int port = server.port();
        try (BridgeClient client = builder(port).build()) {
            client.connect(collector).get(10, TimeUnit.SECONDS);
            server.stop(Duration.ofMillis(200));
            await("goodbye", () -> !collector.cuts.isEmpty());
            assertThat(collector.cuts.getFirst().code()).isEqualTo(CloseCode.DRAIN);
            gateway.append(bob, "T9", "while it was away");
            server = listening(port);
            await("back", () -> collector.seqs.size() == 1);
        }
    }

    @Test
    void aWrongPasswordIsTriedOnce() {
        Collector collector = new Collector();
        try (BridgeClient client = builder(server.port()).password(BOB, "wrong").build()) {
            assertThat(client.connect(collector))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ClientClosedException.class);
            assertThat(client.ended().join().code()).isEqualTo(CloseCode.REFUSED);
            assertThat(collector.cuts).hasSize(1);
        }
    }

    @Test
    void theSameTerminalElsewhereEndsThisOne() throws Exception {
        UUID terminal = UUID.randomUUID();
        try (BridgeClient first = builder(server.port()).terminalId(terminal).build();
                BridgeClient second = builder(server.port()).terminalId(terminal).build()) {
            first.connect(new Collector()).get(10, TimeUnit.SECONDS);
            second.connect(new Collector()).get(10, TimeUnit.SECONDS);
            assertThat(first.ended().get(10, TimeUnit.SECONDS).code())
                    .isEqualTo(CloseCode.REPLACED);
            assertThat(second.threads(null, 5).get(10, TimeUnit.SECONDS).threads()).hasSize(1);
        }
    }

    @Test
    void aListenerMayWaitForAnswers() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (BridgeClient client = builder(server.port()).build()) {
            client.connect(
                    new Listener() {
                        @Override
                        public void message(Event.MessageNew event) {
                            seen.add(client.history("T7", null, 1).join().thread());
                        }
                    });
            gateway.append(bob, "T7", "hello");
            await("the answer", () -> seen.contains("T7"));
        }
    }

    @Test
    void aPortWithoutAServerIsSaidInPlainWords() {
        Collector collector = new Collector();
        try (BridgeClient client = builder(1).build()) {
            client.connect(collector);
            await("a failure", () -> !collector.cuts.isEmpty());
            assertThat(collector.cuts.getFirst().detail()).isEqualTo("connection refused");
            assertThat(collector.cuts.getFirst().willRetry()).isTrue();
        }
    }

    @Test
    void aFrameInManyPartsIsPutTogether() {
        try (BridgeClient client = builder(server.port()).build()) {
            client.connect(new Collector());
            assertThat(client.history("T99", null, 25).join().messages()).hasSize(25);
        }
    }

    @Test
    void aServerThatIsNoBridgeIsToldApart() {
        Collector collector = new Collector();
        URI elsewhere = URI.create("ws://127.0.0.1:" + server.port() + "/other");
        try (BridgeClient client =
                BridgeClient.builder(elsewhere).password(BOB, "secret").build()) {
            client.connect(collector);
            await("a failure", () -> !collector.cuts.isEmpty());
            assertThat(collector.cuts.getFirst().detail()).contains("404");
        }
    }

    @Test
    void idleClientsOfOneHttpClientHoldNoThreads() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        HttpClient http = HttpClient.newHttpClient();
        List<BridgeClient> clients = new ArrayList<>();
        try {
            int before = threads.getThreadCount();
            for (int i = 0; i < 100; i++) {
                BridgeClient client = builder(server.port()).httpClient(http).build();
                clients.add(client);
                client.connect(new Collector()).get(10, TimeUnit.SECONDS);
            }
            assertThat(threads.getThreadCount() - before).isLessThan(20);
        } finally {
            clients.forEach(BridgeClient::close);
            http.shutdownNow();
        }
    }
}
