package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A range of a message's wire bytes, trace headers included, fetched in slices: constant memory,
 * and no connection is held while the reader does something else with the bytes.
 */
final class ContentReader extends InputStream {
    private static final int SLICE = 256 * 1024;

    private final Database database;
    private final long accountId;
    private final long messageId;
    private long offset;
    private long left;
    private byte[] slice = {};
    private int position;

    ContentReader(Database database, long accountId, long messageId, long offset, long length) {
        this.database = database;
        this.accountId = accountId;
        this.messageId = messageId;
        this.offset = offset;
        this.left = length;
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
        slice = fetch((int) Math.min(left, SLICE));
        position = 0;
        offset += slice.length;
        left = slice.length == 0 ? 0 : left - slice.length;
        return slice.length > 0;
    }

    /** Of the trace headers first, then of the content; a slice may end short where they meet. */
    private byte[] fetch(int count) throws IOException {
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
