package org.hailpost.bridge.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One line of a script. */
sealed interface ScriptCommand {
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** An empty line or a comment. */
    record Nothing() implements ScriptCommand {}

    record Send(String address, String text) implements ScriptCommand {}

    record Reply(String text) implements ScriptCommand {}

    record Open(String thread) implements ScriptCommand {}

    /** Waits for a message that was not waited for before, of somebody whose address begins so. */
    record WaitMessage(String from, Duration timeout) implements ScriptCommand {}

    record Threads() implements ScriptCommand {}

    record History(int messages) implements ScriptCommand {}

    /** Whole, with what is folded else. */
    record Original(int messages) implements ScriptCommand {}

    /** Files that go with the next send or reply. */
    record Attach(List<String> files) implements ScriptCommand {}

    /** Keeps an attachment. */
    record Save(String message, String part, String file) implements ScriptCommand {}

    record Search(String text) implements ScriptCommand {}

    record Read() implements ScriptCommand {}

    record Quit() implements ScriptCommand {}

    /** The line means nothing; the message says what would. */
    static final class SyntaxException extends Exception {
        SyntaxException(String message) {
            super(message);
        }
    }

    static ScriptCommand parse(String line) throws SyntaxException {
        String stripped = line.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return new Nothing();
        }
        String[] words = stripped.split("\\s+", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "send" -> send(rest);
            case "reply" -> new Reply(text(rest, "reply TEXT"));
            case "open" -> new Open(text(rest, "open THREAD|ADDRESS"));
            case "wait" -> waitMessage(List.of(rest.split("\\s+")));
            case "threads" -> new Threads();
            case "history" -> new History(rest.isEmpty() ? 20 : number(rest));
            case "original" -> new Original(rest.isEmpty() ? 1 : number(rest));
            case "search" -> new Search(text(rest, "search TEXT"));
            case "attach" -> attach(FileWords.parse(rest));
            case "save" -> save(FileWords.parse(rest).files());
            case "read" -> new Read();
            case "quit" -> new Quit();
            default -> throw new SyntaxException("unknown command " + words[0]);
        };
    }

    private static Send send(String rest) throws SyntaxException {
        String[] words = rest.split("\\s+", 2);
        if (words.length < 2 || !words[0].contains("@")) {
            throw new SyntaxException("send ADDRESS TEXT");
        }
        return new Send(words[0], words[1]);
    }

    private static Attach attach(FileWords words) throws SyntaxException {
        if (words.files().isEmpty() || !words.text().isEmpty()) {
            throw new SyntaxException("attach FILE…");
        }
        return new Attach(words.files());
    }

    private static Save save(List<String> words) throws SyntaxException {
        if (words.size() != 3
                || !words.getFirst().matches("M[0-9]{1,18}")
                || !words.get(1).matches("[0-9.]{1,50}")) {
            throw new SyntaxException("save MESSAGE PART FILE, such as: save M77 2 a.pdf");
        }
        return new Save(words.getFirst(), words.get(1), words.get(2));
    }

    private static String text(String rest, String usage) throws SyntaxException {
        if (rest.isEmpty()) {
            throw new SyntaxException(usage);
        }
        return rest;
    }

    private static int number(String text) throws SyntaxException {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 100) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new SyntaxException("history [1 to 100]");
    }

    private static WaitMessage waitMessage(List<String> words) throws SyntaxException {
        String from = "";
        Duration timeout = DEFAULT_TIMEOUT;
        boolean paired = words.size() % 2 == 1 && words.getFirst().equals("message");
        for (int i = 1; paired && i < words.size(); i += 2) {
            String value = words.get(i + 1);
            if (words.get(i).equals("from")) {
                from = value.toLowerCase(Locale.ROOT);
            } else if (words.get(i).equals("timeout") && duration(value).isPresent()) {
                timeout = duration(value).get();
            } else {
                paired = false;
            }
        }
        if (!paired) {
            throw new SyntaxException("wait message [from ADDRESS] [timeout 5s]");
        }
        return new WaitMessage(from, timeout);
    }

    /** 500ms, 5s or 2m. */
    private static Optional<Duration> duration(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            return Optional.empty();
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Optional.of(Duration.ofMillis(amount));
            case "s" -> Optional.of(Duration.ofSeconds(amount));
            case "m" -> Optional.of(Duration.ofMinutes(amount));
            default -> Optional.empty();
        };
    }
}
