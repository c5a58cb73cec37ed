package org.hailpost.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hailpost.bridge.session.Blobs;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.Attachment;
import org.hailpost.message.PartIndex;
import org.hailpost.message.TransferDecoder;

/**
 * The files in messages, without their transfer encoding. Their exact size has to be known before
 * the first octet goes out, so a part is decoded twice, in constant memory, rather than kept.
 */
public final class MessageParts {
    private static final int CHUNK = 16 * 1024;

    private final MailboxStore store;

    public MessageParts(MailboxStore store) {
        this.store = store;
    }

    /** A part as it is stored. */
    private record Encoded(long accountId, long messageId, PartIndex.Range range, String encoding) {
        boolean identity() {
            return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
        }
    }

    /** Empty if the message went meanwhile. */
    Optional<Blobs.Part> find(long accountId, long messageId, Attachment attachment) {
        List<MessageMeta> metas = new ArrayList<>(1);
        store.metas(
                accountId, List.of(messageId), Set.of(MessageMeta.Field.PART_INDEX), metas::add);
        return metas.stream()
                .findFirst()
                .flatMap(meta -> encoded(accountId, meta, path(attachment.partPath())))
                .map(part ->
                        new Blobs.Part(
                                attachment.name(),
                                attachment.type(),
                                size(part),
                                (offset, length) -> open(part, offset)));
    }

    private static List<Integer> path(String partPath) {
        return Arrays.stream(partPath.split("\\.")).map(Integer::valueOf).toList();
    }

    private static Optional<Encoded> encoded(long accountId, MessageMeta meta, List<Integer> path) {
        PartIndex parts = PartIndex.decode(Objects.requireNonNull(meta.partIndex()));
        PartIndex.Part part = parts.find(path);
        PartIndex.Range range = parts.range(path, PartIndex.Section.CONTENT, meta.traceSize());
        if (part == null || range == null) {
            return Optional.empty();
        }
        // Nothing but identity may be on what has parts (RFC 2045 §6.4).
        boolean leaf = part.kind() == PartIndex.Kind.LEAF;
        return Optional.of(
                new Encoded(accountId, meta.messageId(), range, leaf ? part.encoding() : "binary"));
    }

    private long size(Encoded part) {
        if (part.identity()) {
            return part.range().length();
        }
        try (InputStream in = open(part, 0)) {
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                size += count;
            }
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it went while it was read
        }
    }

    /** From a decoded octet on; what lies before it costs only where it has to be decoded. */
    private InputStream open(Encoded part, long origin) throws IOException {
        long skipped = part.identity() ? Math.min(origin, part.range().length()) : 0;
        InputStream raw =
                store.open(
                        part.accountId(),
                        part.messageId(),
                        part.range().offset() + skipped,
                        part.range().length() - skipped);
        // An encoding that nobody knows hides what is in it (RFC 2045 §6.4): it is given as it is.
        InputStream decoded = TransferDecoder.stream(raw, part.encoding()).orElse(raw);
        decoded.skipNBytes(origin - skipped);
        return decoded;
    }
}
