package org.hailpost.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** One connection of a {@link Loop}; used on the loop's thread alone. */
final class Wire {
    private final SelectionKey key;
    private final SocketChannel channel;
    private final Talker talker;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private boolean closed;

    Wire(SelectionKey key, SocketChannel channel, Talker talker) {
        this.key = key;
        this.channel = channel;
        this.talker = talker;
    }

    /** Sends bytes, which must not change any more; what the kernel does not take yet waits. */
    void send(byte[] bytes) {
        send(ByteBuffer.wrap(bytes));
    }

    void send(ByteBuffer bytes) {
        if (closed) {
            return;
        }
        try {
            if (unsent.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent.add(bytes);
                interest();
            }
        } catch (IOException e) {
            broken(e.toString());
        }
    }

    /** Stops or goes on reading: a peer that does not read, on purpose. */
    void reading(boolean on) {
        if (!closed) {
            key.interestOps(
                    on
                            ? key.interestOps() | SelectionKey.OP_READ
                            : key.interestOps() & ~SelectionKey.OP_READ);
        }
    }

    /** Closes without a word to the talker. */
    void close() {
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing more is wanted of it.
        }
    }

    /** Closes with a reset, as a process that is killed does with unread input. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException _) {
            // It is broken already.
        }
        close();
    }

    void connected() {
        talker.connected(this);
    }

    void ready(ByteBuffer input) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                connected();
                return;
            }
            if (key.isWritable()) {
                flush();
            }
            if (!closed && key.isReadable()) {
                read(input);
            }
        } catch (IOException e) {
            broken(e.toString());
        }
    }

    private void read(ByteBuffer input) throws IOException {
        input.clear();
        int count = channel.read(input);
        if (count < 0) {
            broken("closed by the other side");
        } else if (count > 0) {
            talker.received(this, input.flip());
        }
    }

    private void flush() throws IOException {
        while (!unsent.isEmpty()) {
            channel.write(unsent.peek());
            if (unsent.peek().hasRemaining()) {
                return;
            }
            unsent.remove();
        }
        interest();
    }

    private void interest() {
        int reading = key.interestOps() & SelectionKey.OP_READ;
        key.interestOps(unsent.isEmpty() ? reading : reading | SelectionKey.OP_WRITE);
    }

    private void broken(String why) {
        if (!closed) {
            close();
            talker.closed(why);
        }
    }
}
