package org.hailpost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.hailpost.imap.BodySection.Kind;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.PartIndex;

/**
 * Finds the octets of a body section. Offsets of the part index count from the content's start; the
 * copy's trace headers stand before it and belong to the message's header.
 */
final class SectionReader {
    /** A part's header that is filtered comes into memory; no honest one is larger. */
    private static final int MAX_FILTERED_HEADER = 1024 * 1024;

    static final int HEAD = 32 * 1024;

    private final MailboxStore store;
    private final long accountId;
    private final BinaryReader binary;

    SectionReader(MailboxStore store, long accountId) {
        this.store = store;
        this.accountId = accountId;
        this.binary = new BinaryReader(store, accountId);
    }

    /**
     * Octets ready to be sent.
     *
     * @param rest what comes after the first octets, which were read already
     * @param nul whether a NUL is among them: they need a literal8 (RFC 3516 §4.3)
     */
    @SuppressWarnings("ArrayRecordComponent") // on its way to the socket, never compared
    record Found(long length, byte[] head, InputStream rest, boolean nul) {
        static Found of(byte[] bytes) {
            return new Found(bytes.length, bytes, InputStream.nullInputStream(), false);
        }
    }

    /**
     * The octets an item asks for; empty if the message has no such part.
     *
     * @throws UnknownEncodingException if they cannot be decoded
     * @throws IOException if the message is gone
     */
    Optional<Found> read(MessageMeta meta, FetchItem.Body item) throws IOException {
        return switch (item.form()) {
            case RAW -> read(meta, item.section());
            case DECODED -> binary.read(meta, item.section());
            case DECODED_SIZE -> binary.size(meta, item.section());
        };
    }

    private Optional<Found> read(MessageMeta meta, BodySection section) throws IOException {
        if (section.path().isEmpty()) {
            return Optional.of(readMessage(meta, section));
        }
        PartIndex parts = PartIndex.decode(Objects.requireNonNull(meta.partIndex()));
        PartIndex.Range range = parts.range(section.path(), unit(section.kind()), meta.traceSize());
        if (range == null) {
            return Optional.empty();
        }
        return Optional.of(
                filtered(section.kind())
                        ? filter(readAll(meta, range), section)
                        : open(meta, range.offset(), range.length(), section));
    }

    private Found readMessage(MessageMeta meta, BodySection section) throws IOException {
        return switch (section.kind()) {
            case CONTENT -> open(meta, 0, meta.size(), section);
            case TEXT -> open(meta, meta.headerSize(), meta.size() - meta.headerSize(), section);
            case HEADER, MIME -> slice(Objects.requireNonNull(meta.header()), section);
            case HEADER_FIELDS, HEADER_FIELDS_NOT ->
                    filter(Objects.requireNonNull(meta.header()), section);
        };
    }

    private static PartIndex.Section unit(Kind kind) {
        return switch (kind) {
            case CONTENT -> PartIndex.Section.CONTENT;
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT -> PartIndex.Section.HEADER;
            case TEXT -> PartIndex.Section.TEXT;
            case MIME -> PartIndex.Section.MIME;
        };
    }

    private static boolean filtered(Kind kind) {
        return kind == Kind.HEADER_FIELDS || kind == Kind.HEADER_FIELDS_NOT;
    }

    private static Found filter(byte[] header, BodySection section) {
        boolean except = section.kind() == Kind.HEADER_FIELDS_NOT;
        return slice(HeaderFilter.filter(header, section.fields(), except), section);
    }

    private byte[] readAll(MessageMeta meta, PartIndex.Range range) throws IOException {
        long length = Math.min(range.length(), MAX_FILTERED_HEADER);
        byte[] whole = meta.whole();
        if (whole != null) {
            return cut(whole, range.offset(), length);
        }
        try (InputStream in = store.open(accountId, meta.messageId(), range.offset(), length)) {
            return in.readAllBytes();
        }
    }

    /** A partial of octets in memory; beyond the end it is empty. */
    private static Found slice(byte[] bytes, BodySection section) {
        return Found.of(
                section.origin() < 0 ? bytes : cut(bytes, section.origin(), section.length()));
    }

    private static byte[] cut(byte[] bytes, long offset, long length) {
        int from = (int) Math.min(offset, bytes.length);
        int count = (int) Math.min(length, bytes.length - from);
        return from == 0 && count == bytes.length
                ? bytes
                : Arrays.copyOfRange(bytes, from, from + count);
    }

    private Found open(MessageMeta meta, long offset, long length, BodySection section)
            throws IOException {
        long from = offset;
        long count = length;
        if (section.origin() >= 0) {
            long skipped = Math.min(section.origin(), length);
            from = offset + skipped;
            count = Math.min(section.length(), length - skipped);
        }
        if (count == 0) {
            return Found.of(new byte[0]);
        }
        byte[] whole = meta.whole();
        if (whole != null) {
            return Found.of(cut(whole, from, count));
        }
        InputStream in = store.open(accountId, meta.messageId(), from, count);
        // Read before anything is promised: a message that is gone must not break a response off.
        byte[] head = in.readNBytes((int) Math.min(HEAD, count));
        return new Found(count, head, in, false);
    }
}
