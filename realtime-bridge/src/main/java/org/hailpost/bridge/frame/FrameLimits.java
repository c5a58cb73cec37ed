package org.hailpost.bridge.frame;

/**
 * The limits of the protocol, in bytes for frames and UTF-16 units for fields. They are part of
 * hailpost.v1.
 */
public final class FrameLimits {
    /** The largest frame a terminal may send. */
    public static final int CLIENT_FRAME = 65_536;

    /** The largest frame a terminal must take. */
    public static final int SERVER_FRAME = 1_048_576;

    /** The longest message text in a server frame; a longer one is cut and marked. */
    public static final int MESSAGE_TEXT = 16_384;

    public static final int SEND_TEXT = 60_000;
    public static final int SUBJECT = 500;
    public static final int SEARCH_TEXT = 256;
    public static final int ADDRESS = 320;
    public static final int RECIPIENTS = 100;
    public static final int BLOBS = 32;
    public static final int FILE_NAME = 255;
    public static final int MEDIA_TYPE = 100;
    public static final int CURSOR = 200;
    public static final int PAGE = 100;
    public static final int WINDOW = 1024;
    public static final int DEFAULT_WINDOW = 64;
    public static final int NAME = 100;
    public static final int WORD = 32;
    public static final int SECRET = 1024;
    public static final int LOCAL_ADDRESSES = 8;
    public static final int CAPABILITIES = 16;

    /** The deepest JSON nesting that is read. */
    public static final int NESTING = 12;

    private FrameLimits() {}
}
