package org.hailpost.store;

import java.sql.SQLException;

/** A function over JDBC. */
@FunctionalInterface
public interface SqlFunction<A, T extends @org.jspecify.annotations.Nullable Object> {
    T apply(A argument) throws SQLException;
}
