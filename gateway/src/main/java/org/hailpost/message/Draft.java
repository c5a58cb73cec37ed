package org.hailpost.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail shall say, for {@link Composer}.
 *
 * @param subject any text; line breaks become spaces
 * @param text any text, paragraphs as long lines; LF or CRLF
 * @param inReplyTo message id with angle brackets; null if it begins a thread
 * @param references message ids, oldest first
 * @param extra further header fields, in this order
 * @param attachments files, in this order
 */
public record Draft(
        Party from,
        List<Party> to,
        List<Party> cc,
        String subject,
        String text,
        @Nullable String inReplyTo,
        List<String> references,
        List<Field> extra,
        List<Attachment> attachments) {
    /** A mail without files. */
    public Draft(
            Party from,
            List<Party> to,
            List<Party> cc,
            String subject,
            String text,
            @Nullable String inReplyTo,
            List<String> references,
            List<Field> extra) {
        this(from, to, cc, subject, text, inReplyTo, references, extra, List.of());
    }

    /**
     * A file that goes with it.
     *
     * @param name any text; what is no file name of it is left out
     * @param type a media type; what is none becomes {@code application/octet-stream}
     * @param content read while the mail is written
     */
    public record Attachment(String name, String type, Content content) {}

    /** One header field; the value is encoded and folded as it needs. */
    public record Field(String name, String value) {
        public Field {
            if (!HeaderText.isFieldName(name)) {
                throw new IllegalArgumentException("not a header field name");
            }
            if (HeaderText.breaksLine(value)) {
                throw new IllegalArgumentException("header field value has a line break or NUL");
            }
        }
    }
}
