package org.hailpost.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's {@code postmaster.pid}: line 1 is the pid, line 4 the port, line 8 the status
 * (PostgreSQL source, src/include/utils/pidfile.h). The file is rewritten in place, so any line may
 * be missing for a moment.
 */
record PidFile(long pid, int port, boolean ready) {
    static Optional<PidFile> read(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
            int port = lines.size() >= 4 ? Integer.parseInt(lines.get(3).strip()) : 0;
            return Optional.of(new PidFile(Long.parseLong(lines.getFirst().strip()), port, ready));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
