package org.hailpost.message;

/** Plain text as simple HTML: paragraphs, quotes and links, and nothing that text does not say. */
final class TextHtml {
    private static final String QUOTE =
            "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">\n";

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private TextHtml() {}

    /** Lines end with LF. */
    static String of(String text) {
        TextHtml html = new TextHtml();
        html.out.append(
                "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n<div>");
        text.stripTrailing().lines().forEach(html::line);
        html.quote(0);
        return html.out.append("</div>\n</body></html>\n").toString();
    }

    private void line(String line) {
        int marks = 0;
        int at = 0;
        while (at < line.length() && line.charAt(at) == '>') {
            marks++;
            at++;
            if (at + 1 < line.length() && line.charAt(at) == ' ' && line.charAt(at + 1) == '>') {
                at++;
            }
        }
        if (marks > 0 && at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        quote(Math.min(marks, 10));
        while (at < line.length() && line.charAt(at) == ' ') {
            out.append("&nbsp;");
            at++;
        }
        words(line.substring(at));
        out.append("<br>\n");
    }

    private void quote(int marks) {
        for (; depth < marks; depth++) {
            out.append(QUOTE);
        }
        for (; depth > marks; depth--) {
            out.append("</blockquote>\n");
        }
    }

    private void words(String line) {
        int from = 0;
        while (from < line.length()) {
            int link = link(line, from);
            escaped(line.substring(from, link));
            int end = link;
            while (end < line.length() && " \t<>\"'".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            while (end > link && ".,;:!?)".indexOf(line.charAt(end - 1)) >= 0) {
                end--;
            }
            if (link < line.length()) {
                out.append("<a href=\"");
                escaped(line.substring(link, end));
                out.append("\">");
                escaped(line.substring(link, end));
                out.append("</a>");
            }
            from = Math.max(end, link);
        }
    }

    /** Where the next link begins; the line's length if there is none. */
    private static int link(String line, int from) {
        int https = line.indexOf("https://", from);
        int http = line.indexOf("http://", from);
        int link = https < 0 ? http : http < 0 ? https : Math.min(http, https);
        return link < 0 ? line.length() : link;
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }
}
