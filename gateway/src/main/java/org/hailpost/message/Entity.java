package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hailpost.message.PartIndex.Kind;
import org.hailpost.message.PartIndex.Part;
import org.jspecify.annotations.Nullable;

/** A part while it is being scanned. Of one scan and one thread. */
final class Entity {
    private static final int MAX_BOUNDARY = 256; // RFC 2046 §5.1.1 allows 70.
    private static final MimeValue TEXT_PLAIN =
            new MimeValue("text/plain", List.of(new MimeValue.Parameter("charset", "us-ascii")));

    final @Nullable Entity parent;
    final int depth;
    final long start;
    final RawHeader header;
    final List<Entity> parts = new ArrayList<>(0);

    long bodyStart;
    long end;
    long breaksBefore;
    long lines;
    Kind kind = Kind.LEAF;
    String type = "text";
    String subtype = "plain";
    MimeValue contentType = TEXT_PLAIN;
    String encoding = "7bit";
    boolean terminated; // A multipart whose last boundary has come.

    Entity(@Nullable Entity parent, long start, HeaderField.Of fields) {
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.start = start;
        this.header = new RawHeader(fields);
    }

    /** Decides from the complete header what this is. */
    void classify(boolean mayNest) {
        readType();
        String given = header.getOrEmpty(HeaderField.CONTENT_TRANSFER_ENCODING);
        String token = given.isEmpty() ? "" : MimeValue.parse(given).value();
        encoding = MimeValue.isToken(token) ? token : "7bit";
        if (is("multipart")) {
            if (mayNest && !boundary().isEmpty()) {
                kind = Kind.MULTIPART;
            } else {
                becomePlainText();
            }
        } else if (is("message") && subtype.equalsIgnoreCase("rfc822")) {
            if (mayNest && isIdentity()) {
                kind = Kind.MESSAGE;
            } else {
                // Encoded against RFC 2046 §5.2.1, or too deep: without its envelope it cannot be
                // called a message.
                type = "application";
                subtype = "octet-stream";
            }
        }
    }

    private void readType() {
        String given = header.get(HeaderField.CONTENT_TYPE);
        if (given != null) {
            MimeValue parsed = MimeValue.parse(given);
            int slash = parsed.value().indexOf('/');
            if (slash > 0
                    && MimeValue.isToken(parsed.value().substring(0, slash))
                    && MimeValue.isToken(parsed.value().substring(slash + 1))) {
                contentType = parsed;
                type = parsed.value().substring(0, slash);
                subtype = parsed.value().substring(slash + 1);
                return;
            }
        }
        if (parent != null
                && parent.kind == Kind.MULTIPART
                && parent.subtype.equalsIgnoreCase("digest")
                && given == null) {
            contentType = new MimeValue("message/rfc822", List.of()); // RFC 2046 §5.1.5
            type = "message";
            subtype = "rfc822";
        }
    }

    /** For a multipart that turns out to have no parts: BODYSTRUCTURE has no form for it. */
    void becomePlainText() {
        kind = Kind.LEAF;
        type = "text";
        subtype = "plain";
        contentType = TEXT_PLAIN;
        encoding = "7bit";
    }

    boolean is(String mainType) {
        return type.equalsIgnoreCase(mainType);
    }

    /** The boundary; empty if there is none that can be used. */
    String boundary() {
        String boundary = contentType.get("boundary");
        return boundary == null || boundary.length() > MAX_BOUNDARY ? "" : boundary.stripTrailing();
    }

    String charset() {
        return contentType.token("charset");
    }

    private boolean isIdentity() {
        return encoding.equalsIgnoreCase("7bit")
                || encoding.equalsIgnoreCase("8bit")
                || encoding.equalsIgnoreCase("binary");
    }

    Part toPart() {
        return new Part(
                start,
                bodyStart,
                end,
                lines,
                type.toLowerCase(Locale.ROOT),
                subtype.toLowerCase(Locale.ROOT),
                encoding.toLowerCase(Locale.ROOT),
                is("text") ? PlainText.line(charset(), 64).toLowerCase(Locale.ROOT) : "",
                kind,
                parts.stream().map(Entity::toPart).toList());
    }
}
