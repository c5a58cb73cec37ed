package org.hailpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.hailpost.imap.SessionFuzz;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the bytes are: no crash, no hang, no hunger. Feeds each target its corpus in {@code
 * src/test/fuzz} and what a blind mutation makes of it, for a few seconds; {@code mvn -Pfuzz} lets
 * Jazzer, which sees where the bytes lead, have the same targets for longer.
 *
 * <p>{@code -Dhailpost.fuzz.seconds=30 -Dhailpost.fuzz.seed=1}. A fault found goes into the corpus.
 */
class FuzzTest {
    private static final Duration TIME =
            Duration.ofSeconds(Integer.getInteger("hailpost.fuzz.seconds", 6));
    private static final Duration HANG = Duration.ofSeconds(1);

    /** Allocated for one input, garbage included. */
    private static final long MEMORY = 256L * 1024 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @AfterAll
    static void end() {
        SessionFuzz.fuzzerTearDown();
    }

    @ParameterizedTest
    @EnumSource
    void nothingCrashesHangsOrDevours(FuzzTarget target) throws IOException {
        List<byte[]> corpus = corpus(target);
        assertThat(corpus).as("seeds in " + target.corpus()).hasSizeGreaterThan(1);
        for (byte[] data : corpus) {
            feed(target, data);
        }
        long seed = Long.getLong("hailpost.fuzz.seed", System.nanoTime());
        Mutations mutations = new Mutations(seed, corpus);
        long end = System.nanoTime() + TIME.toNanos();
        int runs = 0;
        while (System.nanoTime() - end < 0) {
            feed(target, mutations.next());
            runs++;
        }
        System.out.printf("fuzz %s seed %d: %d inputs%n", target.directory(), seed, runs);
    }

    private static void feed(FuzzTarget target, byte[] data) {
        long memory = THREADS.getCurrentThreadAllocatedBytes();
        long time = THREADS.getCurrentThreadCpuTime();
        try {
            target.take(data);
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError("input " + describe(data), e);
        }
        // Of this thread, so that a busy machine does not fail the test.
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - memory;
        if (took.compareTo(HANG) > 0 || allocated > MEMORY) {
            throw new AssertionError(
                    "%s and %d octets for %s".formatted(took, allocated, describe(data)));
        }
    }

    /** Enough to put it into the corpus. */
    private static String describe(byte[] data) {
        try {
            Path file = Files.createTempFile("fuzz-fault-", ".bin");
            Files.write(file, data);
            int shown = Math.min(data.length, 200);
            return "%s (%d octets, in %s)"
                    .formatted(HexFormat.of().formatHex(data, 0, shown), data.length, file);
        } catch (IOException e) {
            return HexFormat.of().formatHex(data);
        }
    }

    private static List<byte[]> corpus(FuzzTarget target) throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        try (Stream<Path> files = Files.list(target.corpus())) {
            for (Path file : files.sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
        }
        corpus.add(new byte[0]);
        return corpus;
    }
}
