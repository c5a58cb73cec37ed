package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
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
 * host's final reply was on its way when the gateway died. {@code -Dhailpost.outbound.kills=N}
 * changes how often; what it prints has the seed, {@code -Dhailpost.outbound.seed=N} kills at the
 * same moments again.
 */
class OutboundCrashIT {
    private static final int KILLS = Integer.getInteger("hailpost.outbound.kills", 20);

    /** At most so many mails come in between: the restarts are what takes time. */
    private static final int BETWEEN = 20;

    /**
     * A gateway that lives for seconds is up in half the time if nothing is optimised for later.
     */
    private static final List<String> SHORT_LIVED =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final int PER_DESTINATION = 2;
    private static final long SEED =
            Long.getLong("hailpost.outbound.seed", ThreadLocalRandom.current().nextLong());
    private static final String BOB = ServeProcess.BOB;
    private static final List<String> DOMAINS = List.of("one.example", "two.example");

    @TempDir private Path home;
    private final List<OutsideHost> outside = new ArrayList<>();
    private ServeProcess gateway;

    @BeforeEach
    void start() throws Exception {
        List<String> routes = new ArrayList<>();
        for (String domain : DOMAINS) {
            OutsideHost host = new OutsideHost();
            outside.add(host);
            routes.add("\"%s smtp://127.0.0.1:%d\"".formatted(domain, host.port()));
        }
        gateway =
                ServeProcess.start(
                        home,
                        SHORT_LIVED,
                        """
                        [submission]
                        mails-per-day = 0
                        new-parties-per-day = 0
                        [outbound]
                        routes = [%s]
                        deliveries-per-destination = %d
                        first-retry = "1s"
                        """
                                .formatted(String.join(", ", routes), PER_DESTINATION));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        for (OutsideHost host : outside) {
            host.close();
        }
    }

    @Test
    void killedWhileMailLeavesItLosesNothingAndDoublesWhatItMust() throws Exception {
        System.out.println("OutboundCrashIT kills=" + KILLS + " seed=" + SEED);
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
            int enoughKept = kept.size() + 1 + random.nextInt(BETWEEN);
            long left = taken().count();
            TestTerminal.await(
                    () -> kept.size() >= enoughKept && taken().count() > left, "traffic");
            LockSupport.parkNanos(random.nextInt(50_000_000));
            gateway.kill();
            gateway.restart();
        }
        enough.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        TestTerminal.await(() -> copies().keySet().containsAll(kept), "all mails outside");
        TestTerminal.await(() -> gateway.queue().equals("[ ]"), "the end");
        int doubled = copies().values().stream().mapToInt(copies -> copies - 1).sum();
        assertThat(doubled).isLessThanOrEqualTo(KILLS * DOMAINS.size() * PER_DESTINATION);
        assertThat(kept).hasSizeGreaterThanOrEqualTo(KILLS);
        try (ImapReader imap = gateway.inbox()) {
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
        while (!enough.get()) {
            try (SmtpSender sender = gateway.submission()) {
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
}
