package org.hailpost.outbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header of a mail as DKIM sees it: which fields are signed, and in which form. */
final class DkimHeader {
    /**
     * Signed once more than they occur, so that none can be added in transit: a second From or
     * Subject is what the reader would be shown (RFC 6376 §8.15).
     */
    private static final List<String> OVERSIGNED =
            List.of(
                    "from",
                    "date",
                    "message-id",
                    "subject",
                    "to",
                    "cc",
                    "references",
                    "in-reply-to");

    /** Signed as often as they occur (RFC 6376 §5.4.1). */
    private static final Set<String> SIGNED =
            Set.of(
                    "sender",
                    "reply-to",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding",
                    "content-id",
                    "content-description",
                    "list-id",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "auto-submitted",
                    "resent-date",
                    "resent-from",
                    "resent-to",
                    "resent-cc",
                    "resent-message-id");

    private final Map<String, List<String>> fields = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** Each octet of the header is one char. */
    DkimHeader(String header) {
        int next;
        for (int at = 0; at < header.length(); at = next) {
            next = fieldEnd(header, at);
            int colon = header.indexOf(':', at);
            if (colon > at && colon < next) {
                String name = header.substring(at, colon).strip().toLowerCase(Locale.ROOT);
                fields.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(relaxed(name, header.substring(colon + 1, next)));
            }
        }
        for (String name : OVERSIGNED) {
            add(name, count(name) + 1);
        }
        SIGNED.stream().sorted().forEach(name -> add(name, count(name)));
    }

    /** The value of {@code h=}, in the order in which {@link #signedFields} has them. */
    List<String> names() {
        return names;
    }

    /** The fields as they are hashed; those that are named more often than they occur are not. */
    byte[] signedFields() {
        StringBuilder text = new StringBuilder();
        Map<String, Integer> taken = new HashMap<>();
        for (String name : names) {
            List<String> same = fields.getOrDefault(name, List.of());
            int fromTheEnd = taken.merge(name, 1, Integer::sum); // RFC 6376 §5.4.2
            if (fromTheEnd <= same.size()) {
                text.append(same.get(same.size() - fromTheEnd)).append("\r\n");
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A field in relaxed canonical form (RFC 6376 §3.4.2), without its line end. */
    static String relaxed(String name, String value) {
        StringBuilder out = new StringBuilder(name.length() + value.length() + 1);
        out.append(name.strip().toLowerCase(Locale.ROOT)).append(':');
        int begin = out.length();
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n') {
                continue;
            }
            if (c == ' ' || c == '\t') {
                space = out.length() > begin;
                continue;
            }
            if (space) {
                out.append(' ');
                space = false;
            }
            out.append(c);
        }
        return out.toString();
    }

    private int count(String name) {
        return fields.getOrDefault(name, List.of()).size();
    }

    private void add(String name, int times) {
        for (int i = 0; i < times; i++) {
            names.add(name);
        }
    }

    /**
     * Where the field ends whose first line begins here: a line that begins with white space goes
     * on.
     */
    private static int fieldEnd(String header, int from) {
        int at = from;
        while (true) {
            int lineEnd = header.indexOf('\n', at);
            if (lineEnd < 0) {
                return header.length();
            }
            at = lineEnd + 1;
            if (at >= header.length() || (header.charAt(at) != ' ' && header.charAt(at) != '\t')) {
                return at;
            }
        }
    }
}
