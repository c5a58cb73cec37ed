package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.outbound.QueueEntrance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a commit that was sent and not answered. */
class DoubtsIT {
    private Database database;
    private Account bob;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        bob = TestAccounts.create(database, "bob@example.org");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aTransactionWhoseRowsAreThereIsCommitted() {
        assertThat(new Doubts(database).committed(written("select 1"))).isTrue();
    }

    @Test
    void aMessageThatWasRemovedSinceIsNotStoredAgain() {
        assertThat(new Doubts(database).committed(written("delete from message"))).isTrue();
    }

    /** As after a crash: the number belongs to a later transaction, which wrote other rows. */
    @Test
    void aTransactionNumberThatWasGivenAwayAgainProvesNothing() {
        IntakeBatch batch = written("delete from message; delete from event");
        assertThat(new Doubts(database).committed(batch)).isFalse();
    }

    /** Runs the batch and the statement in one transaction. */
    private IntakeBatch written(String alsoDone) {
        WaitingMessage waiting =
                new WaitingMessage(
                        incoming(mail("amy@x.example", "bob@example.org", "Hi", "x"), bob),
                        System.nanoTime());
        assertThat(waiting.take()).isTrue();
        IntakeBatch batch =
                new IntakeBatch(
                        new IdBlocks(),
                        new PostgresQuotas(database),
                        QueueEntrance.direct(),
                        List.of(waiting));
        return database.inTransaction(connection -> {
            batch.write(connection);
            execute(connection, alsoDone);
            return batch;
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
