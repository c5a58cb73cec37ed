package org.hailpost.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of one incoming message: in memory first, in a file once they are many.
 *
 * <p>The file loses its name as soon as it is open, so the spool directory is empty whenever one
 * looks, and stays so after a kill -9.
 *
 * <p>Owned by one thread. Ends with {@link #finish()}, which hands the bytes over, or with {@link
 * #close()}, which throws them away; close after finish does nothing, so it fits a
 * try-with-resources statement. What fails to be written (disk full) is an {@link IOException};
 * what is too much, a {@link ContentTooLargeException}.
 */
public final class ContentSpool extends OutputStream {
    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int FILE_BUFFER = 64 * 1024;

    private final Path directory;
    private final long spillOver;
    private final long limit;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int buffered;
    private long size;
    private @Nullable FileChannel channel;
    private boolean ended;
    private boolean failed; // A write broke off: what the file holds is not what was given.

    /**
     * @param directory where a large message goes; must exist when it does
     * @param spillOver octets kept in memory at most
     * @param limit octets taken at most
     */
    public ContentSpool(Path directory, long spillOver, long limit) {
        this.directory = directory;
        this.spillOver = Math.min(spillOver, Integer.MAX_VALUE / 4);
        this.limit = limit;
    }

    /** Octets written so far. */
    public long size() {
        return size;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireSound();
        if (size + length > limit) {
            throw new ContentTooLargeException(limit);
        }
        if (channel == null && size + length > spillOver) {
            spill();
        }
        if (channel != null && buffered + length > buffer.length) {
            drain(channel);
            if (length >= buffer.length) {
                writeFully(channel, bytes, offset, length);
                size += length;
                return;
            }
        }
        if (buffered + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffered + length, 2 * buffer.length));
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
        size += length;
    }

    /** Ends writing; the content now owns the spool file, if there is one. */
    public Content finish() throws IOException {
        requireSound();
        if (channel == null) {
            ended = true;
            return new MemoryContent(
                    buffered == buffer.length ? buffer : Arrays.copyOf(buffer, buffered));
        }
        drain(channel); // If this fails the spool is still ours and close() frees it.
        ended = true;
        return new SpooledContent(channel, size);
    }

    /** Throws away what was written. */
    public void discard() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        buffer = new byte[0];
        buffered = 0;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        discard();
    }

    private void spill() throws IOException {
        channel = namelessFile(directory);
        drain(channel);
        buffer = new byte[FILE_BUFFER];
    }

    /** Nothing of it can be left behind: the system frees it with its channel or the process. */
    private static FileChannel namelessFile(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "mail", ".spool");
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    private void drain(FileChannel target) throws IOException {
        writeFully(target, buffer, 0, buffered);
        buffered = 0;
    }

    private void writeFully(FileChannel target, byte[] bytes, int offset, int length)
            throws IOException {
        failed = true;
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            target.write(rest);
        }
        failed = false;
    }

    private void requireSound() throws IOException {
        if (ended || failed) {
            throw new IOException(ended ? "content spool has ended" : "content spool has a gap");
        }
    }
}
