package org.hailpost.bridge.terminal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * File names in a line that the user types: words, in quotes if they have spaces; after a word
 * {@code --} the rest is text.
 */
record FileWords(List<String> files, String text) {
    FileWords {
        files = List.copyOf(files);
    }

    static FileWords parse(String line) {
        List<String> files = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = c == '"' || c == '\'' ? line.indexOf(c, at + 1) : -1;
            if (end > 0) {
                files.add(line.substring(at + 1, end));
                at = end + 1;
                continue;
            }
            end = at;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
                end++;
            }
            String word = line.substring(at, end);
            if (word.equals("--")) {
                return new FileWords(files, line.substring(end).strip());
            }
            files.add(word);
            at = end;
        }
        return new FileWords(files, "");
    }

    /** A path, with {@code ~} for the user's home; empty if it can be none. */
    static Optional<Path> path(String word) {
        try {
            return Optional.of(
                    word.startsWith("~/")
                            ? Path.of(System.getProperty("user.home", ""), word.substring(2))
                            : Path.of(word));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
