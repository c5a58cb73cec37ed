package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesIT {
    @TempDir private Path parent;

    @Test
    void unpacksOnceAndRuns() throws Exception {
        PostgresBinaries first = PostgresBinaries.unpackInto(parent);
        FileTime unpacked = Files.getLastModifiedTime(first.program("postgres"));

        PostgresBinaries second = PostgresBinaries.unpackInto(parent);

        assertThat(second.program("postgres")).isEqualTo(first.program("postgres"));
        assertThat(Files.getLastModifiedTime(second.program("postgres"))).isEqualTo(unpacked);
        assertThat(second.majorVersion()).matches("\\d+");
    }

    @Test
    void whatAnInterruptedUnpackingLeftIsNotUsed() throws Exception {
        Files.createDirectories(parent.resolve(".unpacking-1/bin"));
        Files.writeString(parent.resolve(".unpacking-1/bin/postgres"), "half of it");

        PostgresBinaries binaries = PostgresBinaries.unpackInto(parent);

        assertThat(binaries.majorVersion()).matches("\\d+");
    }

    @Test
    void twoProcessesMayUnpackAtTheSameTime() throws Exception {
        Callable<String> unpack = () -> PostgresBinaries.unpackInto(parent).majorVersion();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<String> version : threads.invokeAll(List.of(unpack, unpack))) {
                assertThat(version.get()).matches("\\d+");
            }
        }
        try (Stream<Path> folders = Files.list(parent)) {
            assertThat(folders).hasSize(1);
        }
    }
}
