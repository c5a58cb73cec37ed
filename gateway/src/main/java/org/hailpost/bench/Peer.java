package org.hailpost.bench;

import java.net.InetSocketAddress;

/**
 * Another server, started for a benchmark in a directory of its own, on loopback, with the
 * durability it has out of the box.
 */
interface Peer extends AutoCloseable {
    /** As {@code --peer} names it. */
    String name();

    /** Where it takes the load. */
    InetSocketAddress address();

    @Override
    void close();
}
