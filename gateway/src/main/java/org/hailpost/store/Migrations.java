package org.hailpost.store;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings a database to this program's schema: the numbered files of {@code sql/}, forward only.
 * Nodes that start at the same time wait for each other on Flyway's advisory lock.
 */
final class Migrations {
    private Migrations() {}

    /**
     * @return how many migrations were applied
     * @throws DatabaseUnavailableException if the schema is newer than the program, was changed by
     *     hand, or belongs to something else
     */
    static int migrate(DataSource dataSource) {
        try {
            Flyway flyway =
                    Flyway.configure(Migrations.class.getClassLoader())
                            .dataSource(dataSource)
                            .locations("classpath:sql")
                            .cleanDisabled(true)
                            .validateMigrationNaming(true)
                            .load();
            refuseNewerSchema(flyway);
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new DatabaseUnavailableException(
                    "the database's schema cannot be brought to this version: " + e.getMessage(),
                    e);
        }
    }

    private static void refuseNewerSchema(Flyway flyway) {
        MigrationInfo[] migrations = flyway.info().all();
        Arrays.stream(migrations)
                .filter(migration -> isFuture(migration.getState()))
                .reduce((_, last) -> last)
                .ifPresent(newest -> {
                    throw new DatabaseUnavailableException(
                            "the database's schema is of version %s, newer than this program knows; start the newer Hailpost that made it, or restore a backup"
                                    .formatted(newest.getVersion()));
                });
    }

    private static boolean isFuture(MigrationState state) {
        return state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED;
    }
}
