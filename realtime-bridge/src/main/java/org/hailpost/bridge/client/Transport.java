package org.hailpost.bridge.client;

/** Opens connections; the seam between the client's loop and the WebSocket. No method blocks. */
interface Transport {

    /** Begins to connect. The outcome is told to the peer: {@code opened} or {@code lost}. */
    void open(Peer peer);

    /** Frees what the transport owns; connections that are still open are cut. */
    void shutdown();

    /** One connection's way out. */
    interface Channel {
        /** Queues a text message. False if the queue is full and nothing was taken. */
        boolean send(String text);

        /** Asks for the next text message; the peer gets none until it has asked. */
        void more();

        /** Asks for a sign of life, unless an earlier ping has not gone out yet. */
        void ping();

        /** Sends what is queued, then the close frame. */
        void close();

        /** Cuts at once. */
        void abort();
    }

    /** Told what happens to one connection, on any thread, in order. */
    interface Peer {
        void opened(Channel channel);

        /** A whole text message. The next comes after {@link Channel#more}. */
        void text(String text);

        /** A part of a text message came, which is not its last. */
        void part();

        /** The other side lives: a ping or pong came. */
        void heard();

        /**
         * The connection is over, or never was. May be told more than once.
         *
         * @param code the close code, 0 if there was none
         */
        void lost(int code, String detail);
    }
}
