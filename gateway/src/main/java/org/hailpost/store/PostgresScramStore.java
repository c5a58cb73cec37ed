package org.hailpost.store;

import org.hailpost.account.Credential;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.ScramStore;
import org.hailpost.account.ScramVerifier;

/** SCRAM verifiers in the table {@code credential}. */
public final class PostgresScramStore implements ScramStore {
    private final Database database;

    public PostgresScramStore(Database database) {
        this.database = database;
    }

    @Override
    public byte[] decoyKey() {
        try {
            return Query.of(database, "select value from secret where name = 'scram-decoy'")
                    .first(row -> row.getBytes(1))
                    .orElseThrow();
        } catch (StoreException e) {
            throw new DirectoryUnavailableException("the directory cannot be asked", e);
        }
    }

    /** The password's row is locked: whoever changes the password comes before or after. */
    @Override
    public void keep(Credential password, ScramVerifier verifier) {
        try {
            Query.of(
                            database,
                            """
                            insert into credential (account_id, kind, hash)
                            select p.account_id, 'scram', ?
                            from (select account_id from credential
                                  where account_id = ? and kind = 'password' and hash = ? for update) p
                            on conflict do nothing
                            """,
                            verifier.stored(),
                            password.accountId(),
                            password.hash())
                    .update();
        } catch (StoreException e) {
            throw new DirectoryUnavailableException("the directory cannot be asked", e);
        }
    }
}
