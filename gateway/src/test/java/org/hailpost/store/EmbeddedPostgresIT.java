package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hailpost.store.DatabaseIT.query;
import static org.hailpost.store.DatabaseIT.update;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    private static final Path BINARIES = Path.of("target", "test-database").toAbsolutePath();

    private static final Pattern SOCKET =
            Pattern.compile("^ *\\d+: (\\w+):(\\w{4}) \\w+:\\w{4} (\\w\\w) ");

    @TempDir private static Path pristine;

    @TempDir private Path directory;

    /** One initdb for all tests; each works on a copy. */
    @BeforeAll
    static void initialise() {
        EmbeddedPostgres.start(pristine, BINARIES, Set.of(), Map.of()).close();
    }

    @BeforeEach
    void copyPristine() throws IOException {
        copy(pristine.resolve("postgres"), directory.resolve("postgres"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void rowsAreThereAfterTheNextStart() {
        try (Database database = open()) {
            write(database);
        }
        try (Database database = open()) {
            assertThat(written(database)).isEqualTo("1");
        }
    }

    @Test
    void itsSettingsKeepWhatIsCommitted() {
        try (Database database = open()) {
            assertThat(query(database, "SHOW fsync")).isEqualTo("on");
            assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(database, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(database, "SHOW data_checksums")).isEqualTo("on");
            assertThat(query(database, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void itListensOnLoopbackAndAsksForThePassword() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(listeners(postgres.jdbcUrl())).containsExactly("0100007F");
            assertThatThrownBy(() ->
                            Database.open(
                                    DatabaseSettings.server(
                                            postgres.jdbcUrl(), postgres.user(), "")))
                    .isInstanceOf(DatabaseUnavailableException.class);
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            directory.resolve("postgres/password"))))
                    .isEqualTo("rw-------");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(directory.resolve("postgres"))))
                    .isEqualTo("rwx------");
        }
    }

    /** The gateway's doors open after it: it must not sit on a port that one of them is to have. */
    @Test
    void itTakesNoPortThatTheGatewayIsToListenOn() throws Exception {
        int allowed;
        try (EmbeddedPostgres postgres = start()) {
            allowed = port(postgres);
        }
        Set<Integer> others =
                IntStream.range(0, 65_536)
                        .filter(port -> port != allowed)
                        .boxed()
                        .collect(Collectors.toSet());
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(directory, BINARIES, others, Map.of())) {
            assertThat(port(postgres)).isEqualTo(allowed);
        }
    }

    private static int port(EmbeddedPostgres postgres) {
        return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    @Test
    void aKilledServerIsStartedAgainAndThePoolHeals() {
        EmbeddedPostgres postgres = start();
        try (Database database = over(postgres)) {
            write(database);
            long killed = postgres.pid();

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            await(() -> postgres.pid() != killed && database.healthy());
            assertThat(written(database)).isEqualTo("1");
        }
    }

    @Test
    void aServerLeftBehindByAKilledGatewayIsStoppedAndTheStartGoesOn() throws Exception {
        Process gateway = otherGateway();
        long orphan = Long.parseLong(firstLine(gateway));
        gateway.destroyForcibly().waitFor();
        assertThat(isRunning(orphan)).as("outlives its gateway").isTrue();

        long start = System.nanoTime();
        EmbeddedPostgres postgres = start();
        try (Database database = over(postgres)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(5));
            assertThat(isRunning(orphan)).isFalse();
            assertThat(written(database)).isEqualTo("1");
        }
    }

    @Test
    void aSecondGatewayOnTheDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
        Process gateway = otherGateway();
        try {
            long server = Long.parseLong(firstLine(gateway));

            assertThatThrownBy(this::start)
                    .isInstanceOf(DataDirectoryInUseException.class)
                    .hasMessageContaining(directory.toRealPath().toString())
                    .hasMessageContaining("pid " + gateway.pid());

            assertThat(isRunning(server)).isTrue();
        } finally {
            gateway.getOutputStream().close();
            assertThat(gateway.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        start().close();
    }

    @Test
    void itIsInASessionOfItsOwnAndSoNotReachedByCtrlC() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(session(postgres.pid())).isEqualTo(Long.toString(postgres.pid()));
        }
    }

    @Test
    void aSecondStartInOneProcessIsRefusedWithoutGivingTheLockFree() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThatThrownBy(this::start).isInstanceOf(DataDirectoryInUseException.class);
            Process gateway = otherGateway();
            assertThat(firstLine(gateway)).contains("in use");
            gateway.destroyForcibly().waitFor();
            assertThat(isRunning(postgres.pid())).isTrue();
        }
    }

    @Test
    void aForeignServerNamedByAStalePidFileIsNotTouched(@TempDir Path elsewhere) throws Exception {
        try (EmbeddedPostgres foreign =
                EmbeddedPostgres.start(elsewhere, BINARIES, Set.of(), Map.of())) {
            Files.copy(
                    elsewhere.resolve("postgres/data/postmaster.pid"),
                    directory.resolve("postgres/data/postmaster.pid"),
                    StandardCopyOption.REPLACE_EXISTING);
            long before = foreign.pid();

            try (EmbeddedPostgres ours = start()) {
                assertThat(ours.pid()).isNotEqualTo(before);
                assertThat(foreign.pid()).isEqualTo(before);
                assertThat(isRunning(before)).isTrue();
            }
            assertThat(isRunning(before)).isTrue();
        }
    }

    @Test
    void aClusterOfAnotherMajorVersionIsRefusedByName() throws Exception {
        Files.writeString(directory.resolve("postgres/data/PG_VERSION"), "12\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("PostgreSQL 12")
                .hasMessageContaining("pg_upgrade");
    }

    @Test
    void itStopsInTimeWithClientsInTheMiddleOfTransactions() {
        EmbeddedPostgres postgres = start();
        long pid = postgres.pid();
        try (Database database = Database.openMigrated(settings(postgres), () -> {})) {
            assertThatThrownBy(() ->
                            database.inTransaction(connection -> {
                                update(connection, "CREATE TABLE unfinished ()");
                                long start = System.nanoTime();
                                postgres.close();
                                assertThat(Duration.ofNanos(System.nanoTime() - start))
                                        .isLessThan(ofSeconds(2));
                                return update(connection, "SELECT 1");
                            }))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(isRunning(pid)).isFalse();
            assertThat(database.healthy()).isFalse();
        }
    }

    @Test
    void aFrozenServerIsAnErrorWithinTenSecondsAndHealsWhenItGoesOn() throws Exception {
        EmbeddedPostgres postgres = start();
        try (Database database = over(postgres)) {
            write(database);
            List<ProcessHandle> frozen = processes(postgres);
            signal("STOP", frozen);
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> written(database))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(10));
            } finally {
                signal("CONT", frozen);
            }
            await(database::healthy);
            assertThat(written(database)).isEqualTo("1");
        }
    }

    @Test
    void aTransactionCaughtInTheFreezeIsAnErrorWithinTenSeconds() {
        freezeBefore(connection -> update(connection, "SELECT 1"));
    }

    @Test
    void alsoWhenItIsSendingMoreThanTheBuffersHold() {
        freezeBefore(connection -> {
            try (var statement = connection.prepareStatement("SELECT length(?)")) {
                statement.setBytes(1, new byte[27 << 20]);
                return statement.execute();
            }
        });
    }

    private void freezeBefore(SqlFunction<Connection, ?> step) {
        EmbeddedPostgres postgres = start();
        try (Database database = over(postgres)) {
            List<ProcessHandle> frozen = new ArrayList<>();
            long start = System.nanoTime();
            try {
                assertThatThrownBy(() ->
                                database.inTransaction(connection -> {
                                    update(connection, "SELECT 1");
                                    frozen.addAll(processes(postgres));
                                    signal("STOP", frozen);
                                    return step.apply(connection);
                                }))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(10));
            } finally {
                signal("CONT", frozen);
            }
            await(database::healthy);
        }
    }

    /** Another gateway's process: prints the server's pid, ends in order when its input does. */
    public static final class OtherGateway {
        private OtherGateway() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            try (EmbeddedPostgres postgres =
                            EmbeddedPostgres.start(
                                    Path.of(arguments[0]), BINARIES, Set.of(), Map.of());
                    Database database = Database.openMigrated(settings(postgres), () -> {})) {
                write(database);
                System.out.println(postgres.pid());
                System.in.read();
            } catch (DatabaseUnavailableException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Process otherGateway() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherGateway.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(reader.readLine());
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(directory, BINARIES, Set.of(), Map.of());
    }

    private Database open() {
        return over(start());
    }

    private static Database over(EmbeddedPostgres postgres) {
        return Database.openMigrated(settings(postgres), postgres);
    }

    private static DatabaseSettings settings(EmbeddedPostgres postgres) {
        return DatabaseSettings.server(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void write(Database database) {
        database.inTransaction(c -> update(c, "CREATE TABLE kept AS SELECT 1 AS n"));
    }

    private static String written(Database database) {
        return query(database, "SELECT sum(n) FROM kept");
    }

    private static List<ProcessHandle> processes(EmbeddedPostgres postgres) {
        ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.children().toList());
        all.add(postmaster);
        return all;
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        try {
            for (ProcessHandle process : processes) {
                new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .start()
                        .waitFor();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // pid (comm) state ppid pgrp session …
        return stat.replaceFirst("^.*\\) \\w (\\d+) (\\d+) (\\d+) (?s:.*)$", "$3");
    }

    /** Not a zombie, which has no working directory; some containers' init never buries them. */
    private static boolean isRunning(long pid) {
        return Files.exists(Path.of("/proc", Long.toString(pid), "cwd"));
    }

    /** The addresses, as /proc/net/tcp writes them, on which the URL's port is listened on. */
    private static List<String> listeners(String jdbcUrl) throws IOException {
        String port =
                "%04X".formatted(Integer.parseInt(jdbcUrl.replaceFirst("^.*:(\\d+)/.*$", "$1")));
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                // sl local_address rem_address st …; state 0A is LISTEN
                Matcher row = SOCKET.matcher(line);
                if (row.find() && row.group(2).equals(port) && row.group(3).equals("0A")) {
                    addresses.add(row.group(1));
                }
            }
        }
        return addresses;
    }

    private static Duration ofSeconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
