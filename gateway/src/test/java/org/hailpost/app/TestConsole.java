package org.hailpost.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs command lines and keeps what they print. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path home;
    private String in = "";

    TestConsole(Path home) {
        this.home = home;
    }

    TestConsole withInput(String text) {
        in = text;
        return this;
    }

    int run(String... words) {
        return run(Commands.ALL, words);
    }

    int run(List<Command> commands, String... words) {
        out.reset();
        err.reset();
        var console =
                new Console(
                        new StringReader(in),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Optional.empty());
        return new Cli(commands, console, home, Map.of()).run(List.of(words));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
