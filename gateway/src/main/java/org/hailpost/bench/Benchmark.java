package org.hailpost.bench;

import java.util.List;

/** One of the things that {@code hailpost bench} measures: a row of {@link Benchmarks}. */
interface Benchmark {
    String name();

    /** What it measures: what follows "Measure" in a sentence. */
    String measures();

    /** The names that {@code --peer} may have here. */
    default List<String> peers() {
        return List.of();
    }

    /** The command-line options it takes, beside those that every one takes. */
    default List<String> options() {
        return peers().isEmpty()
                ? List.of("target", "repeats", "quick")
                : List.of("target", "repeats", "quick", "peer");
    }

    /** Blocks until it is done; progress goes to {@link Bench#say}. */
    Result run(Bench bench) throws Exception;
}
