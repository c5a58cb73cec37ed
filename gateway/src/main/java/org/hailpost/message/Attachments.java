package org.hailpost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.hailpost.message.MimeValue.Parameter;
import org.hailpost.message.PartIndex.Kind;
import org.jspecify.annotations.Nullable;

/** Finds the parts that are offered as files, and names for them. */
final class Attachments {
    private static final int MAX_NAME = 200;

    private Attachments() {}

    static List<Attachment> of(Entity root) {
        List<Attachment> all = new ArrayList<>(0);
        each(root, (_, attachment) -> all.add(attachment));
        return List.copyOf(all);
    }

    /** The names of those that have a Content-ID, by it, without its angle brackets. */
    static Map<String, String> namesById(Entity root) {
        Map<String, String> names = new HashMap<>();
        each(
                root,
                (part, attachment) -> {
                    String id = part.header.getOrEmpty(HeaderField.CONTENT_ID);
                    if (id.startsWith("<") && id.endsWith(">")) {
                        names.putIfAbsent(id.substring(1, id.length() - 1), attachment.name());
                    }
                });
        return names;
    }

    private static void each(Entity root, BiConsumer<Entity, Attachment> found) {
        if (root.kind == Kind.MULTIPART) {
            collect(root, "", found);
        } else if (isAttachment(root)) {
            found.accept(root, attachment(root, "1"));
        }
    }

    private static void collect(
            Entity multipart, String prefix, BiConsumer<Entity, Attachment> found) {
        for (int i = 0; i < multipart.parts.size(); i++) {
            Entity part = multipart.parts.get(i);
            String path = prefix + (i + 1);
            if (part.kind == Kind.MULTIPART) {
                collect(part, path + ".", found);
            } else if (isAttachment(part)) {
                found.accept(part, attachment(part, path));
            }
        }
    }

    /** A part that says so, that has a file name, or that is no text. */
    static boolean isAttachment(Entity part) {
        MimeValue disposition = disposition(part);
        return disposition.value().equalsIgnoreCase("attachment")
                || !part.is("text")
                || isData(part)
                || !(rawName(disposition, "filename") + rawName(part.contentType, "name"))
                        .isEmpty();
    }

    /** Text for machines. */
    private static boolean isData(Entity part) {
        return part.subtype.equalsIgnoreCase("calendar")
                || part.subtype.equalsIgnoreCase("vcard")
                || part.subtype.equalsIgnoreCase("x-vcard");
    }

    private static MimeValue disposition(Entity part) {
        String raw = part.header.getOrEmpty(HeaderField.CONTENT_DISPOSITION);
        return raw.isEmpty() ? new MimeValue("", List.of()) : MimeValue.parse(raw);
    }

    private static Attachment attachment(Entity part, String path) {
        String raw = rawName(disposition(part), "filename");
        String name = safe(raw.isEmpty() ? rawName(part.contentType, "name") : raw);
        if (name.isEmpty() && part.kind == Kind.MESSAGE) {
            String subject = part.parts.getFirst().header.get(HeaderField.SUBJECT);
            String title =
                    safe(
                            HeaderReader.decoded(subject, MAX_NAME)
                                    .replace('/', ' ')
                                    .replace('\\', ' '));
            name = (title.isEmpty() ? "message" : title) + ".eml";
        }
        String type = (part.type + "/" + part.subtype).toLowerCase(Locale.ROOT);
        return new Attachment(
                path, name.isEmpty() ? nameFor(type, part, path) : name, type, decodedSize(part));
    }

    /** What a part without a name is: invitations, signatures and sealed mails have none often. */
    private static String nameFor(String type, Entity part, String path) {
        return switch (type) {
            case "text/calendar", "application/ics" -> "invitation.ics";
            case "text/vcard", "text/x-vcard", "text/directory" -> "contact.vcf";
            case "application/pgp-signature" -> "signature.asc";
            case "application/pgp-encrypted" -> "PGP-encrypted.txt";
            case "application/pgp-keys" -> "key.asc";
            case "application/pkcs7-signature", "application/x-pkcs7-signature" -> "smime.p7s";
            case "application/pkcs7-mime", "application/x-pkcs7-mime" -> "smime.p7m";
            case "message/delivery-status", "message/global-delivery-status" ->
                    "delivery-status.txt";
            case "message/disposition-notification" -> "disposition.txt";
            case "image/png" -> "image-" + path + ".png";
            case "image/jpeg" -> "image-" + path + ".jpg";
            case "image/gif" -> "image-" + path + ".gif";
            case "application/pdf" -> "document-" + path + ".pdf";
            default -> isSealed(part) ? "encrypted.asc" : "part-" + path;
        };
    }

