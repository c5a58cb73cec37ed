package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.mailbox.Upload;
import org.hailpost.mailbox.UploadLimits;
import org.hailpost.mailbox.Uploads;
import org.hailpost.message.Content;

/** Files on their way into mails, in pieces. */
public final class PostgresUploads implements Uploads {
    /** Of one file: a terminal that sends single octets must not fill the table with rows. */
    private static final int MAX_PIECES = 10_000;

    /** Files in a statement that removes them with all their pieces. */
    private static final int AT_ONCE = 10;

    private static final String COLUMNS =
            "id, length, received, touched_at + ?::interval, sha256 from upload";

    private final Database database;
    private final UploadLimits limits;
    private final String lifetime;

    public PostgresUploads(Database database, UploadLimits limits) {
        this.database = database;
        this.limits = limits;
        this.lifetime = interval(limits.expireAfter());
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }

    /** Under the account's row lock, so that two at once do not both take the last room. */
    @Override
    public Optional<Upload> begin(long accountId, long length) {
        UUID id = UUID.randomUUID();
        boolean begun =
                database.inTransaction(connection -> {
                    long _ = Accounts.lock(connection, accountId);
                    return insert(connection, accountId, id, length);
                });
        return begun ? find(accountId, id) : Optional.empty();
    }

    private boolean insert(Connection connection, long accountId, UUID id, long length)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into upload (account_id, id, length)
                        select ?, ?, ? from (select count(*) as files, coalesce(sum(length), 0) as octets from upload
                            where account_id = ? and touched_at > now() - ?::interval) as used
                        where used.files < ? and used.octets + ? <= ?
                        """)) {
            statement.setLong(1, accountId);
            statement.setObject(2, id);
            statement.setLong(3, length);
            statement.setLong(4, accountId);
            statement.setString(5, lifetime);
            statement.setInt(6, limits.maxFiles());
            statement.setLong(7, length);
            statement.setLong(8, limits.maxBytes());
            return statement.executeUpdate() == 1;
        }
    }

    @Override
    public Optional<Upload> find(long accountId, UUID id) {
        return Query.of(
                        database,
                        "select "
                                + COLUMNS
                                + " where account_id = ? and id = ? and touched_at > now() - ?::interval",
                        lifetime,
                        accountId,
                        id,
                        lifetime)
                .first(PostgresUploads::read)
                .map(upload -> digested(accountId, upload));
    }

    @Override
    public Optional<Upload> whole(long accountId, byte[] sha256) {
        return Query.of(
                        database,
                        "select "
                                + COLUMNS
                                + """
                                 where account_id = ? and sha256 = ? and touched_at > now() - ?::interval
                                order by touched_at desc limit 1
                                """,
                        lifetime,
                        accountId,
                        sha256,
                        lifetime)
                .first(PostgresUploads::read);
    }

    @Override
    public Optional<Upload> append(long accountId, UUID id, long offset, byte[] piece) {
        boolean added =
                database.inTransaction(connection -> {
                    if (!advance(connection, accountId, id, offset, piece.length)) {
                        return false;
                    }
                    insert(connection, accountId, id, offset, piece);
                    return true;
                });
        return added ? find(accountId, id) : Optional.empty();
    }

    /** Of two that add at the same place one finds that it is elsewhere by now. */
    private boolean advance(Connection connection, long accountId, UUID id, long offset, int octets)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update upload set received = received + ?, pieces = pieces + 1, touched_at = now()
                        where account_id = ? and id = ? and received = ? and received + ? <= length
                            and pieces < ? and touched_at > now() - ?::interval
                        """)) {
            statement.setInt(1, octets);
            statement.setLong(2, accountId);
            statement.setObject(3, id);
            statement.setLong(4, offset);
            statement.setInt(5, octets);
            statement.setInt(6, MAX_PIECES);
            statement.setString(7, lifetime);
            return statement.executeUpdate() == 1;
        }
    }

    private static void insert(
            Connection connection, long accountId, UUID id, long offset, byte[] piece)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "insert into upload_piece (account_id, upload_id, start, bytes) values (?, ?, ?, ?)")) {
            statement.setLong(1, accountId);
            statement.setObject(2, id);
            statement.setLong(3, offset);
            statement.setBytes(4, piece);
            statement.executeUpdate();
        }
    }

    /**
     * Whoever finds a whole file without its hash works it out: also after a crash between the last
     * piece and this.
     */
    private Upload digested(long accountId, Upload upload) {
        if (upload.received() < upload.length() || upload.sha256() != null) {
            return upload;
        }
        byte[] sha256 = sha256(content(accountId, upload));
        Query.of(
                        database,
                        "update upload set sha256 = ? where account_id = ? and id = ?",
                        sha256,
                        accountId,
                        upload.id())
                .update();
        return new Upload(
                upload.id(), upload.length(), upload.received(), upload.expires(), sha256);
    }

    private static byte[] sha256(Content content) {
        try (InputStream in = content.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[64 * 1024];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
            return digest.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Content content(long accountId, Upload upload) {
        return Content.of(
                upload.length(),
                (offset, length) ->
                        ContentReader.ofUpload(database, accountId, upload.id(), offset, length));
    }

    @Override
    public void remove(long accountId, List<UUID> ids) {
        for (UUID id : ids) {
            Query.of(database, "delete from upload where account_id = ? and id = ?", accountId, id)
                    .update();
        }
    }

    /** Removes what nobody has touched for the lifetime of a file; returns how many they were. */
    static int forget(Database database, Duration lifetime) {
        int forgotten = 0;
        int removed;
        do {
            removed =
                    Query.of(
                                    database,
                                    """
                                    delete from upload where ctid = any(array(select ctid from upload
                                        where touched_at <= now() - ?::interval limit %d))
                                    """
                                            .formatted(AT_ONCE),
                                    interval(lifetime))
                            .update();
            forgotten += removed;
        } while (removed == AT_ONCE);
        return forgotten;
    }

    private static Upload read(ResultSet row) throws SQLException {
        return new Upload(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                row.getTimestamp(4).toInstant(),
                row.getBytes(5));
    }
}
