package org.hailpost.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a benchmark found.
 *
 * @param benchmark its name
 * @param measures what it measures: what follows "Measured:" in a sentence
 * @param machine on what it ran
 * @param notes what a reader must know to judge the figures
 * @param broken promises that did not hold, and how; empty if all did
 */
public record Result(
        String benchmark,
        String measures,
        String machine,
        List<Row> rows,
        List<String> notes,
        List<String> broken) {
    /** A result of figures alone, in which no promise was at stake. */
    static Result of(Benchmark benchmark, List<Row> rows, List<String> notes) {
        return new Result(
                benchmark.name(), benchmark.measures(), Bench.machine(), rows, notes, List.of());
    }

    /** The same, and these rows. */
    Result with(List<Row> more) {
        List<Row> all = new ArrayList<>(rows);
        all.addAll(more);
        return new Result(benchmark, measures, machine, all, notes, broken);
    }
}
