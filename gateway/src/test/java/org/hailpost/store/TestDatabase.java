package org.hailpost.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A real PostgreSQL for tests: one embedded cluster per test JVM, started when the first test asks,
 * stopped with the JVM; one database per {@link #fresh()}, copied from a migrated template.
 *
 * <p>Clusters lie in {@code target/test-database/N}, the lowest N that no running JVM uses, and are
 * used again by the next JVM; whatever a killed one left there is stopped and dropped first.
 */
public final class TestDatabase {
    private static final String TEMPLATE = "t_template";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final EmbeddedPostgres postgres;

    private TestDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    private static final class Holder {
        static final TestDatabase INSTANCE = start();
    }

    /** An empty database at the current schema, which is dropped when it is closed. */
    public static Database fresh() {
        return fresh(10);
    }

    /** The same with another pool; the cluster takes 200 connections for all tests together. */
    public static Database fresh(int poolSize) {
        return open(freshSettings().withPoolSize(poolSize));
    }

    /** How to reach a fresh database as a named server, for tests of whole gateways. */
    public static DatabaseSettings freshSettings() {
        String name = "t_" + COUNTER.incrementAndGet();
        Holder.INSTANCE.administer("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return Holder.INSTANCE.settings(name);
    }

    /** How to reach a database without a schema; it is dropped with the next JVM. */
    static DatabaseSettings emptySettings() {
        String name = "t_" + COUNTER.incrementAndGet();
        Holder.INSTANCE.administer("CREATE DATABASE " + name);
        return Holder.INSTANCE.settings(name);
    }

    private static Database open(DatabaseSettings settings) {
        String url = String.valueOf(settings.url());
        String name = url.replaceFirst("^.*/([^/?]+)\\?.*$", "$1");
        return Database.openMigrated(
                settings,
                () ->
                        Holder.INSTANCE.administer(
                                "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"));
    }

    private static TestDatabase start() {
        Path parent = Path.of("target", "test-database").toAbsolutePath();
        TestDatabase database = new TestDatabase(startInFreeSlot(parent));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(database.postgres::close));
        database.prepare();
        return database;
    }

    private static EmbeddedPostgres startInFreeSlot(Path parent) {
        int slot = 0;
        while (true) {
            try {
                return EmbeddedPostgres.start(
                        parent.resolve(Integer.toString(slot)),
                        parent,
                        Set.of(),
                        Map.of("max_connections", "200"));
            } catch (DataDirectoryInUseException inUse) {
                slot++;
            }
        }
    }

    private void prepare() {
        for (String leftOver : databases()) {
            administer("DROP DATABASE \"" + leftOver + "\" WITH (FORCE)");
        }
        administer("CREATE DATABASE " + TEMPLATE);
        Migrations.migrate(DatabaseServer.dataSource(settings(TEMPLATE), Duration.ZERO));
    }

    private DatabaseSettings settings(String database) {
        return DatabaseSettings.server(
                postgres.jdbcUrl(database), postgres.user(), postgres.password());
    }

    private DataSource administration() {
        return DatabaseServer.dataSource(settings("postgres"), Duration.ofSeconds(60));
    }

    private void administer(String statement) {
        try (Connection connection = administration().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private List<String> databases() {
        List<String> names = new ArrayList<>();
        try (Connection connection = administration().getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery(
                                "SELECT datname FROM pg_database WHERE datname LIKE 't\\_%'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
