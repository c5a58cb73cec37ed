package org.hailpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.hailpost.account.StoredPassword;
import org.hailpost.config.ConfigException;
import org.hailpost.store.DatabaseSettings;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of a command.
 *
 * @param words everything after the command's name, as typed
 * @param home the directory of the installation; paths in the configuration are relative to it
 */
record Invocation(
        Command command,
        CommandLine line,
        List<String> words,
        Console console,
        Path home,
        Map<String, String> environment) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    String argument(int index) {
        return line.getArgList().get(index);
    }

    /** From an index on. */
    List<String> arguments(int from) {
        return line.getArgList().stream().skip(from).toList();
    }

    Optional<String> optionalArgument(int index) {
        return line.getArgList().stream().skip(index).findFirst();
    }

    boolean has(Option option) {
        return line.hasOption(option.getLongOpt());
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(line.getOptionValue(option.getLongOpt()));
    }

    /** The configuration that the call names, or the default one. */
    Settings settings() throws ConfigException {
        Path usual = home.resolve("conf/hailpost.toml");
        Optional<Path> file =
                value(CommonOptions.CONFIG)
                        .map(Path::of)
                        .or(() -> Optional.of(usual).filter(Files::exists));
        return Settings.read(file, environment);
    }

    /** The database that a command beside the gateway works on; it needs few connections. */
    DatabaseSettings database() throws ConfigException, CommandFailedException {
        Settings settings = settings().in(home);
        Path data =
                value(CommonOptions.DATA)
                        .map(dir -> Path.of(dir).toAbsolutePath())
                        .orElse(settings.gateway().dataDirectory());
        return settings.databaseIn(data).withPoolSize(2);
    }

    /**
     * A password from {@code --password-file}, else from a prompt (asked twice), else from standard
     * input; never from the command line, which every user of the machine can read.
     */
    StoredPassword newPassword() throws CommandFailedException {
        String password = readPassword();
        if (password.isEmpty()) {
            throw new CommandFailedException("the password is empty");
        }
        return StoredPassword.of(password, new SecureRandom());
    }

    private String readPassword() throws CommandFailedException {
        Optional<String> file = value(CommonOptions.PASSWORD_FILE);
        if (file.isPresent()) {
            return firstLine(Path.of(file.get()));
        }
        if (console.prompt().isPresent()) {
            var ask = console.prompt().get();
            String password = ask.apply("New password: ").orElse("");
            if (!ask.apply("Once more: ").orElse("").equals(password)) {
                throw new CommandFailedException("the two passwords are not the same");
            }
            return password;
        }
        return console.line()
                .orElseThrow(() ->
                        new CommandFailedException(
                                "no password: pipe it in, or name a file with --password-file"));
    }

    private static String firstLine(Path file) throws CommandFailedException {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandFailedException("cannot read the password file " + file);
        }
    }

    void print(String text) {
        console.out().println(text);
    }

    /** Records, maps and lists of them. */
    void printJson(Object value) {
        print(JSON.writeValueAsString(value));
    }
}
