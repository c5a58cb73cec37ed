package org.hailpost.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server writes, in two files of bounded size: {@code NAME} and the one before it, {@code
 * NAME.1}. The last lines stay in memory for messages about a failed start.
 *
 * <p>{@link #drain} runs on a thread of its own for the life of the server; it goes on reading when
 * the disk is full, since a server that cannot write its log would stop.
 */
final class BoundedLog {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedLog.class);
    private static final int TAIL_LINES = 20;

    private final Path file;
    private final long maxFileBytes;
    private final Deque<String> tail = new ArrayDeque<>();

    BoundedLog(Path file, long maxFileBytes) {
        this.file = file;
        this.maxFileBytes = maxFileBytes;
    }

    /** Reads until the end of the stream. */
    void drain(InputStream stream) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line;
            boolean failed = false;
            while ((line = reader.readLine()) != null) {
                remember(line);
                failed = !append(line, failed);
            }
        } catch (IOException e) {
            LOG.debug("event=log-stream-closed file={} reason={}", file, e.toString());
        }
    }

    /** The last lines, oldest first. */
    synchronized String tail() {
        return String.join("\n", tail);
    }

    private synchronized void remember(String line) {
        if (tail.size() == TAIL_LINES) {
            tail.removeFirst();
        }
        tail.addLast(line);
    }

    private boolean append(String line, boolean failedBefore) {
        try {
            if (Files.exists(file) && Files.size(file) > maxFileBytes) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (Writer writer =
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                writer.write(line);
                writer.write('\n');
            }
            return true;
        } catch (IOException e) {
            if (!failedBefore) {
                LOG.warn("event=log-not-written file={} reason={}", file, e.toString());
            }
            return false;
        }
    }
}
