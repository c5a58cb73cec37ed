package org.hailpost.bridge.socket;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a body is asked for (RFC 9110 §14.2).
 *
 * @param offset of its first byte
 */
record ByteRange(long offset, long length) {
    private static final String UNIT = "bytes=";

    /** What the field asks for. */
    sealed interface Asked {}

    /** All of it: there is no such field, or it is none, or asks for several ranges. */
    record All() implements Asked {}

    /** A part of it. */
    record Some(ByteRange range) implements Asked {}

    /** Nothing that is there. */
    record Outside() implements Asked {}

    static Asked parse(@Nullable String field, long size) {
        if (field == null || !field.startsWith(UNIT)) {
            return new All();
        }
        String range = field.substring(UNIT.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return new All();
        }
        Optional<Long> first = number(range.substring(0, dash));
        Optional<Long> last = number(range.substring(dash + 1));
        boolean open = dash == range.length() - 1;
        if (dash == 0) {
            return last.map(suffix -> within(size - Math.min(suffix, size), size - 1, size))
                    .orElse(new All());
        }
        if (first.isEmpty()
                || (last.isEmpty() && !open)
                || last.orElse(first.get()) < first.get()) {
            return new All();
        }
        return within(first.get(), Math.min(last.orElse(size - 1), size - 1), size);
    }

    private static Asked within(long first, long last, long size) {
        return first >= size ? new Outside() : new Some(new ByteRange(first, last - first + 1));
    }

    private static Optional<Long> number(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 18
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
