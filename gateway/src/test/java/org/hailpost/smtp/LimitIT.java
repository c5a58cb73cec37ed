package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LimitIT {
    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    void w8ACommandThatDripsInIsCutAtItsDeadline() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("commandTimeout", SHORT));
                SmtpClient client = mx.client()) {
            client.expect("220");
            drip(mx, client, "N");
            client.expect("421 4.4.2");
            client.expectEnd();
        }
    }

    @Test
    void w8ContentThatDripsInIsCutAtTheTransactionsDeadline() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("transactionTimeout", SHORT));
                SmtpClient client = mx.inData()) {
            drip(mx, client, "x\r\n");
            client.expect("421 4.4.2");
            client.expectEnd();
            assertThat(mx.delivery.mails()).isEmpty();
            assertThat(mx.spooled()).isEmpty();
        }
    }

    @Test
    void w8ContentThatStopsIsCut() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("dataTimeout", SHORT));
                SmtpClient client = mx.inData()) {
            client.raw("half a message");
            client.expect("421 4.4.2");
            client.expectEnd();
            assertThat(mx.delivery.mails()).isEmpty();
        }
    }

    @Test
    void w8ATlsRecordThatDripsInIsCutAsWell() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("handshakeTimeout", SHORT));
                SmtpClient client = mx.greeted()) {
            client.send("STARTTLS").expect("220");
            // A handshake record of 512 octets, of which a few come.
            client.raw(new byte[] {22, 3, 1, 2, 0, 1});
            drip(mx, client, "\0");
            client.expectEnd();
        }
    }

    /**
     * Sends a little again and again, well below any time-out per byte, until the server has had
     * enough.
     */
    private static void drip(TestListener mx, SmtpClient client, String bit) {
        await(() -> {
            try {
                client.raw(bit);
            } catch (IOException e) {
                return true;
            }
            return mx.server.connections() == 0 || client.hasReply();
        });
    }

    @Test
    void w8AClientThatNeverReadsIsCut() throws Exception {
        try (TestListener mx =
                        TestListener.mx(
                                Map.of("writeTimeout", SHORT, "maxCommands", Integer.MAX_VALUE));
                Socket client = new Socket()) {
            client.setReceiveBufferSize(1024);
            client.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), mx.server.port()));
            byte[] commands = "NOOP\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    while (true) {
                                        client.getOutputStream().write(commands);
                                    }
                                } catch (IOException e) {
                                    // It was cut.
                                }
                            });
            assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
            await(() -> mx.server.connections() == 0);
        }
    }

    @Test
    void oneConnectionTooManyIsToldAtOnceAndNotLeftHanging() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("maxConnections", 2));
                SmtpClient first = mx.greeted();
                SmtpClient second = mx.greeted()) {
            try (SmtpClient third = mx.client()) {
                third.expect("421 4.7.0");
                third.expectEnd();
            }
            first.send("QUIT").expect("221");
            first.expectEnd();
            await(() -> mx.server.connections() == 1);
            try (SmtpClient third = mx.client()) {
                third.expect("220");
            }
            second.send("NOOP").expect("250");
        }
    }

    @Test
    void oneAddressHasItsShareOfConnections() throws Exception {
        try (TestListener mx = TestListener.mx(Map.of("maxConnectionsPerAddress", 2));
                SmtpClient first = mx.greeted();
                SmtpClient second = mx.greeted()) {
            try (SmtpClient third = mx.client()) {
                third.expect("421 4.7.0");
                third.expectEnd();
            }
            first.send("QUIT").expect("221");
            first.expectEnd();
            await(() -> mx.server.connections() == 1);
            try (SmtpClient third = mx.client()) {
                third.expect("220");
            }
            second.send("NOOP").expect("250");
        }
    }

    @Test
    void manyIdleConnectionsLeaveRoomForWork() throws Exception {
        SmtpClient[] idle = new SmtpClient[900];
        try (TestListener mx = TestListener.mx()) {
            for (int i = 0; i < idle.length; i++) {
                idle[i] = mx.client();
            }
            try (SmtpClient client = mx.inData()) {
                client.raw("x\r\n.\r\n").expect("250");
            }
        } catch (SocketException e) {
            throw new AssertionError(e);
        } finally {
            for (SmtpClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void aConnectionThatNeverBecomesASessionIsNotCountedForEver() throws Exception {
        Connections connections = new Connections(TestListener.DEFAULTS);
        try (AcceptSocket listener = new AcceptSocket(connections)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    Socket accepted = listener.accept()) {
                assertThat(peer.isConnected()).isTrue();
                assertThat(accepted.getTcpNoDelay()).isTrue();
                assertThat(connections.count()).isEqualTo(1);
            }
        }
        assertThat(connections.count()).isZero();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
