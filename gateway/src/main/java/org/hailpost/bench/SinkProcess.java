package org.hailpost.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The {@link DiscardSink} as a process. */
final class SinkProcess implements Peer {
    private final Process process;
    private final int port;

    SinkProcess() throws IOException {
        process =
                Java.process(DiscardSink.class, Java.SMALL)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("the sink did not start");
        }
        port = Integer.parseInt(line);
    }

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
