package org.hailpost.bridge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.hailpost.bridge.frame.Resume;

/**
 * One line, {@code epoch seq}. Written beside the file and moved over it: after a crash there is
 * the old or the new line. It is not flushed to disk each time; after a power cut some events may
 * come twice, none is missed.
 */
final class FileResumeStore implements ResumeStore {
    private final Path file;
    private final Path next;

    FileResumeStore(Path file) {
        this.file = file.toAbsolutePath();
        this.next = this.file.resolveSibling(file.getFileName() + ".next");
    }

    @Override
    public Optional<Resume> load() throws IOException {
        String line;
        try {
            line = Files.readString(file, UTF_8).strip();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        int space = line.lastIndexOf(' ');
        try {
            return Optional.of(
                    new Resume(
                            line.substring(0, space), Long.parseLong(line.substring(space + 1))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            throw new IOException("not a resume file: " + file);
        }
    }

    @Override
    public void save(Resume resume) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(next, resume.epoch() + " " + resume.seq() + "\n", UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
