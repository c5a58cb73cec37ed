package org.hailpost.app;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void add(Object... cells) {
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(("%-" + (width(i) + 2) + "s").formatted(row.get(i)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
