package org.hailpost.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * One line of a result: the same load, put on each system.
 *
 * @param what the load
 * @param unit of all its figures
 * @param more whether a larger figure is the better one
 * @param figures by system, in the order in which they are shown; the first is what is measured,
 *     the others are what it is held against
 */
record Row(String what, String unit, boolean more, SequencedMap<String, Figure> figures) {
    static final String HAILPOST = "hailpost";

    /** A row of Hailpost alone, where nothing can be held against it. */
    static Row alone(String what, String unit, boolean more, Figure figure) {
        return new Row(what, unit, more, new LinkedHashMap<>(Map.of(HAILPOST, figure)));
    }

    Figure first() {
        return figures.firstEntry().getValue();
    }

    /** How many times better the first one is than another system, by medians. */
    double ahead(String system) {
        double ours = first().median();
        double theirs = Objects.requireNonNull(figures.get(system)).median();
        return more ? ours / theirs : theirs / ours;
    }
}
