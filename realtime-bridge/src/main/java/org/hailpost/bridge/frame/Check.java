package org.hailpost.bridge.frame;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the frames, in one vocabulary. A breach is an {@link IllegalArgumentException}
 * naming the field.
 */
final class Check {
    private Check() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Jackson gives null for what is missing, whatever the type says. */
    static void present(@Nullable Object value, String field) {
        that(value != null, field + " is missing");
    }

    static void length(@Nullable String value, int most, String field) {
        that(value != null, field + " is missing");
        optionalLength(value, most, field);
    }

    /** A NUL has no meaning in a text, and PostgreSQL keeps none. */
    static void optionalLength(@Nullable String value, int most, String field) {
        that(value == null || value.length() <= most, field + " is too long");
        that(value == null || value.indexOf(0) < 0, field + " has a NUL");
    }

    static void request(long request) {
        that(request >= 0, "request must not be negative");
    }

    static void optionalRequest(@Nullable Long request) {
        that(request == null || request >= 0, "request must not be negative");
    }

    static void page(@Nullable Integer limit) {
        that(limit == null || (limit >= 1 && limit <= FrameLimits.PAGE), "limit must be 1 to 100");
    }

    static void id(@Nullable String value, char letter, String field) {
        that(value != null, field + " is missing");
        optionalId(value, letter, field);
    }

    /** Ids are a letter and a positive number of at most 18 digits: T9, M77. */
    static void optionalId(@Nullable String value, char letter, String field) {
        if (value == null) {
            return;
        }
        boolean shaped = value.length() >= 2 && value.length() <= 19 && value.charAt(0) == letter;
        for (int i = 1; shaped && i < value.length(); i++) {
            char c = value.charAt(i);
            shaped = c >= '0' && c <= '9';
        }
        that(shaped, field + " must look like " + letter + "9");
    }

    static <T> List<T> copy(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    static <T> List<T> copy(@Nullable List<T> values, String field, int most) {
        that(values == null || values.size() <= most, field + " has too many entries");
        that(values == null || values.stream().allMatch(v -> v != null), field + " has a null");
        return copy(values);
    }

    static List<String> list(@Nullable List<String> values, String field, int most, int length) {
        if (values == null) {
            return List.of();
        }
        that(values.size() <= most, field + " has too many entries");
        for (String value : values) {
            length(value, length, field);
        }
        return List.copyOf(values);
    }
}
