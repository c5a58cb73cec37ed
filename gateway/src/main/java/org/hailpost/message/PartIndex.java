package org.hailpost.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a message lie: answers BODY[section] without parsing the message again.
 *
 * <p>Offsets count from the start of the content. Trace headers are kept apart from the content and
 * served before it; {@link #range} takes their size as {@code prefix} and answers in offsets of the
 * whole.
 */
public record PartIndex(Part root) {
    /** Which bytes of a part: IMAP section-text, RFC 9051 §6.4.5.1. */
    public enum Section {
        /** {@code BODY[]}, {@code BODY[1.2]}: for a part its body, for the empty path all bytes. */
        CONTENT,
        /** {@code HEADER}: of the message, or of the message in a message/rfc822 part. */
        HEADER,
        /** {@code TEXT}: the body that goes with that header. */
        TEXT,
        /** {@code 1.MIME}: the header of the part itself. */
        MIME
    }

    /** Octets. */
    public record Range(long offset, long length) {}

    /**
     * One entity: a header, and a body that may hold more of them.
     *
     * @param start of the header
     * @param bodyStart after the header's empty line
     * @param end of the body; the line break before a boundary belongs to the boundary
     * @param lines line breaks in the body
     * @param type media type, lower case
     * @param subtype media subtype, lower case
     * @param encoding Content-Transfer-Encoding, lower case; {@code 7bit} if absent
     * @param charset of a text part, lower case; empty if not given
     * @param kind what {@code parts} means
     * @param parts of a multipart its parts; of a message/rfc822 the one message; of a leaf none
     */
    public record Part(
            long start,
            long bodyStart,
            long end,
            long lines,
            String type,
            String subtype,
            String encoding,
            String charset,
            Kind kind,
            List<Part> parts) {
        /** Octets of the body, still encoded. */
        public long size() {
            return end - bodyStart;
        }

        public boolean multipart() {
            return kind == Kind.MULTIPART;
        }

        public boolean messageRfc822() {
            return kind == Kind.MESSAGE;
        }

        public Range header() {
            return new Range(start, bodyStart - start);
        }

        public Range body() {
            return new Range(bodyStart, size());
        }
    }

    /** What the body of a part is made of. */
    public enum Kind {
        LEAF,
        MULTIPART,
        MESSAGE
    }

    /** The stored form, which stays readable in later versions. */
    public byte[] encode() {
        return PartIndexCodec.encode(this);
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static PartIndex decode(byte[] bytes) {
        return PartIndexCodec.decode(bytes);
    }

    /**
     * The part with this number, counted from 1 on each level; null if there is none. The empty
     * path is the root.
     */
    public @Nullable Part find(List<Integer> path) {
        Part part = root;
        boolean opened =
                true; // Whether the numbers count inside the part itself rather than inside its
        // message.
        for (int number : path) {
            if (!opened && part.messageRfc822()) {
                part = part.parts().getFirst();
                opened = true;
            }
            if (part.multipart()) {
                if (number < 1 || number > part.parts().size()) {
                    return null;
                }
                part = part.parts().get(number - 1);
                opened = false;
            } else if (opened && number == 1) {
                opened = false; // Part 1 of a message that is no multipart is its body.
            } else {
                return null;
            }
        }
        return part;
    }

    /**
     * The bytes of a section, in offsets of prefix and content together.
     *
     * @param path part number; empty for the message itself
     * @param prefix octets served before the content, which belong to the message's header
     * @return null if the message has no such section
     */
    public @Nullable Range range(List<Integer> path, Section section, long prefix) {
        if (path.isEmpty()) {
            return switch (section) {
                case CONTENT -> new Range(0, prefix + root.end());
                case HEADER -> new Range(0, prefix + root.bodyStart());
                case TEXT -> shift(root.body(), prefix);
                case MIME -> null;
            };
        }
        Part part = find(path);
        if (part == null) {
            return null;
        }
        return switch (section) {
            case CONTENT -> shift(part.body(), prefix);
            case MIME ->
                    part.start() == 0
                            ? new Range(0, prefix + root.bodyStart())
                            : shift(part.header(), prefix);
            case HEADER ->
                    part.messageRfc822() ? shift(part.parts().getFirst().header(), prefix) : null;
            case TEXT ->
                    part.messageRfc822() ? shift(part.parts().getFirst().body(), prefix) : null;
        };
    }

    private static Range shift(Range range, long prefix) {
        return new Range(range.offset() + prefix, range.length());
    }
}
