package org.hailpost.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be reached or went away: try again later. If it was thrown by a commit, the
 * transaction is in doubt; what repeats it must be prepared to find it done.
 */
public final class StoreUnavailableException extends StoreException {
    StoreUnavailableException(String message, @Nullable SQLException cause) {
        super(message, cause);
    }
}
