package org.hailpost.bridge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.MalformedFrameException;
import org.hailpost.bridge.frame.ServerFrame;

/** The other end of a client, played by the test, all on one thread. */
final class FakeTransport implements Transport {
    static final FrameCodec CODEC = FrameCodec.forGateway();

    final List<Line> lines = new ArrayList<>();
    boolean down;

    /** One connection of the client. */
    static final class Line implements Channel {
        final Peer peer;
        final List<ClientFrame> sent = new ArrayList<>();
        int pings;
        boolean cut;

        Line(Peer peer) {
            this.peer = peer;
        }

        @Override
        public boolean send(String text) {
            try {
                sent.add(CODEC.decodeClient(text.getBytes(UTF_8)));
                return true;
            } catch (MalformedFrameException e) {
                throw new AssertionError(text, e);
            }
        }

        @Override
        public void more() {}

        @Override
        public void ping() {
            pings++;
        }

        @Override
        public void close() {
            peer.lost(1000, "");
        }

        @Override
        public void abort() {
            cut = true;
        }

        void says(ServerFrame frame) {
            peer.text(new String(CODEC.encode(frame), UTF_8));
        }

        ClientFrame.Hello hello() {
            return (ClientFrame.Hello) sent.getFirst();
        }

        <T extends ClientFrame> List<T> all(Class<T> type) {
            return sent.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<Long> acks() {
            return all(ClientFrame.Ack.class).stream().map(ClientFrame.Ack::seq).toList();
        }
    }

    @Override
    public void open(Peer peer) {
        Line line = new Line(peer);
        lines.add(line);
        if (down) {
            peer.lost(0, "connection refused");
        } else {
            peer.opened(line);
        }
    }

    @Override
    public void shutdown() {}

    Line line() {
        return lines.getLast();
    }
}
