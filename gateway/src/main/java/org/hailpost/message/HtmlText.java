package org.hailpost.message;

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
    private HtmlText() {}

    static String of(String html) {
        Writer writer = new Writer();
        Jsoup.parse(html).traverse(writer);
        return writer.out.toString().strip();
    }

    private static final class Writer implements NodeVisitor {
        private final StringBuilder out = new StringBuilder();
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
                switch (element.normalName()) {
                    case "script", "style", "head", "template", "noscript" -> hiddenDepth++;
                    case "br" -> newLine();
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
    }
}
