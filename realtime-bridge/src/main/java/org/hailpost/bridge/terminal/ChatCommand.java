package org.hailpost.bridge.terminal;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What a line typed by the user means. Everything that is not a command is said in the open thread.
 */
sealed interface ChatCommand {
    List<String> NAMES =
            List.of(
                    "/threads",
                    "/open",
                    "/to",
                    "/attach",
                    "/save",
                    "/history",
                    "/search",
                    "/read",
                    "/help",
                    "/quit");

    record Nothing() implements ChatCommand {}

    record Say(String text) implements ChatCommand {}

    record To(String address, String text) implements ChatCommand {}

    record Threads() implements ChatCommand {}

    record Open(String thread) implements ChatCommand {}

    record History(int messages) implements ChatCommand {}

    /** Whole, with what is folded else. */
    record Original(int messages) implements ChatCommand {}

    /** Files go with the text, or, if there is none, with the next line. */
    record Attach(List<String> files, String text) implements ChatCommand {}

    /** Keeps the attachment of that number; an empty file means its own name. */
    record Save(int number, String file) implements ChatCommand {}

    record Search(String text) implements ChatCommand {}

    record Read() implements ChatCommand {}

    record Help() implements ChatCommand {}

    record Quit() implements ChatCommand {}

    /** Not understood; {@code hint} says what would be right. */
    record Wrong(String hint) implements ChatCommand {}

    /** A line that begins with two slashes is said with one of them. */
    static ChatCommand parse(String line) {
        String stripped = line.strip();
        if (stripped.isEmpty()) {
            return new Nothing();
        }
        if (!stripped.startsWith("/")) {
            return new Say(line.stripTrailing());
        }
        if (stripped.startsWith("//")) {
            return new Say(stripped.substring(1));
        }
        String[] words = stripped.split("\\s+", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "/threads", "/t" -> new Threads();
            case "/open", "/o" ->
                    rest.isEmpty() ? new Wrong("/open N or /open ADDRESS") : new Open(rest);
            case "/to" -> to(rest);
            case "/history", "/h" -> messages("/history", rest, 20, History::new);
            case "/original" -> messages("/original", rest, 1, Original::new);
            case "/search", "/s" -> rest.isEmpty() ? new Wrong("/search TEXT") : new Search(rest);
            case "/attach", "/a" -> attach(rest);
            case "/save" -> save(rest);
            case "/read", "/r" -> new Read();
            case "/help", "/?" -> new Help();
            case "/quit", "/exit", "/q" -> new Quit();
            default -> new Wrong("no command " + words[0] + "; /help lists them");
        };
    }

    private static ChatCommand to(String rest) {
        String[] words = rest.split("\\s+", 2);
        return words.length == 2 && words[0].contains("@")
                ? new To(words[0], words[1])
                : new Wrong("/to ADDRESS TEXT");
    }

    private static ChatCommand attach(String rest) {
        FileWords words = FileWords.parse(rest);
        return words.files().isEmpty() && !words.text().isEmpty()
                ? new Wrong("/attach FILE … [-- TEXT]")
                : new Attach(words.files(), words.text());
    }

    private static ChatCommand save(String rest) {
        FileWords words = FileWords.parse(rest);
        try {
            List<String> given = words.files();
            if ((given.size() == 1 || given.size() == 2) && words.text().isEmpty()) {
                return new Save(
                        Integer.parseInt(given.getFirst()), given.size() == 2 ? given.get(1) : "");
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        return new Wrong("/save NUMBER [FILE]");
    }

    private static ChatCommand messages(
            String command, String rest, int standard, IntFunction<ChatCommand> of) {
        if (rest.isEmpty()) {
            return of.apply(standard);
        }
        try {
            int messages = Integer.parseInt(rest);
            return messages >= 1 && messages <= 100
                    ? of.apply(messages)
                    : new Wrong(command + " 1 to 100");
        } catch (NumberFormatException _) {
            return new Wrong(command + " [NUMBER OF MESSAGES]");
        }
    }
}
