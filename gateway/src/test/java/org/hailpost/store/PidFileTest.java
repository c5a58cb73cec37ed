package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir private Path directory;

    @Test
    void readsPidPortAndStatus() throws Exception {
        Path file = directory.resolve("postmaster.pid");
        Files.writeString(file, "42\n/data\n1790000000\n25000\n\n127.0.0.1\n  1 2\nready   \n");

        assertThat(PidFile.read(file)).contains(new PidFile(42, 25000, true));
    }

    @Test
    void isNotReadyWhileTheStatusIsMissingOrAnother() throws Exception {
        Path file = directory.resolve("postmaster.pid");
        Files.writeString(file, "42\n/data\n");
        assertThat(PidFile.read(file)).contains(new PidFile(42, 0, false));

        Files.writeString(file, "42\n/data\n1790000000\n25000\n\n127.0.0.1\n  1 2\nstarting\n");
        assertThat(PidFile.read(file)).contains(new PidFile(42, 25000, false));
    }

    @Test
    void aMissingEmptyOrBrokenFileIsNone() throws Exception {
        Path file = directory.resolve("postmaster.pid");
        assertThat(PidFile.read(file)).isEmpty();

        Files.writeString(file, "");
        assertThat(PidFile.read(file)).isEmpty();

        Files.writeString(file, "broken");
        assertThat(PidFile.read(file)).isEmpty();
    }
}
