package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DataReaderTest {
    private static final String LINE =
            "A line of text as mails have them, seventy-six octets wide.\r\n";

    @Test
    void w15ContentIsHandedOnInLargeRunsAndNotByteByByte() throws Exception {
        AtomicLong bytes = new AtomicLong();
        AtomicInteger writes = new AtomicInteger();
        OutputStream counting =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError("a single byte");
                    }

                    @Override
                    public void write(byte[] from, int offset, int length) {
                        bytes.addAndGet(length);
                        writes.incrementAndGet();
                    }
                };
        String content = LINE.repeat(16_000);
        try (ServerSocket listener = new AcceptSocket(new Connections(TestListener.DEFAULTS))) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    ClientSocket socket = (ClientSocket) listener.accept()) {
                Thread sender =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        peer.getOutputStream()
                                                .write(
                                                        (content + ".\r\nQUIT\r\n")
                                                                .getBytes(
                                                                        StandardCharsets.US_ASCII));
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                });
                Wire wire = new Wire(socket, 4096);
                DataReader reader =
                        new DataReader(
                                wire,
                                counting,
                                TestListener.DEFAULTS,
                                () -> Duration.ofSeconds(10));

                assertThat(reader.read()).isNull();
                assertThat(reader.complete()).isTrue();
                assertThat(bytes).hasValue(content.length());
                // A run ends only at the end of a read, and reads take what has come.
                assertThat(writes.get()).isLessThan(content.length() / 500);
                assertThat(wire.readLine(Duration.ofSeconds(10), Wire.Due.COMMAND))
                        .isEqualTo(new Line.Text("QUIT"));
                sender.join();
            }
        }
    }
}
