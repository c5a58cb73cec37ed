package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    @Test
    void committedWorkIsSeenAndThrownWorkIsNot() {
        try (Database database = TestDatabase.fresh()) {
            database.inTransaction(c -> update(c, "CREATE TABLE x (n int)"));
            database.inTransaction(c -> update(c, "INSERT INTO x VALUES (1)"));

            assertThatThrownBy(() ->
                            database.inTransaction(c -> {
                                update(c, "INSERT INTO x VALUES (2)");
                                throw new IllegalStateException("no");
                            }))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(query(database, "SELECT sum(n) FROM x")).isEqualTo("1");
        }
    }

    @Test
    void aFailedStatementIsAStoreExceptionWithItsState() {
        try (Database database = TestDatabase.fresh()) {
            assertThatThrownBy(() -> database.inTransaction(c -> update(c, "SELECT 1 / 0")))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.sqlState()).isEqualTo("22012"))
                    .isNotInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void everySessionCommitsToTheDiskWhateverTheServerIsToldToDo() {
        try (Database database = TestDatabase.fresh()) {
            database.inTransaction(
                    c -> update(c, "ALTER ROLE CURRENT_USER SET synchronous_commit = off"));
            try (Database later = TestDatabase.fresh()) {
                assertThat(query(later, "SHOW synchronous_commit")).isEqualTo("on");
                assertThat(query(later, "SHOW application_name")).isEqualTo("hailpost");
            } finally {
                database.inTransaction(
                        c -> update(c, "ALTER ROLE CURRENT_USER RESET synchronous_commit"));
            }
        }
    }

    @Test
    void aStatementThatRunsTooLongIsEndedByTheServer() {
        DatabaseSettings hasty =
                TestDatabase.freshSettings()
                        .withTimeouts(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(100));
        try (Database database = Database.open(hasty)) {
            assertThatThrownBy(() -> query(database, "SELECT pg_sleep(5)"))
                    .hasMessageContaining("statement timeout");
            assertThat(database.healthy()).isTrue();
        }
    }

    @Test
    void wrongCredentialsAreToldAtOnce() {
        DatabaseSettings right = TestDatabase.freshSettings();
        DatabaseSettings wrong =
                DatabaseSettings.server(String.valueOf(right.url()), "hailpost", "wrong");

        assertThatThrownBy(() -> Database.open(wrong))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("as user hailpost")
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void aServerThatIsNotThereIsGivenUpAfterTheStartTimeout() {
        DatabaseSettings impatient =
                DatabaseSettings.server("jdbc:postgresql://127.0.0.1:1/none", "u", "p")
                        .withTimeouts(
                                Duration.ofMillis(300),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1));

        assertThatThrownBy(() -> Database.open(impatient))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("127.0.0.1:1/none");
    }

    @Test
    void aUrlOfAnotherDatabaseIsRefusedByName() {
        assertThatThrownBy(
                        () -> Database.open(DatabaseSettings.server("jdbc:mysql://x/y", "u", "p")))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("database.url");
    }

    @Test
    void aSchemaNewerThanTheProgramIsRefused() {
        DatabaseSettings settings = TestDatabase.freshSettings();
        Database.open(settings).close();
        try (Database database = Database.openMigrated(settings, () -> {})) {
            database.inTransaction(c ->
                    update(
                            c,
                            """
                            INSERT INTO flyway_schema_history
                                   (installed_rank, version, description, type, script,
                                    checksum, installed_by, execution_time, success)
                            VALUES (9000, '9000', 'from the future', 'SQL', 'V9000__x.sql',
                                    1, current_user, 1, true)
                            """));
        }

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("9000")
                .hasMessageContaining("newer");
    }

    static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getUpdateCount();
        }
    }

    static String query(Database database, String sql) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return String.valueOf(rows.getString(1));
            }
        });
    }
}
