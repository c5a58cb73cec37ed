package org.hailpost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of any server before the pool is opened, and how it is connected to. */
final class DatabaseServer {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
    private static final int OLDEST_MAJOR_VERSION = 14;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private DatabaseServer() {}

    /**
     * Waits until the server takes connections and checks what it is.
     *
     * @return its connections, without a pool and with no limit on a statement's time
     */
    static DataSource await(DatabaseSettings settings) {
        PGSimpleDataSource dataSource = dataSource(settings, Duration.ZERO);
        PGSimpleDataSource probe = dataSource(settings, settings.connectTimeout().multipliedBy(2));
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        boolean told = false;
        while (true) {
            try (Connection connection = probe.getConnection()) {
                checkVersion(connection);
                return dataSource;
            } catch (SQLException e) {
                if (!mayJustBeStarting(e) || System.nanoTime() > deadline) {
                    throw new DatabaseUnavailableException(
                            "the database %s cannot be used: %s"
                                    .formatted(name(probe), e.getMessage()),
                            e);
                }
                if (!told) {
                    LOG.warn(
                            "event=database-awaited database={} reason={}",
                            name(probe),
                            e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    /**
     * Connections without a pool.
     *
     * @param socketTimeout longest silence while an answer is due, and longest write; zero: no
     *     limit
     */
    static PGSimpleDataSource dataSource(DatabaseSettings settings, Duration socketTimeout) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        String url = settings.url();
        try {
            dataSource.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new DatabaseUnavailableException(
                    "database.url is not of the form jdbc:postgresql://host:port/name", e);
        }
        if (settings.user() != null) {
            dataSource.setUser(settings.user());
        }
        if (settings.password() != null) {
            dataSource.setPassword(settings.password());
        }
        dataSource.setApplicationName("hailpost");
        dataSource.setConnectTimeout(seconds(settings.connectTimeout()));
        if (!socketTimeout.isZero()) {
            dataSource.setSocketTimeout(seconds(socketTimeout));
            dataSource.setSocketFactory(BoundedWriteSocketFactory.class.getName());
            dataSource.setSocketFactoryArg(socketTimeout.toString());
        }
        dataSource.setCancelSignalTimeout(2);
        dataSource.setTcpKeepAlive(true);
        dataSource.setReWriteBatchedInserts(true);
        dataSource.setPrepareThreshold(3);
        return dataSource;
    }

    /**
     * Nobody listens yet or the host's name is not known yet (08001), the connection broke (08006),
     * the server starts up (57P03) or is full (53300). A refused password is none of these.
     */
    private static boolean mayJustBeStarting(SQLException e) {
        return Set.of("08001", "08006", "57P03", "53300").contains(String.valueOf(e.getSQLState()));
    }

    private static void checkVersion(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < OLDEST_MAJOR_VERSION) {
            throw new DatabaseUnavailableException(
                    "the database server is PostgreSQL %d; Hailpost needs %d or newer"
                            .formatted(major, OLDEST_MAJOR_VERSION));
        }
    }

    /** Without the URL's parameters, which may hold a password. */
    private static String name(PGSimpleDataSource dataSource) {
        return "%s:%d/%s as user %s"
                .formatted(
                        String.join(",", dataSource.getServerNames()),
                        dataSource.getPortNumbers()[0],
                        dataSource.getDatabaseName(),
                        dataSource.getUser());
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }

    static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("interrupted", e);
        }
    }
}
