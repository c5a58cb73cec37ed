package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
    @TempDir private Path directory;

    @Test
    void keepsTwoFilesOfBoundedSizeAndTheLastLines() throws Exception {
        BoundedLog log = new BoundedLog(directory.resolve("server.log"), 1000);

        drain(log, "line of a server\n".repeat(1000) + "last\n");

        assertThat(Files.size(directory.resolve("server.log"))).isLessThan(1100);
        assertThat(Files.size(directory.resolve("server.log.1"))).isLessThan(1100);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
        assertThat(Files.readString(directory.resolve("server.log"))).endsWith("last\n");
        assertThat(log.tail()).endsWith("last").hasLineCount(20);
    }

    @Test
    void goesOnReadingWhenItCannotWrite() {
        BoundedLog log = new BoundedLog(directory.resolve("no/such/folder/server.log"), 1000);

        drain(log, "first\nsecond\n");

        assertThat(log.tail()).isEqualTo("first\nsecond");
    }

    private static void drain(BoundedLog log, String text) {
        log.drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
