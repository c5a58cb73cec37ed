package org.hailpost.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded database that a gateway, another process, runs on its data directory: where it
 * listens and how to log in, from the files the two leave there. It is only joined, never stopped.
 */
record RunningPostgres(String jdbcUrl, String user, String password) {
    /** Empty while none takes connections there. */
    static Optional<RunningPostgres> find(Path directory) throws IOException {
        Optional<PostgresCluster> cluster = PostgresCluster.existing(directory.resolve("postgres"));
        if (cluster.isEmpty() || cluster.get().postmaster().isEmpty()) {
            return Optional.empty();
        }
        String password = cluster.get().password();
        return cluster.get()
                .pidFile()
                .filter(file -> file.ready() && file.port() > 0)
                .map(file ->
                        new RunningPostgres(
                                EmbeddedPostgres.jdbcUrl(file.port(), PostgresCluster.DATABASE),
                                PostgresCluster.USER,
                                password));
    }
}
