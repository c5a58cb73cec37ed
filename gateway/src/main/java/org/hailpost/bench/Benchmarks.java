package org.hailpost.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The benchmarks, in the order in which {@code help} lists them. */
public final class Benchmarks {
    private static final List<Benchmark> ALL =
            List.of(
                    new Ingest(),
                    new Latency(),
                    new Outbound(),
                    new IdleTerminals(),
                    new Imap(),
                    new Chaos());

    private Benchmarks() {}

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(Benchmark::name).toList();
    }

    /** What one of them measures: what follows "Measure" in a sentence. */
    public static String measures(String name) {
        return named(name).orElseThrow().measures();
    }

    /** The names that {@code --peer} may have with one of them. */
    public static List<String> peers(String name) {
        return named(name).orElseThrow().peers();
    }

    /** The command-line options that one of them takes, beside those that every one takes. */
    public static List<String> options(String name) {
        return named(name).orElseThrow().options();
    }

    /**
     * Runs one of them.
     *
     * @param progress is told what happens, a line at a time
     * @throws IOException when the machine or the gateway did not do what the load needs; the
     *     message says what
     */
    public static Result run(
            String name, BenchOptions options, Enrolment enrolment, Consumer<String> progress)
            throws Exception {
        try (Bench bench = new Bench(options, enrolment, progress)) {
            return named(name).orElseThrow().run(bench);
        }
    }

    private static Optional<Benchmark> named(String name) {
        return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
    }
}
