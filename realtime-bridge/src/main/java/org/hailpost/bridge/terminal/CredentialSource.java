package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.hailpost.bridge.frame.Credential;

/**
 * Where the password or token comes from when nobody is asked: a file, standard input, the
 * environment. Never the command line.
 */
record CredentialSource(Map<String, String> environment, BufferedReader in) {

    /** The files first, then the environment; a token before a password. */
    Optional<Credential> credential(TerminalArguments arguments)
            throws TerminalArguments.UsageException {
        Optional<String> tokenFile = arguments.tokenFile();
        if (tokenFile.isPresent()) {
            return Optional.of(new Credential.Bearer(first(tokenFile.get(), "token")));
        }
        Optional<String> passwordFile = arguments.passwordFile();
        if (passwordFile.isPresent()) {
            return Optional.of(
                    password(arguments.account(), first(passwordFile.get(), "password")));
        }
        Optional<String> token = Optional.ofNullable(environment.get("HAILPOST_TOKEN"));
        if (token.isPresent()) {
            return token.map(Credential.Bearer::new);
        }
        return Optional.ofNullable(environment.get("HAILPOST_PASSWORD"))
                .map(secret -> password(arguments.account(), secret));
    }

    static Credential password(String account, String secret) {
        return new Credential.Password(account, secret);
    }

    private String first(String file, String what) throws TerminalArguments.UsageException {
        String line = file.equals("-") ? firstOfInput() : firstOf(Path.of(file));
        if (line.isEmpty()) {
            throw new TerminalArguments.UsageException("the " + what + " in " + file + " is empty");
        }
        return line;
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
