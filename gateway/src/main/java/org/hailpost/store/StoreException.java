package org.hailpost.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.hailpost.mailbox.MailUnavailableException;
import org.jspecify.annotations.Nullable;

/** A statement failed; the transaction it belonged to is rolled back. */
public class StoreException extends MailUnavailableException {
    private final String sqlState;

    StoreException(String message, @Nullable SQLException cause) {
        super(message, cause);
        this.sqlState = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** The five characters of PostgreSQL's error code, empty if there is none. */
    public String sqlState() {
        return sqlState;
    }

    /** A {@link StoreUnavailableException} if the database is gone, a plain one for the rest. */
    public static StoreException of(SQLException failure) {
        return isConnectionFailure(failure)
                ? new StoreUnavailableException(message(failure), failure)
                : new StoreException(message(failure), failure);
    }

    private static String message(SQLException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /**
     * Classes and codes of PostgreSQL's Appendix A: 08 connection exception, 57P01–57P05 the server
     * ends this connection or does not take new ones, 53300 too many connections. The pool's own
     * timeout has a class instead of a code; it may carry the last connection's failure as its
     * cause.
     */
    private static boolean isConnectionFailure(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException) {
            return true;
        }
        String state = failure.getSQLState();
        return state != null
                && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300"));
    }
}
