package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.Test;

/** Thousands of terminals that only listen: no thread each, and little memory. */
class IdleTerminalsIT {
    private static final int TERMINALS = 2000;

    @Test
    void thousandsOfIdleTerminalsHoldNoThreadsAndAllHearOneEvent() throws Exception {
        SocketLimits limits = new SocketLimits(5000, 5000, Duration.ofSeconds(15));
        SocketSettings socket = new SocketSettings("127.0.0.1", 0, Set.of(), limits);
        try (BridgeFixture bridge = new BridgeFixture(SessionLimits.DEFAULTS, socket)) {
            long bob = bridge.gateway().account("bob@example.org");
            bridge.start();
            List<RawTerminal> terminals = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                terminals.add(welcomed(bridge));
            }
            long before = heap();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            for (int i = 100; i < TERMINALS; i++) {
                terminals.add(welcomed(bridge));
            }
            System.out.printf(
                    "%d idle terminals: %d bytes of heap each, their table rows and the test's sockets included%n",
                    TERMINALS, (heap() - before) / (TERMINALS - 100));
            assertThat(bridge.sessions().count()).isEqualTo(TERMINALS);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
                    .isLessThan(50);
            bridge.gateway().append(bob, "T7", "hello all");
            for (RawTerminal terminal : terminals) {
                terminal.readUntil("hello all");
                terminal.close();
            }
            FakeGateway.await("all are gone", () -> bridge.sessions().count() == 0);
            FakeGateway.await("all rows are gone", () -> bridge.gateway().table().all().isEmpty());
        }
    }

    private static RawTerminal welcomed(BridgeFixture bridge) throws IOException {
        RawTerminal terminal = RawTerminal.connect(bridge.address(), 0);
        terminal.text(
                """
                {"type":"hello","version":1,\
                "credential":{"password":{"account":"bob@example.org","secret":"secret"}},\
                "terminal":{"id":"%s","kind":"java"}}\
                """
                        .formatted(UUID.randomUUID()));
        terminal.readUntil("welcome");
        return terminal;
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
