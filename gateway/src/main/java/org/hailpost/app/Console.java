package org.hailpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a command reads and writes.
 *
 * @param prompt asks a person for a secret without showing it; empty when nobody sits there
 */
record Console(
        Reader in,
        PrintStream out,
        PrintStream err,
        Optional<Function<String, Optional<String>>> prompt) {

    static Console system() {
        Optional<java.io.Console> person =
                Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
        return new Console(
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                person.map(sitting -> question -> ask(sitting, question)));
    }

    private static Optional<String> ask(java.io.Console person, String question) {
        return Optional.ofNullable(person.readPassword("%s", question)).map(String::new);
    }

    /** The first line of what is piped in; empty at its end. */
    Optional<String> line() {
        try {
            return Optional.ofNullable(new BufferedReader(in).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
