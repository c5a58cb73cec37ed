package org.hailpost.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Values with a unit: {@code 25ms}, {@code 5m}, {@code 50MB}, {@code 1MiB}. */
public final class Quantity {
    private static final Map<String, Duration> TIMES = new LinkedHashMap<>();
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    static {
        TIMES.put("ms", Duration.ofMillis(1));
        TIMES.put("s", Duration.ofSeconds(1));
        TIMES.put("m", Duration.ofMinutes(1));
        TIMES.put("h", Duration.ofHours(1));
        TIMES.put("d", Duration.ofDays(1));
        SIZES.put("B", 1L);
        SIZES.put("kB", 1_000L);
        SIZES.put("MB", 1_000_000L);
        SIZES.put("GB", 1_000_000_000L);
        SIZES.put("KiB", 1L << 10);
        SIZES.put("MiB", 1L << 20);
        SIZES.put("GiB", 1L << 30);
    }

    private Quantity() {}

    static Optional<Duration> duration(String text) {
        return split(text)
                .filter(parts -> TIMES.containsKey(parts.unit))
                .map(parts ->
                        TIMES.getOrDefault(parts.unit, Duration.ZERO).multipliedBy(parts.count));
    }

    public static Optional<Long> bytes(String text) {
        return split(text)
                .filter(parts -> SIZES.containsKey(parts.unit))
                .filter(parts -> parts.count <= Long.MAX_VALUE / SIZES.getOrDefault(parts.unit, 1L))
                .map(parts -> parts.count * SIZES.getOrDefault(parts.unit, 1L));
    }

    /** So many bytes for people to read: {@code 999 B}, {@code 1.2 MB}, {@code 12 MiB}. */
    public static String text(long bytes) {
        for (String unit : List.of("GiB", "MiB", "KiB")) {
            long size = SIZES.getOrDefault(unit, 1L);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + " " + unit;
            }
        }
        for (String unit : List.of("GB", "MB", "kB")) {
            long size = SIZES.getOrDefault(unit, 1L);
            if (bytes >= size) {
                return bytes % size == 0
                        ? bytes / size + " " + unit
                        : String.format(Locale.ROOT, "%.1f %s", (double) bytes / size, unit);
            }
        }
        return bytes + " B";
    }

    /** At most 12 digits, so that no unit overflows a Duration. */
    private static Optional<Parts> split(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits == 0 || digits > 12
                ? Optional.empty()
                : Optional.of(
                        new Parts(
                                Long.parseLong(text.substring(0, digits)),
                                text.substring(digits).strip()));
    }

    private record Parts(long count, String unit) {}
}
