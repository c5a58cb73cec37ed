package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.frame.Resume;

/**
 * What a terminal has seen, and how far it has come, in one file: an event is written down with its
 * number in one write, so a {@code kill -9} finds it seen and counted, or neither. That makes the
 * bridge's "at least once" an exactly once, as every terminal can have it that keeps both together.
 *
 * <p>A line is {@code epoch seq subject}; the subject is empty for what is no message.
 */
final class Journal implements ResumeStore, AutoCloseable {
    private final FileChannel file;
    private final Optional<Resume> start;
    private String subject = "";

    /**
     * A line of the journal.
     *
     * @param subject of the message; empty for any other event
     */
    record Seen(String epoch, long seq, String subject) {}

    /** Goes on behind the last whole line; what a kill left half-written is cut off. */
    Journal(Path path) throws IOException {
        List<Seen> seen = read(path);
        start =
                seen.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Resume(seen.getLast().epoch, seen.getLast().seq));
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        long size = seen.stream().mapToLong(line -> line(line).length).sum();
        file.truncate(size).position(size);
    }

    /** The whole lines; none if there is no file yet. */
    static List<Seen> read(Path path) throws IOException {
        List<Seen> seen = new ArrayList<>();
        String text;
        try {
            text = Files.readString(path, UTF_8);
        } catch (NoSuchFileException _) {
            return seen;
        }
        for (int at = 0; text.indexOf('\n', at) >= 0; at = text.indexOf('\n', at) + 1) {
            String[] words = text.substring(at, text.indexOf('\n', at)).split(" ", 3);
            seen.add(new Seen(words[0], Long.parseLong(words[1]), words[2]));
        }
        return seen;
    }

    /** The event whose number is saved next is a message. */
    void message(String itsSubject) {
        subject = itsSubject;
    }

    @Override
    public Optional<Resume> load() {
        return start;
    }

    @Override
    public void save(Resume resume) throws IOException {
        file.write(ByteBuffer.wrap(line(new Seen(resume.epoch(), resume.seq(), subject))));
        subject = "";
    }

    private static byte[] line(Seen seen) {
        return (seen.epoch + " " + seen.seq + " " + seen.subject + "\n").getBytes(UTF_8);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
