package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands out ids from blocks of a thousand, so that rows that refer to each other can be written
 * without asking the database for each id. Ids are unique and never reused; they have gaps.
 *
 * <p>Thread-safe; the lock is held over one round trip per thousand ids.
 */
final class IdBlocks {
    private static final int BLOCK = 1000; // = the sequence's increment in V1

    private final ReentrantLock lock = new ReentrantLock();
    private long next;
    private long end;

    /** Forgets the present block: a server that crashed may not remember that it gave it away. */
    void discard() {
        lock.lock();
        try {
            next = end;
        } finally {
            lock.unlock();
        }
    }

    long take(Connection connection) throws SQLException {
        lock.lock();
        try {
            if (next == end) {
                try (PreparedStatement statement =
                                connection.prepareStatement("select nextval('id_block')");
                        ResultSet result = statement.executeQuery()) {
                    result.next();
                    next = result.getLong(1);
                    end = next + BLOCK;
                }
            }
            return next++;
        } finally {
            lock.unlock();
        }
    }
}
