package org.hailpost.bench;

import java.nio.ByteBuffer;

/** One side of a conversation over a {@link Wire}; every method runs on the loop's thread. */
interface Talker {
    void connected(Wire wire);

    /** All that came; what is not taken is gone. */
    void received(Wire wire, ByteBuffer bytes);

    /**
     * The connection is gone, or never came about; said once, and not after {@link Wire#close}.
     *
     * @param why what broke, or that the other side closed
     */
    void closed(String why);
}
