package org.hailpost.store;

import java.util.NoSuchElementException;

/** The table {@code secret}: what this gateway alone knows, the same on all of its nodes. */
public final class PostgresSecrets {
    private final Database database;

    public PostgresSecrets(Database database) {
        this.database = database;
    }

    /** Seals the return paths of forwarded mail; made once, with the schema. */
    public byte[] srs() {
        return Query.of(database, "select value from secret where name = 'srs'")
                .first(row -> row.getBytes(1))
                .orElseThrow(() -> new NoSuchElementException("the secret srs is gone"));
    }
}
