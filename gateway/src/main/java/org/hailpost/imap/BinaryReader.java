package org.hailpost.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.hailpost.imap.SectionReader.Found;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.PartIndex;
import org.hailpost.message.TransferDecoder;

/**
 * BINARY (RFC 3516): the octets of a part without their transfer encoding. Length and whether there
 * is a NUL have to be known before the first octet goes out, so a part is decoded twice, in
 * constant memory, rather than kept.
 */
final class BinaryReader {
    private static final int CHUNK = 8 * 1024;

    private final MailboxStore store;
    private final long accountId;

    /** A part as it is stored. */
    private record Encoded(PartIndex.Range range, String encoding) {
        boolean identity() {
            return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
        }
    }

    /** What a pass over decoded octets found. */
    private record Measured(long length, boolean nul) {}

    BinaryReader(MailboxStore store, long accountId) {
        this.store = store;
        this.accountId = accountId;
    }

    /** The decoded octets; a partial counts in these. */
    Optional<Found> read(MessageMeta meta, BodySection section) throws IOException {
        Optional<Encoded> part = find(meta, section);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        long origin = Math.max(0, section.origin());
        long limit = section.origin() < 0 ? Long.MAX_VALUE : section.length();
        Measured measured;
        try (InputStream decoded = open(meta, part.get(), origin)) {
            measured = measure(decoded, limit);
        }
        InputStream decoded = open(meta, part.get(), origin);
        byte[] head = decoded.readNBytes((int) Math.min(SectionReader.HEAD, measured.length()));
        return Optional.of(new Found(measured.length(), head, decoded, measured.nul()));
    }

    /** How many octets {@link #read} would give of the whole part; 0 if there is no such part. */
    Optional<Found> size(MessageMeta meta, BodySection section) throws IOException {
        Optional<Encoded> part = find(meta, section);
        long size = 0;
        if (part.isPresent()) {
            try (InputStream decoded = open(meta, part.get(), 0)) {
                size = measure(decoded, Long.MAX_VALUE).length();
            }
        }
        return Optional.of(new Found(size, new byte[0], InputStream.nullInputStream(), false));
    }

    private static Optional<Encoded> find(MessageMeta meta, BodySection section) {
        if (section.path().isEmpty()) {
            return Optional.of(new Encoded(new PartIndex.Range(0, meta.size()), "binary"));
        }
        PartIndex parts = PartIndex.decode(Objects.requireNonNull(meta.partIndex()));
        PartIndex.Part part = parts.find(section.path());
        PartIndex.Range range =
                parts.range(section.path(), PartIndex.Section.CONTENT, meta.traceSize());
        if (part == null || range == null) {
            return Optional.empty();
        }
        // Nothing but identity may be on what has parts (RFC 2045 §6.4).
        boolean leaf = part.kind() == PartIndex.Kind.LEAF;
        return Optional.of(new Encoded(range, leaf ? part.encoding() : "binary"));
    }

    /** From a decoded octet on; what lies before it costs only where it has to be decoded. */
    private InputStream open(MessageMeta meta, Encoded part, long origin) throws IOException {
        long skipped = part.identity() ? Math.min(origin, part.range().length()) : 0;
        InputStream decoded = decode(meta, part, skipped);
        long left = origin - skipped;
        while (left > 0) {
            long count = decoded.skip(left);
            left = count == 0 ? 0 : left - count;
        }
        return decoded;
    }

    private InputStream decode(MessageMeta meta, Encoded part, long from) throws IOException {
        PartIndex.Range range =
                new PartIndex.Range(part.range().offset() + from, part.range().length() - from);
        byte[] whole = meta.whole();
        InputStream raw =
                whole == null
                        ? store.open(accountId, meta.messageId(), range.offset(), range.length())
                        : new ByteArrayInputStream(
                                whole, (int) range.offset(), (int) range.length());
        return TransferDecoder.stream(raw, part.encoding())
                .orElseThrow(() -> new UnknownEncodingException(part.encoding()));
    }

    private static Measured measure(InputStream decoded, long limit) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long length = 0;
        boolean nul = false;
        while (length < limit) {
            int count = decoded.read(chunk, 0, (int) Math.min(CHUNK, limit - length));
            if (count < 0) {
                break;
            }
            for (int i = 0; i < count && !nul; i++) {
                nul = chunk[i] == 0;
            }
            length += count;
        }
        return new Measured(length, nul);
    }
}
