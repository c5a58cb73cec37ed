package org.hailpost.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hailpost.message.MimeValue.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Joins parameter values that come in pieces, {@code name*0} and {@code name*1} or {@code name*0*}
 * and so on, as BODYSTRUCTURE shall show them (RFC 2231 §6, RFC 9051 §7.5.2). What was encoded
 * stays so, under {@code name*}: clients have always decoded that themselves.
 */
final class ParameterContinuations {
    private static final String HEX = "0123456789ABCDEF";
    private static final String PLAIN = "!#$&+-.^_`{|}~";

    private ParameterContinuations() {}

    /** A piece's name, taken apart. */
    private record Piece(String name, int number, boolean encoded) {
        static @Nullable Piece of(String parameter) {
            boolean encoded = parameter.endsWith("*");
            String rest = encoded ? parameter.substring(0, parameter.length() - 1) : parameter;
            int star = rest.lastIndexOf('*');
            String digits = rest.substring(star + 1);
            if (star < 1 || digits.isEmpty() || digits.length() > 2 || !digits(digits)) {
                return null;
            }
            return new Piece(
                    rest.substring(0, star).toLowerCase(Locale.ROOT),
                    Integer.parseInt(digits),
                    encoded);
        }

        private static boolean digits(String text) {
            return text.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (text.length() == 1 || text.charAt(0) != '0');
        }
    }

    private record Value(boolean encoded, String text) {}

    /** The parameters, with joined ones where their first piece stood. */
    static List<Parameter> join(List<Parameter> parameters) {
        Map<String, Map<Integer, Value>> pieces = new HashMap<>();
        for (Parameter parameter : parameters) {
            Piece piece = Piece.of(parameter.name());
            if (piece != null) {
                pieces.computeIfAbsent(piece.name(), _ -> new HashMap<>())
                        .putIfAbsent(piece.number(), new Value(piece.encoded(), parameter.value()));
            }
        }
        // Without a beginning there is nothing to join to.
        pieces.values().removeIf(values -> !values.containsKey(0));
        if (pieces.isEmpty()) {
            return parameters;
        }
        List<Parameter> joined = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (Parameter parameter : parameters) {
            Piece piece = Piece.of(parameter.name());
            Map<Integer, Value> values = piece == null ? null : pieces.get(piece.name());
            if (piece == null || values == null) {
                joined.add(parameter);
            } else if (piece.number() == 0 && done.add(piece.name())) {
                joined.add(joined(parameter.name().substring(0, piece.name().length()), values));
            }
        }
        return joined;
    }

    private static Parameter joined(String name, Map<Integer, Value> values) {
        StringBuilder text = new StringBuilder();
        boolean encoded = false;
        for (int i = 0; ; i++) {
            Value value = values.get(i);
            if (value == null) {
                return new Parameter(encoded ? name + '*' : name, text.toString());
            }
            encoded |= i == 0 && value.encoded();
            text.append(encoded && !value.encoded() ? encode(value.text()) : value.text());
        }
    }

    private static String encode(String raw) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            }
        }
        return text.toString();
    }
}
