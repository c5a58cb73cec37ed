package org.hailpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hailpost.store.DatabaseSettings;

/**
 * {@code [database]}.
 *
 * @param url {@code jdbc:postgresql://host:port/name}; empty: the embedded server
 * @param passwordFile its first line is the password
 */
record DatabaseSection(
        Optional<String> url,
        Optional<String> user,
        Optional<Path> passwordFile,
        int poolSize,
        Duration startTimeout,
        Duration connectTimeout,
        Duration statementTimeout) {
    static final DatabaseSection DEFAULTS = of(DatabaseSettings.embedded(Path.of("")));

    DatabaseSection {
        if (url.isPresent() && !url.get().startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "url must be of the form jdbc:postgresql://host:port/name, or \"\" for the"
                            + " embedded server; found "
                            + url.get().replaceAll("://.*@", "://...@"));
        }
        if (poolSize < 2) {
            throw new IllegalArgumentException("poolSize must be at least 2; found " + poolSize);
        }
    }

    private static DatabaseSection of(DatabaseSettings settings) {
        return new DatabaseSection(
                Optional.ofNullable(settings.url()),
                Optional.ofNullable(settings.user()),
                Optional.empty(),
                settings.poolSize(),
                settings.startTimeout(),
                settings.connectTimeout(),
                settings.statementTimeout());
    }

    DatabaseSection in(Path home) {
        return new DatabaseSection(
                url,
                user,
                passwordFile.map(home::resolve),
                poolSize,
                startTimeout,
                connectTimeout,
                statementTimeout);
    }

    /** {@code otherPorts} are the gateway's own. */
    DatabaseSettings settings(Path dataDirectory, Set<Integer> otherPorts)
            throws CommandFailedException {
        DatabaseSettings base = DatabaseSettings.embedded(dataDirectory);
        String password = passwordFile.isPresent() ? firstLine(passwordFile.get()) : null;
        return new DatabaseSettings(
                url.orElse(null),
                user.orElse(null),
                password,
                poolSize,
                base.dataDirectory(),
                otherPorts,
                startTimeout,
                connectTimeout,
                statementTimeout);
    }

    private static String firstLine(Path file) throws CommandFailedException {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandFailedException("cannot read database.password-file " + file);
        }
    }
}
