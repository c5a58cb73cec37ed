package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hailpost.bridge.frame.Resume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir private Path directory;

    @Test
    void itGoesOnBehindTheLastWholeLineWhateverAKillLeft() throws Exception {
        Path file = directory.resolve("journal");
        try (Journal journal = new Journal(file)) {
            assertThat(journal.load()).isEmpty();
            journal.message("Grüße 1");
            journal.save(new Resume("e1", 4));
            journal.save(new Resume("e1", 5));
        }
        Files.writeString(file, "e1 6 Gr", StandardOpenOption.APPEND);
        try (Journal journal = new Journal(file)) {
            assertThat(journal.load()).contains(new Resume("e1", 5));
            journal.message("Grüße 2");
            journal.save(new Resume("e1", 6));
        }
        assertThat(Journal.read(file))
                .containsExactly(
                        new Journal.Seen("e1", 4, "Grüße 1"),
                        new Journal.Seen("e1", 5, ""),
                        new Journal.Seen("e1", 6, "Grüße 2"));
    }
}
