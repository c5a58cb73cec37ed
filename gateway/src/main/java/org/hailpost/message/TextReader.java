package org.hailpost.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hailpost.message.PartIndex.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the text parts of a scanned message.
 *
 * @param readable of the first text/plain part, else of the first text/html part
 * @param searchText of all text parts
 */
record TextReader(ReadableText readable, String searchText) {
    /**
     * Encoded octets read of one part: enough for {@link MessageScanner#MAX_SEARCH_TEXT} in most
     * alphabets.
     */
    private static final int MAX_BYTES = 768 * 1024;

    /** HTML needs more octets for its text, and more time for each. */
    private static final int MAX_HTML_BYTES = 256 * 1024;

    static TextReader read(Content content, Entity root) throws IOException {
        List<Entity> parts = new ArrayList<>(2);
        collect(root, parts);
        Entity shown = shown(parts, root);
        ReadableText readable = ReadableText.EMPTY;
        StringBuilder search = new StringBuilder();
        String only = "";
        for (Entity part : parts) {
            if (part != shown && search.length() >= MessageScanner.MAX_SEARCH_TEXT) {
                continue;
            }
            HtmlText.Text read = text(content, part);
            String text = read.text();
            if (part == shown) {
                readable = readable(read, part, root);
            }
            if (parts.size() == 1) {
                only = text;
            } else if (search.length() < MessageScanner.MAX_SEARCH_TEXT) {
                search.append(text).append('\n');
            }
        }
        if (parts.size() == 1 && only.equals(readable.whole())) {
            return new TextReader(readable, readable.whole());
        }
        return new TextReader(
                readable,
                PlainText.clean(
                        parts.size() == 1 ? only : search.toString(),
                        MessageScanner.MAX_SEARCH_TEXT));
    }

    private static void collect(Entity entity, List<Entity> texts) {
        if (entity.kind == Kind.LEAF && entity.is("text") && entity.end > entity.bodyStart) {
            texts.add(entity);
        }
        entity.parts.forEach(part -> collect(part, texts));
    }

    private static @Nullable Entity shown(List<Entity> texts, Entity root) {
        Entity html = null;
        for (Entity text : texts) {
            if (!Attachments.isAttachment(text) && !isForwarded(text, root)) {
                if (text.subtype.equalsIgnoreCase("plain")) {
                    return text;
                }
                if (html == null && isHtml(text)) {
                    html = text;
                }
            }
        }
        return html;
    }

    /** Somebody else's words: within a message/rfc822 part. */
    private static boolean isForwarded(Entity entity, Entity root) {
        for (Entity e = entity.parent; e != null; e = e.parent) {
            if (e.kind == Kind.MESSAGE && e != root) {
                return true;
            }
        }
        return false;
    }

    private static boolean isForward(Entity root) {
        return ThreadKey.isForward(
                HeaderReader.decoded(root.header.get(HeaderField.SUBJECT), ThreadKey.MAX_SUBJECT));
    }

    private static ReadableText readable(HtmlText.Text read, Entity part, Entity root) {
        String text = PlainText.clean(read.text(), MessageScanner.MAX_TEXT);
        if (isHtml(part)) {
            return Quotes.fold(text, read.history(), isForward(root));
        }
        if (ImageReferences.isIn(text)) {
            text = PlainText.clean(ImageReferences.named(text, root), MessageScanner.MAX_TEXT);
        }
        return Quotes.fold(text, text.length(), isForward(root));
    }

    private static boolean isHtml(Entity part) {
        return part.subtype.equalsIgnoreCase("html");
    }

    private static HtmlText.Text text(Content content, Entity part) throws IOException {
        boolean html = isHtml(part);
        int length = (int) Math.min(part.end - part.bodyStart, html ? MAX_HTML_BYTES : MAX_BYTES);
        byte[] body = new byte[length];
        try (InputStream in = content.open(part.bodyStart, length)) {
            if (in.readNBytes(body, 0, length) < length) {
                throw new EOFException("content is shorter than it was");
            }
        }
        byte[] decoded = TransferDecoder.decode(body, part.encoding.toLowerCase(Locale.ROOT));
        String text = MailCharset.decode(decoded, decoded.length, part.charset());
        if (html) {
            return HtmlText.of(text);
        }
        String plain =
                part.contentType.token("format").equalsIgnoreCase("flowed")
                        ? FlowedText.join(
                                text, part.contentType.token("delsp").equalsIgnoreCase("yes"))
                        : withoutCarriageReturns(text);
        return new HtmlText.Text(plain, plain.length());
    }

    static String withoutCarriageReturns(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }
}
