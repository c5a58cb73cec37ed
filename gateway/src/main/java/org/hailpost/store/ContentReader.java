package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * A range of bytes in the database, fetched in slices: constant memory, and no connection is held
 * while the reader does something else with the bytes.
 */
final class ContentReader extends InputStream {
    private static final int SLICE = 256 * 1024;

    private final Slices slices;
    private long offset;
    private long left;
    private byte[] slice = {};
    private int position;

    private ContentReader(Slices slices, long offset, long length) {
        this.slices = slices;
        this.offset = offset;
        this.left = length;
    }

    /**
     * Where the bytes come from; a slice may be shorter than asked for, and is empty at the end.
     */
    @FunctionalInterface
    private interface Slices {
        byte[] fetch(long offset, int count) throws IOException;
    }

    /** Of a message's wire bytes, trace headers included. */
    static ContentReader ofMessage(
            Database database, long accountId, long messageId, long offset, long length) {
        return new ContentReader(
                (from, count) -> message(database, accountId, messageId, from, count),
                offset,
                length);
    }

    /** Of a content. */
    static ContentReader ofContent(Database database, long contentId, long offset, long length) {
        return new ContentReader(
                (from, count) ->
                        Query.of(
                                        database,
                                        "select substr(bytes, (? + 1)::int, ?) from content where id = ?",
                                        from,
                                        count,
                                        contentId)
                                .first(row -> row.getBytes(1))
                                .orElseThrow(
                                        () -> new IOException("content " + contentId + " is gone")),
                offset,
                length);
    }

    /** Of a file on its way into a mail: what is left of the piece in which the offset lies. */
    static ContentReader ofUpload(
            Database database, long accountId, UUID uploadId, long offset, long length) {
        return new ContentReader(
                (from, count) ->
                        Query.of(
                                        database,
                                        """
                                        select substr(bytes, (? - start + 1)::int, ?) from upload_piece
                                        where account_id = ? and upload_id = ? and start <= ?
                                        order by start desc limit 1
                                        """,
                                        from,
                                        count,
                                        accountId,
                                        uploadId,
                                        from)
                                .first(row -> row.getBytes(1))
                                .filter(piece -> piece.length > 0)
                                .orElseThrow(
                                        () -> new IOException("upload " + uploadId + " is gone")),
                offset,
                length);
    }

    @Override
    public int read() throws IOException {
        return fill() ? slice[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, slice.length - position);
        System.arraycopy(slice, position, bytes, start, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position < slice.length) {
            return true;
        }
        if (left <= 0) {
            return false;
        }
        slice = slices.fetch(offset, (int) Math.min(left, SLICE));
        position = 0;
        offset += slice.length;
        left = slice.length == 0 ? 0 : left - slice.length;
        return slice.length > 0;
    }

    /** Of the trace headers first, then of the content; a slice may end short where they meet. */
    private static byte[] message(
            Database database, long accountId, long messageId, long offset, int count)
            throws IOException {
        Optional<byte[]> bytes =
                Query.of(
                                database,
                                """
                                select case when ? < octet_length(m.trace)
                                    then substr(m.trace, (? + 1)::int, ?)
                                    else (select substr(c.bytes, (? + 1 - octet_length(m.trace))::int, ?)
                                        from content c where c.id = m.content_id) end
                                from message m where m.account_id = ? and m.id = ?
                                """,
                                offset,
                                offset,
                                count,
                                offset,
                                count,
                                accountId,
                                messageId)
                        .first(row -> row.getBytes(1));
        return bytes.orElseThrow(() -> new IOException("message " + messageId + " is gone"));
    }
}
