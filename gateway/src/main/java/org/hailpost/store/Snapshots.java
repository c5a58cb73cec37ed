package org.hailpost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Transactions in which all statements see what the first has seen, and nothing later. */
final class Snapshots {
    private static final String BEGIN =
            "set transaction isolation level repeatable read, read only";

    private Snapshots() {}

    /** To be the transaction's first statement. */
    static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BEGIN);
        }
    }

    /**
     * What others need to see what this transaction sees, while it lasts (PostgreSQL manual,
     * §9.28.5).
     */
    static String export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** To be the transaction's first statement: sees what another sees. */
    static void adopt(Connection connection, String exported) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    BEGIN + "; set transaction snapshot " + statement.enquoteLiteral(exported));
        }
    }
}
