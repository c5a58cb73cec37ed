package org.hailpost.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.Upload;
import org.hailpost.mailbox.Uploads;
import org.hailpost.message.Composer;
import org.hailpost.message.Content;
import org.hailpost.message.ContentSpool;
import org.hailpost.message.ContentTooLargeException;
import org.hailpost.message.Draft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the mails of terminals, with the files that go with them. */
public final class MailWriter {
    /** What stands before the hash in a blob's name. */
    static final String BLOB = "sha256:";

    private static final Logger LOG = LoggerFactory.getLogger(MailWriter.class);
    private static final long SPILL_OVER = 1 << 20;

    /** For header, text and the parts' own headers. */
    private static final long REST = 32 * 1024;

    private final Composer composer;
    private final Uploads uploads;
    private final Path spool;
    private final long maxMessageBytes;

    /**
     * @param spool where a large mail lies while it is stored
     */
    public MailWriter(Composer composer, Uploads uploads, Path spool, long maxMessageBytes) {
        this.composer = composer;
        this.uploads = uploads;
        this.spool = spool;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Files that were uploaded, as they go into a mail. */
    record Files(List<Draft.Attachment> attachments, List<UUID> uploads) {}

    /** The largest file that fits into a mail: base64 makes lines of 78 octets of 57. */
    static long largestFile(long maxMessageBytes) {
        return Math.max(0, (maxMessageBytes - REST) / 78 * 57);
    }

    /** Empty if one of them is not here. */
    Optional<Files> files(long accountId, List<SentBlob> blobs) {
        List<Draft.Attachment> attachments = new ArrayList<>();
        List<UUID> taken = new ArrayList<>();
        for (SentBlob blob : blobs) {
            byte[] sha256 =
                    HexFormat.of().parseHex(blob.blob(), BLOB.length(), blob.blob().length());
            Optional<Upload> upload = uploads.whole(accountId, sha256);
            if (upload.isEmpty()) {
                return Optional.empty();
            }
            String name = blob.name();
            String type = blob.type();
            attachments.add(
                    new Draft.Attachment(
                            name == null ? "" : name,
                            type == null ? "" : type,
                            uploads.content(accountId, upload.get())));
            taken.add(upload.get().id());
        }
        return Optional.of(new Files(attachments, taken));
    }

    /**
     * Writes a mail; the caller closes it.
     *
     * @throws ContentTooLargeException if no mail may be so large
     * @throws IllegalArgumentException if it cannot be written as a mail
     */
    Content write(Draft draft, String domain) throws IOException {
        long files = draft.attachments().stream().mapToLong(file -> file.content().size()).sum();
        if (files > largestFile(maxMessageBytes)) {
            throw new ContentTooLargeException(maxMessageBytes);
        }
        try (ContentSpool mail = new ContentSpool(spool, SPILL_OVER, maxMessageBytes)) {
            String _ = composer.compose(draft, domain, mail);
            return mail.finish();
        }
    }

    /** The mail is stored. What cannot be removed now expires. */
    void taken(long accountId, Files files) {
        try {
            uploads.remove(accountId, files.uploads());
        } catch (MailUnavailableException e) {
            LOG.warn("event=upload-left account={} reason={}", accountId, e.toString());
        }
    }
}
