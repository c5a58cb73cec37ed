package org.hailpost.bridge.terminal;

import java.util.Map;

/**
 * Colours, or none: only where a person looks at a terminal that has them, and not with NO_COLOR
 * set (no-color.org).
 */
record Paint(boolean on) {
    static final Paint NONE = new Paint(false);

    private static final String RESET = "\u001b[0m";

    static Paint of(boolean colourTerminal, Map<String, String> environment) {
        return new Paint(colourTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    String bold(String text) {
        return with("\u001b[1m", text);
    }

    String faint(String text) {
        return with("\u001b[2m", text);
    }

    String other(String text) {
        return with("\u001b[36m", text);
    }

    String own(String text) {
        return with("\u001b[32m", text);
    }

    String warning(String text) {
        return with("\u001b[31m", text);
    }

    private String with(String start, String text) {
        return on && !text.isEmpty() ? start + text + RESET : text;
    }
}
