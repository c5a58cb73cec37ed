package org.hailpost.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.message.Content;

/**
 * Files that terminals have put here for mails to come. They survive a restart; an account sees its
 * own only. Blocks; {@link MailUnavailableException}.
 */
public interface Uploads {
    /**
     * Announces a file; empty if the account has no room for one more until a mail has taken others
     * or they have expired.
     */
    Optional<Upload> begin(long accountId, long length);

    /** Empty once it has expired or was taken. */
    Optional<Upload> find(long accountId, UUID id);

    /**
     * Adds what comes next; kept when this returns.
     *
     * @return empty if the upload does not stand at {@code offset} or would become longer than was
     *     announced, or comes in too many pieces
     */
    Optional<Upload> append(long accountId, UUID id, long offset, byte[] piece);

    /** The newest whole file with these bytes. */
    Optional<Upload> whole(long accountId, byte[] sha256);

    /** The bytes of a whole file, read a piece at a time; nothing is to be closed. */
    Content content(long accountId, Upload upload);

    /** A mail has taken them. */
    void remove(long accountId, List<UUID> ids);
}
