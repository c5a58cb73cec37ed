package org.hailpost.message;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Content-Transfer-Encoding and the Q encoding of RFC 2047, backwards, for input that may be
 * anything.
 */
public final class TransferDecoder {
    private static final byte[] BASE64 = new byte[256];

    static {
        Arrays.fill(BASE64, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            BASE64[alphabet.charAt(i)] = (byte) i;
        }
    }

    private TransferDecoder() {}

    /**
     * A part's octets without their encoding, decoded as they are read, in constant memory.
     *
     * @param encoding lower case
     * @return empty if the encoding is not known
     */
    public static Optional<InputStream> stream(InputStream body, String encoding) {
        return switch (encoding) {
            case "base64" -> Optional.of(new Base64Stream(body));
            case "quoted-printable" -> Optional.of(new QuotedPrintableStream(body));
            case "7bit", "8bit", "binary" -> Optional.of(body);
            default -> Optional.empty();
        };
    }

    /** What a base64 character stands for; negative if it is none. */
    static int base64Value(byte b) {
        return BASE64[b & 0xff];
    }

    /**
     * @param encoding lower case; any but base64 and quoted-printable is taken for identity
     */
    static byte[] decode(byte[] body, String encoding) {
        return switch (encoding) {
            case "base64" -> base64(body);
            case "quoted-printable" -> quotedPrintable(body);
            default -> body;
        };
    }

    /**
     * Skips what is not of the alphabet, RFC 2045 §6.8; goes on after padding, as joined parts
     * need.
     */
    static byte[] base64(byte[] in) {
        byte[] out = new byte[in.length / 4 * 3 + 3];
        int length = 0;
        int bits = 0;
        int held = 0;
        for (byte b : in) {
            int value = BASE64[b & 0xff];
            if (value >= 0) {
                bits = bits << 6 | value;
                held += 6;
                if (held >= 8) {
                    held -= 8;
                    out[length++] = (byte) (bits >> held);
                }
            } else if (b == '=') {
                held = 0;
            }
        }
        return Arrays.copyOf(out, length);
    }

    static byte[] quotedPrintable(byte[] in) {
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            byte b = in[i];
            if (b != '=') {
                out[length++] = b;
                continue;
            }
            int value = hex(in, i + 1);
            if (value >= 0) {
                out[length++] = (byte) value;
                i += 2;
                continue;
            }
            int next = i + 1;
            while (next < in.length && (in[next] == ' ' || in[next] == '\t' || in[next] == '\r')) {
                next++;
            }
            if (next == in.length || in[next] == '\n') {
                i = next; // Soft line break.
            } else {
                out[length++] = b;
            }
        }
        return Arrays.copyOf(out, length);
    }

    /** RFC 2047 §4.2. */
    static byte[] q(byte[] in) {
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int value = in[i] == '=' ? hex(in, i + 1) : -1;
            if (value >= 0) {
                out[length++] = (byte) value;
                i += 2;
            } else {
                out[length++] = in[i] == '_' ? (byte) ' ' : in[i];
            }
        }
        return Arrays.copyOf(out, length);
    }

    /** The octet of two hexadecimal digits; -1 if they are none. */
    static int hex(byte[] in, int at) {
        if (at + 1 >= in.length) {
            return -1;
        }
        int high = Character.digit((char) (in[at] & 0x7f), 16);
        int low = Character.digit((char) (in[at + 1] & 0x7f), 16);
        return in[at] < 0 || in[at + 1] < 0 || high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
