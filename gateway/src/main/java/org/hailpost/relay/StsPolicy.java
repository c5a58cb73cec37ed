package org.hailpost.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A domain's word on TLS (RFC 8461 §3.2).
 *
 * @param mx host names, or {@code *.example.org} for one label
 */
record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
    enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    static final StsPolicy ABSENT = new StsPolicy(Mode.NONE, List.of(), Duration.ZERO);

    /** RFC 8461 §3.2: max_age is at most 31557600, a year. */
    private static final long MAX_AGE_SECONDS = 31_557_600;

    private static final int MAX_PATTERNS = 200;

    StsPolicy {
        mx = List.copyOf(mx);
    }

    boolean enforced() {
        return mode == Mode.ENFORCE;
    }

    /** RFC 8461 §4.1. */
    boolean allows(String host) {
        return mx.stream().anyMatch(pattern -> CertificateNames.fits(pattern, host));
    }

    /** Reads a policy file; empty if it is not valid. Keys that are not known are passed over. */
    static Optional<StsPolicy> parse(String text) {
        String version = "";
        String mode = "";
        String age = "";
        List<String> mx = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip()) {
                case "version" -> version = version.isEmpty() ? value : version;
                case "mode" -> mode = mode.isEmpty() ? value : mode;
                case "max_age" -> age = age.isEmpty() ? value : age;
                case "mx" -> mx.add(value.toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        Optional<Mode> known = mode(mode);
        if (!version.equals("STSv1") || known.isEmpty() || mx.size() > MAX_PATTERNS) {
            return Optional.empty();
        }
        if (age.isEmpty()
                || age.length() > 10
                || !age.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        if (mx.isEmpty() && known.get() != Mode.NONE) {
            return Optional.empty();
        }
        long seconds = Math.min(Long.parseLong(age), MAX_AGE_SECONDS);
        return Optional.of(new StsPolicy(known.get(), mx, Duration.ofSeconds(seconds)));
    }

    private static Optional<Mode> mode(String word) {
        return switch (word) {
            case "enforce" -> Optional.of(Mode.ENFORCE);
            case "testing" -> Optional.of(Mode.TESTING);
            case "none" -> Optional.of(Mode.NONE);
            default -> Optional.empty();
        };
    }
}
