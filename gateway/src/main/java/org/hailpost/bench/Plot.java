package org.hailpost.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A result as a picture (SVG): a bar per system and load, each load on its own scale, since their
 * units differ.
 */
public final class Plot {
    private static final int WIDTH = 760;
    private static final int LEFT = 300;
    private static final int BAR = 14;
    private static final int GAP = 16;
    private static final int TOP = 64;
    private static final List<String> COLOURS = List.of("#1769aa", "#9aa5b1", "#c77700", "#7a5195");

    private final Result result;

    public Plot(Result result) {
        this.result = result;
    }

    public String svg() {
        var body = new StringBuilder();
        int y = TOP;
        for (Row row : result.rows()) {
            y = group(body, row, y) + GAP;
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="system-ui, sans-serif" font-size="12">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="16" y="26" font-size="16" font-weight="600" fill="#1f2933">%3$s</text>
        <text x="16" y="46" fill="#52606d">%4$s</text>
        %5$s</svg>
        """
                .formatted(
                        WIDTH,
                        y,
                        escaped(result.benchmark() + ": " + result.measures()),
                        escaped(result.machine()),
                        body);
    }

    private static int group(StringBuilder body, Row row, int top) {
        double longest =
                row.figures().values().stream().mapToDouble(Figure::highest).max().orElse(1);
        int y = top;
        body.append(text(LEFT - 12, top + 11, "end", "#1f2933", row.what()));
        int index = 0;
        for (Map.Entry<String, Figure> bar : row.figures().entrySet()) {
            Figure figure = bar.getValue();
            double scale = (WIDTH - LEFT - 190) / Math.max(longest, 1e-9);
            double width = Math.max(1, figure.median() * scale);
            body.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                            LEFT,
                            y,
                            width,
                            BAR - 2,
                            COLOURS.get(index++ % COLOURS.size())));
            String label = Report.number(figure.median()) + " " + row.unit() + "  " + bar.getKey();
            body.append(text((int) (LEFT + width + 6), y + 10, "start", "#52606d", label));
            y += BAR;
        }
        return y;
    }

    private static String text(int x, int y, String anchor, String colour, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n"
                .formatted(x, y, anchor, colour, escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
