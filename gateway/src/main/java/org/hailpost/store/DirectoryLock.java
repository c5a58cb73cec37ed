package org.hailpost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One gateway per data directory: an operating system lock on {@code gateway.lock}, which ends with
 * the process however that ends. The file holds the pid, for the message to the second gateway.
 */
final class DirectoryLock implements AutoCloseable {
    /**
     * A POSIX lock belongs to the process, and closing *any* descriptor of the file drops it. So a
     * second attempt from within this process must be refused before it opens the file.
     */
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * @throws DataDirectoryInUseException if another gateway holds it
     */
    static DirectoryLock acquire(Path directory) throws IOException {
        Path real = Files.createDirectories(directory).toRealPath();
        if (!HELD_BY_THIS_PROCESS.add(real)) {
            throw new DataDirectoryInUseException(real, "pid " + ProcessHandle.current().pid());
        }
        try {
            return new DirectoryLock(real, lockedChannel(real));
        } catch (IOException | RuntimeException e) {
            HELD_BY_THIS_PROCESS.remove(real);
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        directory.resolve("gateway.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new DataDirectoryInUseException(directory, holder(channel));
            }
            channel.truncate(0);
            channel.write(utf8("pid " + ProcessHandle.current().pid()), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(64);
        channel.read(content, 0);
        return StandardCharsets.UTF_8.decode(content.flip()).toString().strip();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_BY_THIS_PROCESS.remove(directory);
        }
    }
}
