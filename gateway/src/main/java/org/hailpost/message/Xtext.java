package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encoding of ENVID and ORCPT as parameters (RFC 3461 §4). */
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF"; // upper case alone

    private Xtext() {}

    /**
     * The text without its encoding; empty if it is none, or has anything but printable ASCII and
     * spaces in it (RFC 3461 §4.4), so that it can stand in a report as it is.
     */
    public static Optional<String> decode(String xtext) {
        StringBuilder out = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                int high = i + 2 < xtext.length() ? HEX.indexOf(xtext.charAt(i + 1)) : -1;
                int low = high < 0 ? -1 : HEX.indexOf(xtext.charAt(i + 2));
                if (low < 0) {
                    return Optional.empty();
                }
                c = (char) (high << 4 | low);
                i += 2;
            } else if (c == '=' || c == ' ') {
                return Optional.empty();
            }
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            out.append(c);
        }
        return Optional.of(out.toString());
    }

    public static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (plain(b)) {
                out.append((char) b);
            } else {
                out.append('+').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return out.toString();
    }

    /** Encoded, unless it is already. */
    public static String encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' && i + 2 < text.length()) {
                if (HEX.indexOf(text.charAt(i + 1)) < 0 || HEX.indexOf(text.charAt(i + 2)) < 0) {
                    return encode(text);
                }
                i += 2;
            } else if (c > 126 || !plain((byte) c)) {
                return encode(text);
            }
        }
        return text;
    }

    private static boolean plain(byte b) {
        return b > ' ' && b < 127 && b != '+' && b != '=';
    }
}
