package org.hailpost.relay;

import java.util.List;

/**
 * What the other side said to a command (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines without codes and line ends; printable ASCII, whatever was sent
 */
record Reply(int code, List<String> lines) {
    /** Characters of what is passed on to logs, terminals and reports. */
    private static final int MAX_TEXT = 400;

    Reply {
        lines = List.copyOf(lines);
    }

    boolean positive() {
        return code / 100 == 2;
    }

    /** Go on: the reply to DATA and within AUTH. */
    boolean intermediate() {
        return code / 100 == 3;
    }

    boolean permanent() {
        return code / 100 == 5;
    }

    /** The other side hangs up (RFC 5321 §3.8), whatever it was asked. */
    boolean closing() {
        return code == 421;
    }

    /** The enhanced status code it gave, or the one its code means there. */
    String status(Stage stage) {
        String given = enhanced(lines.getFirst());
        // RFC 2034 §4: its class is that of the code; a host that says otherwise is not believed.
        return !given.isEmpty() && given.charAt(0) - '0' == code / 100
                ? given
                : StatusTable.of(code, stage);
    }

    /** Whether it gave an enhanced status code itself. */
    boolean hasStatus() {
        return !enhanced(lines.getFirst()).isEmpty();
    }

    /** Code and text in one line, cut. */
    String text() {
        String first = enhanced(lines.getFirst());
        StringBuilder out = new StringBuilder().append(code);
        for (int i = 0; i < lines.size() && out.length() < MAX_TEXT; i++) {
            String line = lines.get(i);
            boolean repeated = i > 0 && !first.isEmpty() && line.startsWith(first);
            String words = (repeated ? line.substring(first.length()) : line).strip();
            if (!words.isEmpty()) {
                out.append(' ').append(words);
            }
        }
        return out.length() <= MAX_TEXT ? out.toString() : out.substring(0, MAX_TEXT) + "...";
    }

    /** {@code 5.1.1} at the beginning of a line (RFC 3463 §2); empty if there is none. */
    private static String enhanced(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        int dots = 0;
        int digits = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                digits++;
            } else {
                return "";
            }
        }
        return dots == 2 && digits > 0 && word.charAt(1) == '.' ? word : "";
    }
}
