package org.hailpost.message;

/** Fuzz target: any bytes are a message, whose IMAP data a strict client can read. */
public final class MessageFuzz {
    private MessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        HostileMailTest.check(data);
    }
}
