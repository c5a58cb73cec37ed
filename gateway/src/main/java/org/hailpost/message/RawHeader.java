package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.hailpost.message.HeaderField.Of;
import org.jspecify.annotations.Nullable;

/**
 * The known fields of one header as their raw bytes, each byte one char (ISO 8859-1), unfolded,
 * trimmed, and with NUL and bare CR as spaces. Of a repeated field the first is kept.
 */
final class RawHeader {
    private final Of widest;
    private final Map<HeaderField, String> values = new EnumMap<>(HeaderField.class);
    private int fromCount;
    private int receivedCount;

    private @Nullable HeaderField current;

    /**
     * @param widest TOP for the message's own header, MESSAGE for that of a message within, PART
     *     for any other
     */
    RawHeader(Of widest) {
        this.widest = widest;
    }

    @Nullable String get(HeaderField field) {
        return values.get(field);
    }

    String getOrEmpty(HeaderField field) {
        return values.getOrDefault(field, "");
    }

    int fromCount() {
        return fromCount;
    }

    int receivedCount() {
        return receivedCount;
    }

    /** Takes one piece of a line. */
    void add(LineReader line, Capture capture) {
        byte[] bytes = line.bytes();
        if (line.starts()) {
            byte first = bytes[line.from()];
            if (first != ' ' && first != '\t') {
                begin(bytes, line.from(), line.to(), capture);
                return;
            }
        }
        if (current != null) {
            capture.append(bytes, line.from(), line.to());
        }
    }

    private void begin(byte[] bytes, int from, int to, Capture capture) {
        end(capture);
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        if (colon == to) {
            return; // Not a field: stepped over.
        }
        int nameEnd = colon;
        while (nameEnd > from && (bytes[nameEnd - 1] == ' ' || bytes[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        HeaderField field = HeaderField.named(bytes, from, nameEnd);
        if (field == HeaderField.FROM) {
            fromCount++;
        } else if (field == HeaderField.RECEIVED) {
            receivedCount++;
        }
        if (field != null
                && field.of.compareTo(widest) >= 0
                && field.of != Of.COUNT
                && get(field) == null) {
            current = field;
            capture.begin();
            capture.append(bytes, colon + 1, to);
        }
    }

    void end(Capture capture) {
        if (current != null) {
            values.put(current, capture.take());
            current = null;
        }
    }

    /**
     * The buffer a field is collected in; one for all headers of a message, so that it also keeps
     * the budget.
     */
    static final class Capture {
        private static final int MAX_FIELD = 64 * 1024;
        private static final int BUDGET = 1024 * 1024;

        private byte[] buffer = new byte[1024];
        private int length;
        private int budget = BUDGET;

        void begin() {
            length = 0;
        }

        /** What is beyond the field's limit, or the message's, is left out. */
        void append(byte[] bytes, int from, int to) {
            int count = Math.min(to - from, Math.min(MAX_FIELD, budget) - length);
            if (count <= 0) {
                return;
            }
            if (length + count > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(length + count, 2 * buffer.length));
            }
            System.arraycopy(bytes, from, buffer, length, count);
            length += count;
        }

        String take() {
            int from = 0;
            int to = length;
            for (int i = 0; i < to; i++) {
                if (buffer[i] == 0 || buffer[i] == '\r') {
                    buffer[i] = ' ';
                }
            }
            while (from < to && (buffer[from] == ' ' || buffer[from] == '\t')) {
                from++;
            }
            while (to > from && (buffer[to - 1] == ' ' || buffer[to - 1] == '\t')) {
                to--;
            }
            budget -= to - from;
            return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
