package org.hailpost.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each key of a TOML text stands. The TOML parser gives values without places, so this reads
 * the same text once more, for places alone: {@code [table]} and {@code key =} at the start of a
 * line, which is all that our configuration is written with. A key it does not see (one in an
 * inline table, say) has the line of the nearest table above it.
 */
final class KeyLines {
    private final Map<String, List<Integer>> lines = new LinkedHashMap<>();

    KeyLines(String toml) {
        String table = "";
        int number = 0;
        for (String raw : toml.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.startsWith("[") && line.contains("]")) {
                table = line.substring(1, line.indexOf(']')).strip();
                at(table, number);
            } else if (!line.startsWith("#") && line.contains("=")) {
                String key = line.substring(0, line.indexOf('=')).strip().replace("\"", "");
                if (!key.isEmpty() && key.chars().allMatch(KeyLines::keyCharacter)) {
                    at(table.isEmpty() ? key : table + "." + key, number);
                }
            }
        }
    }

    private void at(String key, int line) {
        lines.computeIfAbsent(key, _ -> new ArrayList<>()).add(line);
    }

    private static boolean keyCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    }

    /** The line of a key or of the nearest table above it; 0 when it is nowhere. */
    int of(String key) {
        for (String path = key; !path.isEmpty(); path = parent(path)) {
            List<Integer> found = lines.get(path);
            if (found != null) {
                return found.getFirst();
            }
        }
        return 0;
    }

    /** Keys and tables that stand in the text more than once, with all their lines. */
    Map<String, List<Integer>> repeated() {
        var repeated = new LinkedHashMap<String, List<Integer>>();
        lines.forEach((key, places) -> {
            if (places.size() > 1) {
                repeated.put(key, List.copyOf(places));
            }
        });
        return repeated;
    }

    static String parent(String key) {
        int dot = key.lastIndexOf('.');
        return dot < 0 ? "" : key.substring(0, dot);
    }
}
