package org.hailpost.message;

import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * Turns HTML into the text a reader would see; quoted blocks get {@code >} so that they fold like
 * plain ones.
 */
final class HtmlText {
    /** Ids and classes of what mail programs put around history that they do not mark as quoted. */
    private static final Set<String> HISTORY =
            Set.of(
                    "appendonsend",
                    "divRplyFwdMsg",
                    "x_divRplyFwdMsg",
                    "OLK_SRC_BODY_SECTION",
                    "mail-editor-reference-message-container",
                    "yahoo_quoted",
                    "OutlookMessageHeader");

    private HtmlText() {}

    /**
     * The text of a page.
     *
     * @param history where, as the markup says, history begins; the text's length if it does not
     *     say
     */
    record Text(String text, int history) {}

    static Text of(String html) {
        Writer writer = new Writer();
        Jsoup.parse(html).traverse(writer);
        String all = writer.out.toString();
        String text = all.strip();
        int history = writer.history < 0 ? text.length() : writer.history - all.indexOf(text);
        return new Text(text, Math.clamp(history, 0, text.length()));
    }

    private static boolean isHistory(Element element) {
        return HISTORY.contains(element.id()) || HISTORY.stream().anyMatch(element::hasClass);
    }

    private static boolean isHidden(Element element) {
        return element.hasAttr("hidden")
                || (element.hasAttr("style")
                        && element.attr("style")
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")
                                .contains("display:none"));
    }

    private static final class Writer implements NodeVisitor {
        private final StringBuilder out = new StringBuilder();
        private int history = -1;
        private int quoteDepth;
        private int preDepth;
        private int hiddenDepth;
        private boolean space;
        private boolean lineStart = true;
        private int emptyLines = 1;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (hiddenDepth == 0) {
                    text(text.getWholeText());
                }
            } else if (node instanceof Element element) {
                hiddenDepth += isHidden(element) ? 1 : 0;
                if (history < 0 && isHistory(element)) {
                    block();
                    history = out.length();
                }
                switch (element.normalName()) {
                    case "script", "style", "head", "template", "noscript" -> hiddenDepth++;
                    case "br" -> newLine();
                    case "img" -> emoji(element.attr("alt"));
                    case "blockquote" -> {
                        block();
                        quoteDepth++;
                    }
                    case "pre" -> {
                        block();
                        preDepth++;
                    }
                    case "li" -> {
                        block();
                        text("- ");
                        space = false;
                        out.append(' ');
                    }
                    case "td", "th" -> space = !lineStart;
                    case "p" -> paragraph();
                    default -> {
                        if (element.isBlock()) {
                            block();
                        }
                    }
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                hiddenDepth -= isHidden(element) ? 1 : 0;
                switch (element.normalName()) {
                    case "script", "style", "head", "template", "noscript" -> hiddenDepth--;
                    case "blockquote" -> {
                        block();
                        quoteDepth--;
                    }
                    case "pre" -> {
                        block();
                        preDepth--;
                    }
                    case "p" -> paragraph();
                    default -> {
                        if (element.isBlock()) {
                            block();
                        }
                    }
                }
            }
        }

        /** Many programs send them as pictures. */
        private void emoji(String alt) {
            if (hiddenDepth == 0 && alt.length() <= 8 && alt.chars().anyMatch(c -> c > 0x2000)) {
                text(alt);
            }
        }

        private void text(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (preDepth > 0 && c == '\n') {
                    newLine();
                } else if (preDepth > 0 && (c == ' ' || c == '\t')) {
                    put(c);
                } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\u00a0') {
                    space = !lineStart;
                } else {
                    put(c);
                }
            }
        }

        private void put(char c) {
            if (lineStart && quoteDepth > 0) {
                out.append(">".repeat(Math.min(quoteDepth, 10))).append(' ');
            }
            if (space) {
                out.append(' ');
            }
            space = false;
            lineStart = false;
            emptyLines = 0;
            out.append(c);
        }

        private void block() {
            if (!lineStart) {
                newLine();
            }
        }

        private void paragraph() {
            block();
            if (emptyLines == 0) {
                newLine();
            }
        }

        private void newLine() {
            if (space && endsWithDelimiter()) {
                out.append(' ');
            }
            if (lineStart) {
                if (++emptyLines > 2) {
                    return;
                }
                if (quoteDepth > 0) {
                    out.append('>');
                }
            }
            out.append('\n');
            lineStart = true;
            space = false;
        }

        /** The line is a signature's delimiter, whose space counts (RFC 3676 §4.3). */
        private boolean endsWithDelimiter() {
            int end = out.length();
            return end >= 2
                    && out.charAt(end - 1) == '-'
                    && out.charAt(end - 2) == '-'
                    && (end == 2 || out.charAt(end - 3) == '\n');
        }
    }
}
