package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hailpost.message.DeliveryReport.Action;
import org.hailpost.message.DeliveryReport.Recipient;
import org.hailpost.message.PartIndex.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart/report (RFC 6522): the part for machines, and the Message-ID of what was
 * returned. Bounded, and never fails for what the bytes are.
 */
final class DeliveryReportReader {
    private static final int MAX_OCTETS = 64 * 1024;
    private static final int MAX_RECIPIENTS = 100;
    private static final int MAX_REASON = 400;

    private final Content content;

    private DeliveryReportReader(Content content) {
        this.content = content;
    }

    /** Null if the mail is no report that can be read. */
    static @Nullable DeliveryReport read(Content content, Entity root) throws IOException {
        return root.kind == Kind.MULTIPART && root.subtype.equalsIgnoreCase("report")
                ? new DeliveryReportReader(content).report(root)
                : null;
    }

    private @Nullable DeliveryReport report(Entity root) throws IOException {
        String messageId = null;
        List<Map<String, String>> status = List.of();
        boolean disposition = false;
        for (Entity part : root.parts) {
            switch ((part.type + "/" + part.subtype).toLowerCase(Locale.ROOT)) {
                case "message/delivery-status", "message/global-delivery-status" ->
                        status = groups(text(part));
                case "message/disposition-notification",
                        "message/global-disposition-notification" -> {
                    status = groups(text(part));
                    disposition = true;
                }
                case "message/rfc822" ->
                        messageId =
                                part.kind == Kind.MESSAGE
                                        ? messageId(
                                                part.parts
                                                        .getFirst()
                                                        .header
                                                        .getOrEmpty(HeaderField.MESSAGE_ID))
                                        : messageId;
                case "text/rfc822-headers",
                        "message/rfc822-headers",
                        "message/global-headers",
                        "message/global" -> {
                    List<Map<String, String>> header = groups(text(part));
                    messageId =
                            header.isEmpty()
                                    ? messageId
                                    : messageId(header.getFirst().getOrDefault("message-id", ""));
                }
                default -> {}
            }
        }
        return status.isEmpty()
                ? null
                : disposition
                        ? disposition(status.getFirst(), messageId)
                        : status(status, messageId);
    }

    /** RFC 3464 §2.1: fields of the message, then those of each recipient. */
    private static @Nullable DeliveryReport status(
            List<Map<String, String>> groups, @Nullable String messageId) {
        List<Recipient> recipients = new ArrayList<>();
        for (Map<String, String> group : groups) {
            Action action = action(word(group.getOrDefault("action", "")));
            if (action != null && recipients.size() < MAX_RECIPIENTS) {
                recipients.add(
                        new Recipient(
                                address(group.get("original-recipient")),
                                address(group.get("final-recipient")),
                                action,
                                status(group.getOrDefault("status", "")),
                                diagnostic(group.getOrDefault("diagnostic-code", ""))));
            }
        }
        String envelopeId = groups.getFirst().get("original-envelope-id");
        return recipients.isEmpty()
                ? null
                : new DeliveryReport(
                        messageId,
                        envelopeId == null ? null : PlainText.line(envelopeId, 100),
                        recipients);
    }

    /** RFC 8098 §3.2.6: {@code Disposition: manual-action/MDN-sent-manually; displayed}. */
    private static @Nullable DeliveryReport disposition(
            Map<String, String> fields, @Nullable String returned) {
        String disposition = fields.getOrDefault("disposition", "");
        String kind = disposition.substring(disposition.indexOf(';') + 1);
        int modifier = kind.indexOf('/');
        if (!word(modifier < 0 ? kind : kind.substring(0, modifier)).equals("displayed")) {
            return null; // deleted, dispatched, processed: nothing that a sender waits for
        }
        String messageId = messageId(fields.getOrDefault("original-message-id", ""));
        return new DeliveryReport(
                messageId == null ? returned : messageId,
                null,
                List.of(
                        new Recipient(
                                address(fields.get("original-recipient")),
                                address(fields.get("final-recipient")),
                                Action.DISPLAYED,
                                "",
                                "")));
    }

