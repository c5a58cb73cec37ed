package org.hailpost.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which database, and how long to wait for it.
 *
 * @param url {@code jdbc:postgresql://host:port/name}; null: the embedded one in {@code
 *     dataDirectory}
 * @param user null: what the URL says
 * @param password null: what the URL says
 * @param poolSize most connections open at a time
 * @param dataDirectory the gateway's directory; only the embedded database looks at it
 * @param otherPorts what the gateway listens on itself: not for the embedded database
 * @param startTimeout how long a server that does not answer yet is waited for at start
 * @param connectTimeout how long a caller waits for a connection
 * @param statementTimeout how long one statement may run; a server that answers nothing at all is
 *     given up a second later
 */
public record DatabaseSettings(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        int poolSize,
        Path dataDirectory,
        Set<Integer> otherPorts,
        Duration startTimeout,
        Duration connectTimeout,
        Duration statementTimeout) {

    /** The embedded database with every default. */
    public static DatabaseSettings embedded(Path dataDirectory) {
        return new DatabaseSettings(
                null,
                null,
                null,
                10,
                dataDirectory,
                Set.of(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5));
    }

    /** The server at a URL, with every default. */
    public static DatabaseSettings server(String url, String user, String password) {
        return embedded(Path.of(".")).at(url, user, password);
    }

    DatabaseSettings at(String newUrl, String newUser, String newPassword) {
        return new DatabaseSettings(
                newUrl,
                newUser,
                newPassword,
                poolSize,
                dataDirectory,
                otherPorts,
                startTimeout,
                connectTimeout,
                statementTimeout);
    }

    /** The same with another number of connections. */
    public DatabaseSettings withPoolSize(int connections) {
        return new DatabaseSettings(
                url,
                user,
                password,
                connections,
                dataDirectory,
                otherPorts,
                startTimeout,
                connectTimeout,
                statementTimeout);
    }

    /** The same with other patience. */
    public DatabaseSettings withTimeouts(Duration start, Duration connect, Duration statement) {
        return new DatabaseSettings(
                url,
                user,
                password,
                poolSize,
                dataDirectory,
                otherPorts,
                start,
                connect,
                statement);
    }

    /** Without the password, which may also be a parameter of the URL. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=%s, poolSize=%d, dataDirectory=%s]"
                .formatted(
                        url == null ? "embedded" : url.replaceFirst("\\?.*$", ""),
                        poolSize,
                        dataDirectory);
    }
}
