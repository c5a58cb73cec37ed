package org.hailpost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a running benchmark has at hand: a directory that goes away with it, a gateway, and somebody
 * to tell how far it is.
 */
final class Bench implements AutoCloseable {
    private final BenchOptions options;
    private final Enrolment enrolment;
    private final Consumer<String> progress;
    private final Path directory;
    private @Nullable GatewayProcess gateway;
    private int enrolled;

    Bench(BenchOptions options, Enrolment enrolment, Consumer<String> progress) throws IOException {
        this.options = options;
        this.enrolment = enrolment;
        this.progress = progress;
        this.directory = Files.createTempDirectory("hailpost-bench-");
    }

    BenchOptions options() {
        return options;
    }

    /** A new directory, for a peer's files. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    void say(String what) {
        progress.accept(what);
    }

    /** The gateway that was named, else one of its own with at least so many accounts. */
    Target target(int accounts) throws Exception {
        if (options.target().isPresent()) {
            return options.target().get();
        }
        GatewayProcess own = gateway();
        enrol(accounts);
        return own.target(names(0, accounts));
    }

    /** A gateway of its own, which may be killed. */
    GatewayProcess gateway() throws IOException {
        if (gateway == null) {
            say("starting a gateway in " + directory);
            gateway = GatewayProcess.start(directory("gateway"), options.javaOptions());
        }
        return gateway;
    }

    private void enrol(int accounts) throws Exception {
        if (accounts > enrolled) {
            say("enrolling " + (accounts - enrolled) + " accounts");
            enrolment.enrol(
                    gateway().configuration(),
                    GatewayProcess.DOMAIN,
                    names(enrolled, accounts),
                    GatewayProcess.PASSWORD);
            enrolled = accounts;
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "user" + i + "@" + GatewayProcess.DOMAIN)
                .toList();
    }

    /** What the run took place on. */
    static String machine() {
        return "%d cores, %s, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor().orElse(System.getProperty("os.arch")),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static Optional<String> processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("[^:]*: *", ""))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
