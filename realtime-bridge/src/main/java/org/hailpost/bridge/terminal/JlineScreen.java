package org.hailpost.bridge.terminal;

import java.io.Console;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;

/**
 * The window: one input line with a prompt, a status line under it, everything else scrolls above.
 * The user's thread reads; any thread may print, since JLine puts it above the line being written.
 */
final class JlineScreen implements Screen, AutoCloseable {
    private static final int NARROWEST = 40;

    private final Terminal terminal;
    private final LineReaderImpl reader;
    private final Paint paint;
    private final Status status;
    private volatile String prompt = "> ";
    private volatile String line = "";

    private JlineScreen(Terminal terminal, LineReaderImpl reader, Paint paint) {
        this.terminal = terminal;
        this.reader = reader;
        this.paint = paint;
        this.status = Status.getStatus(terminal);
    }

    static JlineScreen open(Map<String, String> environment) throws IOException {
        Terminal terminal =
                TerminalBuilder.builder().name("hailpost").system(true).dumb(true).build();
        LineReader reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("hailpost")
                        // No shell syntax: what is typed is said as it is.
                        .parser((text, cursor, _) -> new WholeLine(text, cursor))
                        .completer((_, parsed, candidates) ->
                                ChatCommand.NAMES.stream()
                                        .filter(name -> name.startsWith(parsed.line()))
                                        .map(Candidate::new)
                                        .forEach(candidates::add))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                        .variable(LineReader.HISTORY_SIZE, 200)
                        .build();
        return new JlineScreen(
                terminal, (LineReaderImpl) reader, Paint.of(!dumb(terminal), environment));
    }

    /** Tells of every key that changes the line, except while a command is written. */
    void onTyping(Runnable tell) {
        Widget insert = Objects.requireNonNull(reader.getWidgets().get(LineReader.SELF_INSERT));
        reader.getWidgets()
                .put(
                        LineReader.SELF_INSERT,
                        () -> {
                            boolean done = insert.apply();
                            if (!reader.getBuffer().toString().startsWith("/")) {
                                tell.run();
                            }
                            return done;
                        });
    }

    /**
     * @throws UserInterruptException on Ctrl-C
     * @throws EndOfFileException on Ctrl-D or when the input ends
     */
    String readLine() {
        return reader.readLine(prompt);
    }

    /** Reads without showing what is typed, and without remembering it. */
    String readSecret(String question) throws IOException {
        if (dumb(terminal)) {
            return readUnechoed(question);
        }
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(question, '\0');
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    /**
     * JLine hides a secret from a pipe or a dumb terminal by writing the question over and over.
     */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 says null again where there is no terminal
    private String readUnechoed(String question) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] secret = console.readPassword("%s", question);
            if (secret == null) {
                throw new EndOfFileException();
            }
            return new String(secret);
        }
        terminal.writer().print(question);
        terminal.flush();
        StringBuilder secret = new StringBuilder();
        for (int c = terminal.reader().read(); c != '\n'; c = terminal.reader().read()) {
            if (c < 0) {
                throw new EndOfFileException();
            }
            if (c != '\r') {
                secret.append((char) c);
            }
        }
        terminal.writer().println();
        return secret.toString();
    }

    private static boolean dumb(Terminal terminal) {
        return terminal.getType().toLowerCase(Locale.ROOT).startsWith(Terminal.TYPE_DUMB);
    }

    @Override
    public int width() {
        int columns = terminal.getColumns();
        return columns <= 0 ? 79 : Math.max(NARROWEST, columns - 1);
    }

    @Override
    public Paint paint() {
        return paint;
    }

    @Override
    public void print(List<String> lines) {
        if (!lines.isEmpty()) {
            reader.printAbove(AttributedString.fromAnsi(String.join("\n", lines)));
        }
    }

    @Override
    public void state(String newStatus, String newPrompt) {
        boolean promptChanged = !newPrompt.equals(prompt);
        prompt = newPrompt;
        if (promptChanged && reader.isReading()) {
            reader.setPrompt(newPrompt);
            redraw();
        }
        if (!newStatus.equals(line)) {
            line = newStatus;
            String text = Wrap.pad(" " + newStatus, width());
            AttributedStyle style = paint.on() ? AttributedStyle.INVERSE : AttributedStyle.DEFAULT;
            status.update(List.of(new AttributedString(text, style)));
        }
    }

    private void redraw() {
        try {
            reader.callWidget(LineReader.REDISPLAY);
        } catch (IllegalStateException _) {
            // The line was finished in this moment; the next one has the new prompt.
        }
    }

    @Override
    public void close() throws IOException {
        status.update(List.of()); // wipes the line, which closing alone leaves behind
        status.close();
        terminal.close();
    }
}
