package org.hailpost.live;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.bridge.session.Blobs;
import org.hailpost.bridge.session.Principal;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.mailbox.Uploads;

/** Files of terminals, on their way into mails and in them. */
public final class LiveBlobs implements Blobs {
    private final Uploads uploads;
    private final ThreadStore threads;
    private final MessageParts parts;
    private final long largest;

    /**
     * @param maxMessageBytes of a mail that may be sent
     */
    public LiveBlobs(
            Uploads uploads, ThreadStore threads, MessageParts parts, long maxMessageBytes) {
        this.uploads = uploads;
        this.threads = threads;
        this.parts = parts;
        this.largest = MailWriter.largestFile(maxMessageBytes);
    }

    @Override
    public long largest() {
        return largest;
    }

    @Override
    public Optional<Upload> begin(Principal principal, long length) {
        return Ports.call(() -> uploads.begin(principal.accountId(), length))
                .map(LiveBlobs::upload);
    }

    @Override
    public Optional<Upload> find(Principal principal, String id) {
        return uuid(id).flatMap(
                        known -> Ports.call(() -> uploads.find(principal.accountId(), known)))
                .map(LiveBlobs::upload);
    }

    @Override
    public Optional<Upload> append(Principal principal, String id, long offset, byte[] piece) {
        return uuid(id).flatMap(known ->
                        Ports.call(
                                () -> uploads.append(principal.accountId(), known, offset, piece)))
                .map(LiveBlobs::upload);
    }

    @Override
    public Optional<Part> part(Principal principal, String message, String path) {
        return Ids.messageNumber(message)
                .flatMap(id -> Ports.call(() -> threads.message(principal.accountId(), id)))
                .flatMap(found ->
                        found.attachments().stream()
                                .filter(attachment -> attachment.partPath().equals(path))
                                .findFirst()
                                .flatMap(attachment ->
                                        Ports.call(() ->
                                                parts.find(
                                                        principal.accountId(),
                                                        found.id(),
                                                        attachment))));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Upload upload(org.hailpost.mailbox.Upload upload) {
        byte[] sha256 = upload.sha256();
        return new Upload(
                upload.id().toString(),
                upload.length(),
                upload.received(),
                upload.expires(),
                sha256 == null ? null : MailWriter.BLOB + HexFormat.of().formatHex(sha256));
    }
}