    private static @Nullable Action action(String word) {
        return switch (word) {
            case "failed" -> Action.FAILED;
            case "delayed" -> Action.DELAYED;
            case "delivered" -> Action.DELIVERED;
            case "relayed" -> Action.RELAYED;
            case "expanded" -> Action.EXPANDED;
            default -> null;
        };
    }

    /** The first word, lower-cased; comments come after it. */
    private static String word(String value) {
        String stripped = value.strip();
        int end = 0;
        while (end < stripped.length() && " \t(;".indexOf(stripped.charAt(end)) < 0) {
            end++;
        }
        return stripped.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** RFC 3463 §2: a class of 2, 4 or 5, and two numbers. */
    private static String status(String value) {
        String word = word(value);
        String[] parts = word.split("\\.", -1);
        boolean fits =
                parts.length == 3
                        && "245".contains(parts[0])
                        && parts[0].length() == 1
                        && number(parts[1])
                        && number(parts[2]);
        return fits ? word : "";
    }

    private static boolean number(String text) {
        return !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** {@code smtp; 550 5.1.1 no such user} without the type. */
    private static String diagnostic(String value) {
        int semicolon = value.indexOf(';');
        boolean typed = semicolon >= 0 && semicolon < 20 && value.indexOf(' ') != 0;
        return PlainText.line(typed ? value.substring(semicolon + 1) : value, MAX_REASON);
    }

    /** {@code rfc822; amy@x.example}, {@code utf-8; …} (RFC 6533 §3); null if it is none. */
    private static @Nullable Address address(@Nullable String value) {
        if (value == null || value.length() > 1000) {
            return null;
        }
        int semicolon = value.indexOf(';');
        String given = value.substring(semicolon + 1).strip();
        if (given.startsWith("<") && given.endsWith(">")) {
            given = given.substring(1, given.length() - 1); // many do
        }
        try {
            return Address.parse(withoutEscapes(given));
        } catch (AddressSyntaxException e) {
            return null;
        }
    }

    /** RFC 6533 §3: {@code \x{E4}} stands for a character that is not ASCII. */
    private static String withoutEscapes(String address) {
        int at = address.indexOf("\\x{");
        if (at < 0) {
            return address;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (at >= 0) {
            int end = address.indexOf('}', at);
            if (end < 0 || end - at > 9) {
                break;
            }
            try {
                out.append(address, from, at)
                        .appendCodePoint(Integer.parseInt(address, at + 3, end, 16));
            } catch (IllegalArgumentException e) {
                return address; // no number, or no character
            }
            from = end + 1;
            at = address.indexOf("\\x{", from);
        }
        return out.append(address.substring(from)).toString();
    }

    private static @Nullable String messageId(String value) {
        List<String> ids = HeaderReader.messageIds(value);
        return ids.isEmpty() ? null : ids.getFirst();
    }

    /** Groups of fields with an empty line between; names in lower case, values unfolded. */
    private static List<Map<String, String>> groups(String text) {
        List<Map<String, String>> groups = new ArrayList<>();
        Map<String, String> group = new HashMap<>();
        String name = "";
        for (String line : text.split("\n", -1)) {
            if (line.isBlank()) {
                if (!group.isEmpty()) {
                    groups.add(group);
                    group = new HashMap<>();
                }
                name = "";
            } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                group.computeIfPresent(name, (_, value) -> value + " " + line.strip());
            } else {
                int colon = line.indexOf(':');
                name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty()) {
                    group.putIfAbsent(name, line.substring(colon + 1).strip());
                }
            }
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private String text(Entity part) throws IOException {
        int length = (int) Math.min(part.end - part.bodyStart, MAX_OCTETS);
        byte[] body;
        try (InputStream in = content.open(part.bodyStart, length)) {
            body = in.readNBytes(length);
        }
        byte[] decoded = TransferDecoder.decode(body, part.encoding.toLowerCase(Locale.ROOT));
        return TextReader.withoutCarriageReturns(
                MailCharset.decode(decoded, decoded.length, StandardCharsets.US_ASCII.name()));
    }
}
