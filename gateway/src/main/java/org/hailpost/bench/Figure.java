package org.hailpost.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What was measured, once per round.
 *
 * @param repeats in the order of the rounds, in the row's unit; never empty
 */
record Figure(List<Double> repeats) {
    static Figure of(double... repeats) {
        return new Figure(Arrays.stream(repeats).boxed().toList());
    }

    double median() {
        double[] sorted = sorted();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double lowest() {
        return sorted()[0];
    }

    double highest() {
        return sorted()[repeats.size() - 1];
    }

    private double[] sorted() {
        return repeats.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