    /** The second part of multipart/encrypted (RFC 3156 §4). */
    private static boolean isSealed(Entity part) {
        return part.parent != null
                && part.parent.is("multipart")
                && part.parent.subtype.equalsIgnoreCase("encrypted");
    }

    private static long decodedSize(Entity part) {
        long size = part.end - part.bodyStart;
        if (!part.encoding.equalsIgnoreCase("base64")) {
            return size;
        }
        return Math.max(0, (size - 2 * part.lines) / 4 * 3);
    }

    /**
     * A parameter decoded as RFC 2231 says, or as RFC 2047, which is forbidden there and common;
     * empty if absent.
     */
    private static String rawName(MimeValue value, String parameter) {
        List<Parameter> pieces = new ArrayList<>(0);
        String plain = "";
        for (Parameter given : value.parameters()) {
            String name = given.name();
            if (name.equalsIgnoreCase(parameter)) {
                plain = given.value();
            } else if (name.length() > parameter.length()
                    && name.charAt(parameter.length()) == '*'
                    && name.regionMatches(true, 0, parameter, 0, parameter.length())) {
                pieces.add(given);
            }
        }
        return pieces.isEmpty()
                ? EncodedWords.decode(plain)
                : joined(pieces, parameter.length() + 1);
    }

    /**
     * {@code name*=charset'language'text} or {@code name*0*=…; name*1=…}: pieces in their order of
     * number.
     */
    private static String joined(List<Parameter> pieces, int prefix) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String charset = "";
        for (int number = 0; number < pieces.size(); number++) {
            Parameter piece = numbered(pieces, prefix, number);
            if (piece == null) {
                break;
            }
            String text = piece.value();
            if (!piece.name().endsWith("*")) {
                bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
                continue;
            }
            int first = text.indexOf('\'');
            int second = first < 0 ? -1 : text.indexOf('\'', first + 1);
            if (number == 0 && second >= 0) {
                charset = text.substring(0, first);
                text = text.substring(second + 1);
            }
            percentDecode(text, bytes);
        }
        byte[] all = bytes.toByteArray();
        return MailCharset.decode(all, all.length, charset);
    }

    private static @Nullable Parameter numbered(List<Parameter> pieces, int prefix, int number) {
        for (Parameter piece : pieces) {
            String suffix = piece.name().substring(prefix);
            if (suffix.equals(Integer.toString(number))
                    || suffix.equals(number + "*")
                    || (number == 0 && suffix.isEmpty())) {
                return piece;
            }
        }
        return null;
    }

    private static void percentDecode(String text, ByteArrayOutputStream out) {
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < in.length; i++) {
            int value = in[i] == '%' ? TransferDecoder.hex(in, i + 1) : -1;
            out.write(value >= 0 ? value : in[i]);
            i += value >= 0 ? 2 : 0;
        }
    }

    /** The last segment of a path, without what could deceive a reader or a file system. */
    static String safe(String name) {
        StringBuilder out = new StringBuilder();
        String line = PlainText.line(name, Short.MAX_VALUE);
        for (int i = Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1;
                i < line.length();
                i++) {
            char c = line.charAt(i);
            if (PlainText.isBidiControl(c) || Character.getType(c) == Character.FORMAT) {
                continue;
            }
            out.append("<>:\"|?*".indexOf(c) >= 0 ? '_' : c);
        }
        String safe = out.toString().strip();
        while (safe.startsWith(".")) {
            safe = safe.substring(1);
        }
        if (safe.length() > MAX_NAME) {
            // Keeps the extension, for it decides what opens the file.
            int dot = safe.lastIndexOf('.');
            String extension = dot > safe.length() - 12 ? safe.substring(dot) : "";
            safe = PlainText.clean(safe, MAX_NAME - extension.length()) + extension;
        }
        return PlainText.clean(safe, MAX_NAME);
    }
}
