package org.hailpost.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a benchmark is to be run.
 *
 * @param repeats rounds whose median is told
 * @param quick a small load, to see that everything works; its figures mean little
 * @param target a gateway that runs already; empty: one of its own
 * @param peers to measure in the same run, as {@link Benchmark#peers} names them
 * @param size what {@code --size} gives: how many terminals, sessions, or mails; empty: the
 *     benchmark's own
 * @param minutes of chaos
 * @param seed of chaos; empty: a new one
 * @param javaOptions of the gateway, as the launcher has them
 */
public record BenchOptions(
        int repeats,
        boolean quick,
        Optional<Target> target,
        Set<String> peers,
        OptionalLong size,
        Duration minutes,
        OptionalLong seed,
        List<String> javaOptions) {}
