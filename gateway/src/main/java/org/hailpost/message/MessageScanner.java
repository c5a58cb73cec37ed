package org.hailpost.message;

import java.io.IOException;
import java.util.List;

/**
 * Reads everything out of a message that anybody will ask for: once, at delivery.
 *
 * <p>One pass over the bytes finds the structure ({@link StructureScanner}); the few text parts
 * that are shown and searched are then decoded from their offsets, bounded. No bytes make it fail;
 * only reading them may. Limits: parts and depth as below, 64 KiB of a header field and 1 MiB of
 * all are looked at, 64 parameters of a field, 2,000 addresses of one, 100 references.
 */
public final class MessageScanner {
    /** Parts of one message, counting messages within as two. */
    public static final int MAX_PARTS = 1000;

    /** Parts around a part. */
    public static final int MAX_DEPTH = 50;

    /** Characters of the text that is shown. */
    public static final int MAX_TEXT = 64 * 1024;

    /** Characters of the text that is searched. */
    public static final int MAX_SEARCH_TEXT = 256 * 1024;

    private MessageScanner() {}

    /** Never fails for what the bytes are; throws only if they cannot be read. */
    public static ScannedMessage scan(Content content) throws IOException {
        Entity root = new StructureScanner().scan(content);
        TextReader text = TextReader.read(content, root);
        List<Attachment> attachments = Attachments.of(root);
        ImapBytes envelope = new ImapBytes();
        Envelope.write(envelope, root.header);
        return new ScannedMessage(
                root.bodyStart,
                content.size(),
                envelope.toBytes(),
                BodyStructure.of(root, true),
                BodyStructure.of(root, false),
                new PartIndex(root.toPart()).encode(),
                HeaderReader.read(root.header),
                text.readable(),
                text.searchText(),
                attachments,
                DeliveryReportReader.read(content, root));
    }
}
