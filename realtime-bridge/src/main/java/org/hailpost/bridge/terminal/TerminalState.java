package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.frame.Resume;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal keeps between two runs: its id, and how far it has come, in files {@code NAME.id}
 * and {@code NAME.resume}. The files belong to one running terminal at a time; a second window gets
 * an id of its own and remembers nothing.
 */
final class TerminalState implements AutoCloseable {
    private final UUID id;
    private final ResumeStore resume;
    private final @Nullable FileChannel locked;

    private TerminalState(UUID id, ResumeStore resume, @Nullable FileChannel locked) {
        this.id = id;
        this.resume = resume;
        this.locked = locked;
    }

    /**
     * One file name per account and server, below the user's state directory (XDG Base Directory
     * Specification).
     */
    static Path defaultPath(Map<String, String> environment, String account, String server) {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        Path base = configured.isEmpty() ? Path.of(home, ".local", "state") : Path.of(configured);
        return base.resolve("hailpost").resolve(fileName(account) + "@@" + fileName(server));
    }

    private static String fileName(String text) {
        StringBuilder name = new StringBuilder();
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '.'
                            || c == '@'
                            || c == '-';
            name.append(plain ? String.valueOf(c) : "_" + Integer.toHexString(c));
        }
        return name.substring(0, Math.min(name.length(), 100));
    }

    static TerminalState open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path idFile = absolute.resolveSibling(absolute.getFileName() + ".id");
        FileChannel channel =
                FileChannel.open(
                        idFile,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (lock(channel).isEmpty()) {
            channel.close();
            return new TerminalState(UUID.randomUUID(), ResumeStore.inMemory(), null);
        }
        Path resumeFile = absolute.resolveSibling(absolute.getFileName() + ".resume");
        return new TerminalState(id(idFile), tolerant(ResumeStore.file(resumeFile)), channel);
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    private static UUID id(Path file) throws IOException {
        String kept = Files.readString(file, UTF_8).strip();
        try {
            return UUID.fromString(kept);
        } catch (IllegalArgumentException _) {
            UUID fresh = UUID.randomUUID();
            Files.writeString(file, fresh + "\n", UTF_8);
            return fresh;
        }
    }

    /**
     * A damaged file costs some messages shown twice; that is better than a terminal that does not
     * start.
     */
    private static ResumeStore tolerant(ResumeStore store) {
        return new ResumeStore() {
            @Override
            public Optional<Resume> load() {
                try {
                    return store.load();
                } catch (IOException _) {
                    return Optional.empty();
                }
            }

            @Override
            public void save(Resume resume) throws IOException {
                store.save(resume);
            }
        };
    }

    UUID id() {
        return id;
    }

    ResumeStore resume() {
        return resume;
    }

    @Override
    public void close() throws IOException {
        if (locked != null) {
            locked.close();
        }
    }
}
