package org.hailpost.relay;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the other side announced in its reply to EHLO or LHLO (RFC 5321 §4.1.1.1). */
record Extensions(Map<String, String> parameters) {
    /** After HELO. */
    static final Extensions NONE = new Extensions(Map.of());

    Extensions {
        parameters = Map.copyOf(parameters);
    }

    static Extensions of(Reply hello) {
        Map<String, String> found = new HashMap<>();
        List<String> lines = hello.lines();
        for (String line : lines.subList(1, lines.size())) {
            // "AUTH=LOGIN" is how it was written before RFC 2554.
            String text = line.strip().toUpperCase(Locale.ROOT).replace("AUTH=", "AUTH ");
            int space = text.indexOf(' ');
            found.merge(
                    space < 0 ? text : text.substring(0, space),
                    space < 0 ? "" : text.substring(space + 1).strip(),
                    (one, other) -> (one + " " + other).strip());
        }
        return new Extensions(found);
    }

    boolean has(String keyword) {
        return parameters.containsKey(keyword);
    }

    /** The largest message (RFC 1870 §4); 0 if there is no limit or none was said. */
    long maxSize() {
        String size = parameters.getOrDefault("SIZE", "");
        if (size.isEmpty() || size.length() > 18) {
            return 0;
        }
        for (int i = 0; i < size.length(); i++) {
            if (size.charAt(i) < '0' || size.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(size);
    }

    boolean offersLogin(String mechanism) {
        return List.of(parameters.getOrDefault("AUTH", "").split(" ", -1)).contains(mechanism);
    }
}
