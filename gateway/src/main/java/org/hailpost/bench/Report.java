package org.hailpost.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;

/** A result for people: a table on the screen or in Markdown; and for programs. */
public final class Report {
    private final Result result;
    private final SequencedSet<String> systems = new LinkedHashSet<>();

    public Report(Result result) {
        this.result = result;
        result.rows().forEach(row -> systems.addAll(row.figures().keySet()));
    }

    /** Cells of a table, the titles first: load, unit, a column per system, a ratio per other. */
    public List<List<String>> table() {
        List<List<String>> table = new ArrayList<>();
        List<String> others = systems.stream().skip(1).toList();
        List<String> titles = new ArrayList<>(List.of(result.benchmark(), "unit"));
        titles.addAll(systems);
        others.forEach(other -> titles.add("to " + other));
        table.add(titles);
        for (Row row : result.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.what(), row.unit()));
            systems.forEach(system -> cells.add(cell(row.figures().get(system))));
            others.forEach(other ->
                    cells.add(
                            row.figures().containsKey(other)
                                    ? number(row.ahead(other)) + "x"
                                    : ""));
            table.add(cells);
        }
        return table;
    }

    /** A section of Markdown. */
    public String markdown() {
        List<List<String>> table = table();
        var text = new StringBuilder("### " + result.benchmark() + "\n\n");
        text.append("Measured: ").append(result.measures()).append(". ");
        text.append(result.machine()).append(".\n\n");
        text.append(line(table.getFirst()));
        text.append("|---|---").append("|---:".repeat(table.getFirst().size() - 2)).append("|\n");
        table.stream().skip(1).forEach(cells -> text.append(line(cells)));
        text.append('\n');
        result.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        result.broken().forEach(how -> text.append("- **Broken:** ").append(how).append('\n'));
        return text.toString();
    }

    /** Maps and lists for JSON: every figure with its median and all its repeats. */
    public Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("benchmark", result.benchmark());
        json.put("machine", result.machine());
        json.put("rows", result.rows().stream().map(Report::json).toList());
        json.put("notes", result.notes());
        json.put("broken", result.broken());
        return json;
    }

    private static Map<String, Object> json(Row row) {
        var json = new LinkedHashMap<String, Object>();
        json.put("what", row.what());
        json.put("unit", row.unit());
        var figures = new LinkedHashMap<String, Object>();
        row.figures()
                .forEach((system, figure) ->
                        figures.put(
                                system,
                                Map.of(
                                        "median", figure.median(),
                                        "repeats", figure.repeats())));
        json.put("figures", figures);
        return json;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String cell(@org.jspecify.annotations.Nullable Figure figure) {
        if (figure == null) {
            return "";
        }
        String median = number(figure.median());
        return figure.repeats().size() == 1
                ? median
                : median + " (" + number(figure.lowest()) + "–" + number(figure.highest()) + ")";
    }

    /** Three digits that count, and thousands apart. */
    static String number(double value) {
        double size = Math.abs(value);
        String format =
                size >= 100 || size == Math.rint(size) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
