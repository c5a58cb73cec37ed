package org.hailpost.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a running benchmark has at hand: a directory that goes away with it, a gateway, and somebody
 * to tell how far it is.
 */
final class Bench implements AutoCloseable {
    /** A peer has users of its own, who must get to its files, and to nobody else's. */
    private static final FileAttribute<?> PASSABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final BenchOptions options;
    private final Enrolment enrolment;
    private final Consumer<String> progress;
    private final Path directory;
    private final Deque<Peer> peers = new ArrayDeque<>();
    private final Thread end = new Thread(this::end, "bench-end");

    /** What all tokens of a run begin with: nobody else on the machine shall get in. */
    private final String tokens = HexFormat.of().toHexDigits(new SecureRandom().nextLong()) + "-";

    private volatile @Nullable GatewayProcess gateway;
    private String settings = "";
    private int enrolled;

    Bench(BenchOptions options, Enrolment enrolment, Consumer<String> progress) throws IOException {
        this.options = options;
        this.enrolment = enrolment;
        this.progress = progress;
        this.directory = Files.createTempDirectory("hailpost-bench-", PASSABLE);
        Runtime.getRuntime().addShutdownHook(end);
    }

    BenchOptions options() {
        return options;
    }

    /** A new directory, for our own eyes. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name), PRIVATE);
    }

    /** A new directory for a peer's files: its users may pass through it. */
    Path peerDirectory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name), PASSABLE);
    }

    /** A peer that ends with this run at the latest, however the run ends. */
    synchronized <P extends Peer> P keep(P peer) {
        peers.push(peer);
        return peer;
    }

    void say(String what) {
        progress.accept(what);
    }

    /** The gateway that was named, else one of its own with at least so many accounts. */
    Target target(int accounts) throws Exception {
        if (options.target().isPresent()) {
            return options.target().get();
        }
        GatewayProcess own = gateway();
        enrol(accounts);
        return own.target(logins(0, accounts));
    }

    /** What the configuration of its own gateway says besides, before there is one. */
    void configure(String more) {
        settings = more;
    }

    /** A gateway of its own, which may be killed. */
    GatewayProcess gateway() throws IOException {
        if (gateway == null) {
            say("starting a gateway in " + directory);
            gateway = GatewayProcess.start(directory("gateway"), settings, options.javaOptions());
        }
        return gateway;
    }

    private void enrol(int accounts) throws Exception {
        if (accounts > enrolled) {
            say("enrolling " + (accounts - enrolled) + " accounts");
            var tokens = new LinkedHashMap<String, String>();
            logins(enrolled, accounts).forEach(login -> tokens.put(login.address(), login.token()));
            enrolment.enrol(
                    gateway().configuration(),
                    GatewayProcess.DOMAIN,
                    tokens,
                    GatewayProcess.PASSWORD);
            enrolled = accounts;
        }
    }

    private List<Target.Login> logins(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i ->
                        new Target.Login(
                                "user" + i + "@" + GatewayProcess.DOMAIN,
                                GatewayProcess.PASSWORD,
                                tokens + i))
                .toList();
    }

    /** What the run took place on. */
    static String machine() {
        return "%d cores, %s, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor().orElse(System.getProperty("os.arch")),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static Optional<String> processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("[^:]*: *", ""))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // Interrupted: the process ends with the hook, and what broke by it is no news.
            awaitTheEnd();
        }
        end();
    }

    private static void awaitTheEnd() {
        while (true) {
            LockSupport.park();
        }
    }

    private synchronized void end() {
        while (!peers.isEmpty()) {
            peers.pop().close();
        }
        if (gateway != null) {
            gateway.close();
        }
        delete();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            say("cannot remove " + directory + ": " + e.getMessage());
        }
    }
}
