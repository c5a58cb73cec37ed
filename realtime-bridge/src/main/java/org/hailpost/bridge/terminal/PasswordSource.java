package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the password comes from when nobody is asked: a file, standard input, the environment.
 * Never the command line.
 */
record PasswordSource(Map<String, String> environment, BufferedReader in) {

    Optional<String> password(TerminalArguments arguments) throws TerminalArguments.UsageException {
        Optional<String> file = arguments.passwordFile();
        if (file.isEmpty()) {
            return Optional.ofNullable(environment.get("HAILPOST_PASSWORD"));
        }
        String line = file.get().equals("-") ? firstOfInput() : firstOf(Path.of(file.get()));
        if (line.isEmpty()) {
            throw new TerminalArguments.UsageException(
                    "the password in " + file.get() + " is empty");
        }
        return Optional.of(line);
    }

    private String firstOfInput() throws TerminalArguments.UsageException {
        try {
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new TerminalArguments.UsageException(
                    "cannot read standard input: " + e.getMessage());
        }
    }

    private static String firstOf(Path file) throws TerminalArguments.UsageException {
        try {
            return Files.readString(file, UTF_8).lines().findFirst().orElse("");
        } catch (NoSuchFileException _) {
            throw new TerminalArguments.UsageException("no such file: " + file);
        } catch (IOException e) {
            throw new TerminalArguments.UsageException(
                    "cannot read " + file + ": " + e.getMessage());
        }
    }
}
