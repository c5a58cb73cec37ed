package org.hailpost.smtp;

import java.util.Optional;

/** Text within a parameter (RFC 3461 §4). */
final class Xtext {
    private Xtext() {}

    /**
     * The text without its encoding; empty if it is none, or has anything but printable ASCII and
     * spaces in it (RFC 3461 §4.4), so that it can stand in a report as it is.
     */
    static Optional<String> decode(String xtext) {
        StringBuilder out = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                int high = i + 2 < xtext.length() ? hex(xtext.charAt(i + 1)) : -1;
                int low = high < 0 ? -1 : hex(xtext.charAt(i + 2));
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

    /** RFC 3461 §4: upper case alone. */
    private static int hex(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
