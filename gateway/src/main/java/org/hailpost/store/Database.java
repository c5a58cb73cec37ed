package org.hailpost.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pooled database, at this program's schema: the named server, or the embedded one, which then
 * lives as long as this.
 *
 * <p>Every call ends in bounded time, also when the server is stopped or its host is gone: waiting
 * for a connection after {@code connectTimeout}, a statement after {@code statementTimeout} by the
 * server, or a second later by the socket. The pool heals by itself.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** So that the server's own statement timeout, which keeps the connection, comes first. */
    private static final Duration SOCKET_SLACK = Duration.ofSeconds(1);

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final AutoCloseable below;

    private Database(HikariDataSource pool, AutoCloseable below) {
        this.pool = pool;
        this.below = below;
    }

    /**
     * Starts the embedded server or waits for the named one, migrates the schema, fills the pool.
     *
     * @throws DataDirectoryInUseException if another gateway uses the data directory
     * @throws DatabaseUnavailableException if there is no usable database; the message says why
     */
    public static Database open(DatabaseSettings settings) {
        if (settings.url() != null) {
            return open(settings, () -> {});
        }
        EmbeddedPostgres embedded =
                EmbeddedPostgres.start(settings.dataDirectory(), settings.otherPorts());
        return open(
                settings.at(embedded.jdbcUrl(), embedded.user(), embedded.password()), embedded);
    }

    /**
     * The database for a moment's work, whether a gateway is running or not: joins the embedded
     * server of the gateway that has the data directory, and opens it like {@link #open} when none
     * has.
     *
     * @throws DataDirectoryInUseException if a gateway has it, but no server to join in time
     */
    public static Database join(DatabaseSettings settings) {
        long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
        while (true) {
            try {
                return open(settings);
            } catch (DataDirectoryInUseException e) {
                // A gateway that is just starting or stopping is waited for.
                Optional<RunningPostgres> running = running(settings.dataDirectory());
                if (running.isPresent()) {
                    RunningPostgres server = running.get();
                    return open(
                            settings.at(server.jdbcUrl(), server.user(), server.password()),
                            () -> {});
                }
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                DatabaseServer.pause();
            }
        }
    }

    private static Optional<RunningPostgres> running(Path directory) {
        try {
            return RunningPostgres.find(directory);
        } catch (IOException e) {
            throw new DatabaseUnavailableException(
                    "the files of the database in %s cannot be read: %s".formatted(directory, e),
                    e);
        }
    }

    /**
     * @param below what is closed after the pool, and if there is to be none
     */
    static Database open(DatabaseSettings settings, AutoCloseable below) {
        try {
            DataSource single = DatabaseServer.await(settings);
            int applied = Migrations.migrate(single);
            LOG.info("event=database-opened migrations-applied={}", applied);
            return new Database(pool(settings), below);
        } catch (RuntimeException e) {
            close(below);
            throw e;
        }
    }

    /** At the schema already, as a copy of a template is. */
    static Database openMigrated(DatabaseSettings settings, AutoCloseable below) {
        return new Database(pool(settings), below);
    }

    private static HikariDataSource pool(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setDataSource(
                DatabaseServer.dataSource(
                        settings, settings.statementTimeout().plus(SOCKET_SLACK)));
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(settings.connectTimeout().toMillis() / 2);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(sessionSettings(settings.statementTimeout()));
        return new HikariDataSource(config);
    }

    /**
     * A server or a role may be configured to answer COMMIT before the disk has it: not to us. And
     * a node that vanished in the middle of a transaction must not hold its row locks for long.
     */
    private static String sessionSettings(Duration statementTimeout) {
        return "SET SESSION synchronous_commit = on;"
                + "SET SESSION statement_timeout = %d;".formatted(statementTimeout.toMillis())
                + "SET SESSION idle_in_transaction_session_timeout = 30000";
    }

    /** For what needs no transaction of several statements; in auto-commit mode. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * A connection in auto-commit mode, to be closed soon.
     *
     * @throws StoreUnavailableException if none is to be had
     */
    public Connection connection() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database cannot be reached", e);
        }
    }

    /**
     * Runs the work in one transaction, and commits it unless the work throws. It is not tried
     * again.
     *
     * @throws StoreUnavailableException if the database is not to be reached; thrown by the commit
     *     itself the transaction is in doubt
     * @throws StoreException if a statement failed
     */
    public <T extends @Nullable Object> T inTransaction(SqlFunction<Connection, T> work) {
        Connection connection = connection();
        try {
            connection.setAutoCommit(false);
            T result = work.apply(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollback(connection, e);
            throw StoreException.of(e);
        } catch (Throwable e) {
            rollback(connection, e);
            throw e;
        } finally {
            release(connection);
        }
    }

    /** What is committed stays committed if the connection breaks on its way back to the pool. */
    private static void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("event=connection-broken-on-return reason={}", e.toString());
        }
    }

    private static void rollback(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e); // the server rolls back when it sees the connection gone
        }
    }

    /** Whether the database answers now; takes {@code connectTimeout} at most to say no. */
    public boolean healthy() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes the pool, then stops the embedded server if it is ours. */
    @Override
    public void close() {
        pool.close();
        close(below);
    }

    private static void close(AutoCloseable below) {
        try {
            below.close();
        } catch (Exception e) {
            LOG.warn("event=database-close-failed reason={}", e.toString());
        }
    }
}
