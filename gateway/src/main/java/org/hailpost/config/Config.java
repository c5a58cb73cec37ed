package org.hailpost.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads configuration.
 *
 * @param removed keys of former versions, each with a sentence about what to write instead
 * @param environment variables; {@code HAILPOST_SMTP_PORT} overrides {@code smtp.port}
 */
public record Config(Map<String, String> removed, Map<String, String> environment) {
    public Config {
        removed = Map.copyOf(removed);
        environment = Map.copyOf(environment);
    }

    /** The settings of a file, where it has them, and the defaults everywhere else. */
    public <T extends Record> T read(Path file, T defaults) throws ConfigException {
        return parse(file.toString(), text(file), defaults);
    }

    /** The settings of a text; {@code place} is what problems name it. */
    public <T extends Record> T parse(String place, String toml, T defaults)
            throws ConfigException {
        return new Binder(place, toml, removed, environment).bind(defaults);
    }

    /** Every dotted key that a tree of records has. */
    public static Set<String> keys(Class<? extends Record> type) {
        return Binder.keys(type).stream()
                .map(Key::path)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String text(Path file) throws ConfigException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage());
        }
    }

    private static ConfigException unreadable(Path file, String fault) {
        return new ConfigException(List.of(new Problem(file.toString(), 0, "", fault)));
    }
}
