package org.hailpost.relay;

import java.nio.charset.StandardCharsets;

/** The encoding of ENVID and ORCPT on the wire (RFC 3461 §4). */
final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    static String encode(String text) {
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
    static String encoded(String text) {
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
