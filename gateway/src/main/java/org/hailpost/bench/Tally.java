package org.hailpost.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that fill up while rounds go on that each find several figures at once. */
final class Tally {
    private record Kind(String what, String unit, boolean more) {}

    private final Map<Kind, Map<String, List<Double>>> found = new LinkedHashMap<>();

    /** A figure of Hailpost of which less is better. */
    void less(String what, String unit, double value) {
        less(what, unit, Row.HAILPOST, value);
    }

    void less(String what, String unit, String system, double value) {
        add(new Kind(what, unit, false), system, value);
    }

    /** A figure of Hailpost of which more is better. */
    void more(String what, String unit, double value) {
        more(what, unit, Row.HAILPOST, value);
    }

    void more(String what, String unit, String system, double value) {
        add(new Kind(what, unit, true), system, value);
    }

    private void add(Kind kind, String system, double value) {
        found.computeIfAbsent(kind, _ -> new LinkedHashMap<>())
                .computeIfAbsent(system, _ -> new ArrayList<>())
                .add(value);
    }

    /** In the order in which they were found first. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        found.forEach((kind, systems) -> {
            var figures = new LinkedHashMap<String, Figure>();
            systems.forEach(
                    (system, values) -> figures.put(system, new Figure(List.copyOf(values))));
            rows.add(new Row(kind.what, kind.unit, kind.more, figures));
        });
        return rows;
    }
}
