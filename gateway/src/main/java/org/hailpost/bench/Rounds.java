package org.hailpost.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;

/** The same measurement on several systems in turn, so that a slow minute meets all of them. */
final class Rounds {
    private Rounds() {}

    /**
     * Measures each system once per round, after one round that does not count.
     *
     * @param systems what measures a system once, by its name
     */
    static SequencedMap<String, Figure> of(
            int repeats, SequencedMap<String, Callable<Double>> systems) throws Exception {
        Map<String, List<Double>> found = new LinkedHashMap<>();
        for (int round = -1; round < repeats; round++) {
            for (Map.Entry<String, Callable<Double>> system : systems.entrySet()) {
                double value = system.getValue().call();
                if (round >= 0) {
                    found.computeIfAbsent(system.getKey(), _ -> new ArrayList<>()).add(value);
                }
            }
        }
        var figures = new LinkedHashMap<String, Figure>();
        found.forEach((system, values) -> figures.put(system, new Figure(List.copyOf(values))));
        return figures;
    }
}
