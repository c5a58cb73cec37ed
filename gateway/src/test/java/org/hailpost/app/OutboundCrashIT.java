package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.hailpost.app.OutsideHost.Taken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the queue on a whole gateway in a process of its own, killed with {@code kill -9}
 * while mail comes in and goes out: what got its 250 leaves, and leaves twice only if the other
 * host's final reply was on its way when the gateway died. {@code -Dhailpost.outbound.kills=20} is
 * the long form.
 */
class OutboundCrashIT {
    private static final int KILLS = Integer.getInteger("hailpost.outbound.kills", 3);
    private static final int BETWEEN = 60;
    private static final int PER_DESTINATION = 2;
    private static final long SEED = 20_261_128;
    private static final String BOB = "bob@home.example";
    private static final String PASSWORD = "secret";
    private static final List<String> DOMAINS = List.of("one.example", "two.example");

    @TempDir private Path home;
    private final DemoPorts ports = TestGateway.freePorts();
    private final List<OutsideHost> outside = new ArrayList<>();
    private String config;
    private ChildProcess gateway;

    @BeforeEach
    void start() throws Exception {
        List<String> routes = new ArrayList<>();
        for (String domain : DOMAINS) {
            OutsideHost host = new OutsideHost();
            outside.add(host);
            routes.add("\"%s smtp://127.0.0.1:%d\"".formatted(domain, host.port()));
        }
        config = Files.writeString(home.resolve("hailpost.toml"), settings(routes)).toString();
        launch();
        assertThat(console("", "domain", "add", "home.example")).contains("added");
        console(PASSWORD + "\n", "account", "add", BOB);
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway.terminate().isPositive()) {
            gateway.close();
        }
        for (OutsideHost host : outside) {
            host.close();
        }
    }

    @Test
    void killedWhileMailLeavesItLosesNothingAndDoublesWhatItMust() throws Exception {
        Random random = new Random(SEED);
        Queue<String> kept = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        List<Thread> senders =
                DOMAINS.stream()
                        .map(domain ->
                                Thread.ofVirtual().start(() -> send(domain, number, kept, enough)))
                        .toList();
        for (int kill = 0; kill < KILLS; kill++) {
            int before = kept.size();
            long left = taken().count();
            TestTerminal.await(
                    () -> kept.size() > before + BETWEEN && taken().count() > left, "traffic");
            LockSupport.parkNanos(random.nextInt(50_000_000));
            gateway.close();
            gateway.exitCode();
            launch();
        }
        enough.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        TestTerminal.await(() -> copies().keySet().containsAll(kept), "all mails outside");
        TestTerminal.await(() -> console("", "queue", "list", "--json").equals("[ ]"), "the end");
        int doubled = copies().values().stream().mapToInt(copies -> copies - 1).sum();
        assertThat(doubled).isLessThanOrEqualTo(KILLS * DOMAINS.size() * PER_DESTINATION);
        assertThat(kept).hasSizeGreaterThan(KILLS * BETWEEN);
        try (ImapReader imap = ImapReader.open(ports.imap(), BOB, PASSWORD)) {
            assertThat(imap.subjects("INBOX")).isEmpty(); // no report of what arrived
        }
    }

    private Stream<Taken> taken() {
        return outside.stream().flatMap(host -> host.taken().stream());
    }

    /** How often each subject is outside. */
    private Map<String, Integer> copies() {
        Map<String, Integer> copies = new TreeMap<>();
        taken().forEach(mail ->
                mail.header()
                        .lines()
                        .filter(line -> line.startsWith("Subject: "))
                        .forEach(line -> copies.merge(line.substring(9), 1, Integer::sum)));
        return copies;
    }

    /** A mail whose 250 did not come is not sent again: it may be kept or not. */
    private void send(
            String domain, AtomicInteger number, Queue<String> kept, AtomicBoolean enough) {
        byte[] plain = ("\0" + BOB + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        String login = "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain);
        while (!enough.get()) {
            try (SmtpSender sender = new SmtpSender(ports.submission())) {
                sender.ask(login);
                while (!enough.get()) {
                    String subject = "n" + number.getAndIncrement();
                    sender.send(BOB, subject, "carol@" + domain);
                    kept.add(subject);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000); // it is down
            }
        }
    }

    private void launch() throws Exception {
        gateway = ChildProcess.start(home, "serve", "--config", config);
        gateway.await("event=ready");
    }

    private String console(String input, String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        TestConsole console = new TestConsole(home).withInput(input);
        assertThat(console.run(all)).as(console.err()).isZero();
        return console.out();
    }

    private String settings(List<String> routes) {
        return """
        [gateway]
        hostname = "home.example"
        data-directory = "%s"
        [smtp]
        bind-address = "127.0.0.1"
        port = %d
        submission-port = %d
        submissions-port = -1
        clear-login-on-loopback = true
        [submission]
        mails-per-day = 0
        new-parties-per-day = 0
        [imap]
        bind-address = "127.0.0.1"
        port = %d
        tls-port = -1
        clear-login-on-loopback = true
        [bridge]
        bind-address = "127.0.0.1"
        port = %d
        [outbound]
        routes = [%s]
        deliveries-per-destination = %d
        first-retry = "1s"
        """
                .formatted(
                        home.resolve("data"),
                        ports.smtp(),
                        ports.submission(),
                        ports.imap(),
                        ports.http(),
                        String.join(", ", routes),
                        PER_DESTINATION);
    }
}
