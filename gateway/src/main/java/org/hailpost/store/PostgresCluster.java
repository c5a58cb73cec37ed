package org.hailpost.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded database's files: {@code data}, the cluster, and {@code password}, its only user's
 * secret, readable by the owner alone. Nothing here deletes a cluster.
 */
final class PostgresCluster {
    static final String USER = "hailpost";
    static final String DATABASE = "hailpost";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

    private final Path data;
    private final String password;

    private PostgresCluster(Path data, String password) {
        this.data = data;
        this.password = password;
    }

    /**
     * Opens the cluster in {@code folder}, or makes one.
     *
     * @throws DatabaseUnavailableException if its major version is not that of the binaries
     */
    static PostgresCluster openOrCreate(Path folder, PostgresBinaries binaries) throws IOException {
        Path real = folder.toRealPath();
        Path data = real.resolve("data");
        Path passwordFile = real.resolve("password");
        if (Files.exists(data)) {
            checkVersion(data, binaries);
        } else {
            writePassword(passwordFile);
            create(real, data, passwordFile, binaries);
        }
        if (!Files.isReadable(passwordFile)) {
            throw new DatabaseUnavailableException(
                    "%s is missing or not readable: the password of the database in %s"
                            .formatted(passwordFile, data));
        }
        return new PostgresCluster(data, Files.readString(passwordFile).strip());
    }

    /** The cluster in {@code folder} as it is, if there is one that we can log in to. */
    static Optional<PostgresCluster> existing(Path folder) throws IOException {
        Path data = folder.resolve("data");
        Path passwordFile = folder.resolve("password");
        return Files.isDirectory(data) && Files.isReadable(passwordFile)
                ? Optional.of(
                        new PostgresCluster(
                                data.toRealPath(), Files.readString(passwordFile).strip()))
                : Optional.empty();
    }

    Path data() {
        return data;
    }

    String password() {
        return password;
    }

    /**
     * The processes that have the cluster open: a postmaster and all its children change to the
     * data directory and stay there. A pid in a file says less, since pids are used again.
     */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isOpenIn).toList();
    }

    /** The postmaster that {@code postmaster.pid} names, if it lives and is this cluster's. */
    Optional<ProcessHandle> postmaster() throws IOException {
        return pidFile().flatMap(file -> ProcessHandle.of(file.pid())).filter(this::isOpenIn);
    }

    /** What the running, or the last, postmaster wrote about itself. */
    Optional<PidFile> pidFile() throws IOException {
        return PidFile.read(data.resolve("postmaster.pid"));
    }

    boolean isOpenIn(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process.pid() + "", "cwd")).equals(data);
        } catch (IOException gone) {
            return false; // or somebody else's, which cannot have opened our files
        }
    }

    private static void checkVersion(Path data, PostgresBinaries binaries) throws IOException {
        Path versionFile = data.resolve("PG_VERSION");
        if (!Files.isReadable(versionFile)) {
            throw new DatabaseUnavailableException(
                    "%s holds no PostgreSQL database this user can read (no PG_VERSION)"
                            .formatted(data));
        }
        String found = Files.readString(versionFile).strip();
        String ours = binaries.majorVersion();
        if (!found.equals(ours)) {
            throw new DatabaseUnavailableException(
                    "the database in %s was made by PostgreSQL %s, this gateway brings PostgreSQL %s; move it with pg_upgrade, or dump and restore it"
                            .formatted(data, found, ours));
        }
    }

    private static void writePassword(Path file) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(file); // of an attempt that got no further than this
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                StandardCharsets.US_ASCII);
        sync(file);
    }

    /** The cluster gets its name by a rename when it is whole. */
    private static void create(Path folder, Path data, Path passwordFile, PostgresBinaries binaries)
            throws IOException {
        long start = System.nanoTime();
        Path attempt = Files.createTempDirectory(folder, "initdb-");
        List<String> initdb =
                Subprocess.command(
                        binaries.program("initdb"),
                        "--pgdata=" + attempt,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums",
                        "--no-instructions");
        Subprocess.run(initdb, "");
        Subprocess.run(
                Subprocess.command(
                        binaries.program("postgres"), "--single", "-D", attempt + "", "postgres"),
                "CREATE DATABASE " + DATABASE + "\n");
        Files.move(attempt, data, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        LOG.info(
                "event=database-created directory={} millis={}",
                data,
                (System.nanoTime() - start) / 1_000_000);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
