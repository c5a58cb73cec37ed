package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.hailpost.bridge.client.ResumeStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1 and 2 on a whole gateway in a process of its own: killed with {@code kill -9} under
 * load, every mail that got its 250 is in the mailbox once and was on the terminal once, in order;
 * with its database stopped, it says "later" and keeps nothing twice.
 */
class GatewayCrashIT {
    private static final String BOB = "bob@demo.localhost";
    private static final int KILLS = 3;
    private static final long SEED = 20_260_501;

    @TempDir private Path directory;
    private DemoProcess gateway;
    private DemoPorts ports;

    @BeforeEach
    void start() throws Exception {
        gateway = DemoProcess.start(directory);
        ports = gateway.ports();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void killedBetween250AndPushItLosesNothingAndDoublesNothing() throws Exception {
        Random random = new Random(SEED);
        List<String> kept = new CopyOnWriteArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        TestTerminal terminal =
                TestTerminal.connect(
                        URI.create("ws://127.0.0.1:" + ports.http()),
                        BOB,
                        Demo.PASSWORD,
                        UUID.randomUUID(),
                        ResumeStore.inMemory());
        Thread sender = Thread.ofVirtual().start(() -> send(kept, enough));
        for (int kill = 0; kill < KILLS; kill++) {
            int before = kept.size();
            TestTerminal.await(() -> kept.size() > before + 20, "traffic");
            LockSupport.parkNanos(random.nextInt(50_000_000));
            gateway.kill();
            gateway.restart();
        }
        int before = kept.size();
        TestTerminal.await(() -> kept.size() > before + 20, "traffic");
        enough.set(true);
        sender.join();
        String last = kept.getLast();
        TestTerminal.await(() -> terminal.subjects().contains(last), "the last mail");
        terminal.close();

        List<String> mailbox;
        try (ImapReader imap = ImapReader.open(ports.imap(), BOB, Demo.PASSWORD)) {
            mailbox = imap.subjects("INBOX");
        }
        assertThat(mailbox).doesNotHaveDuplicates().containsSubsequence(kept);
        assertThat(terminal.subjects()).isEqualTo(mailbox);
    }

    @Test
    void aStoppedDatabaseIsATemporaryReplyWithinTenSecondsAndItGoesOnByItself() throws Exception {
        List<Long> database = gateway.database();
        try (SmtpSender sender = new SmtpSender(ports.smtp())) {
            sender.begin("amy@x.example", BOB);
            signal("STOP", database);
            long start = System.nanoTime();
            String reply = sender.finish("amy@x.example", "stopped", BOB);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            signal("CONT", database);
            assertThat(reply).startsWith("451 4.3.0");
            assertThat(took).isLessThan(Duration.ofSeconds(11)); // 10 s, and a busy machine
        }
        TestTerminal.await(() -> kept("stopped"), "the retry to be kept");
        try (ImapReader imap = ImapReader.open(ports.imap(), BOB, Demo.PASSWORD)) {
            assertThat(imap.subjects("INBOX")).containsExactly("stopped");
        }
    }

    private boolean kept(String subject) {
        try {
            SmtpSender.send(ports.smtp(), "amy@x.example", subject, BOB);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void signal(String name, List<Long> pids) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        pids.forEach(pid -> command.add(pid.toString()));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /**
     * Sends numbered mails; one whose 250 did not come is not sent again: it may be kept or not.
     */
    private void send(List<String> kept, AtomicBoolean enough) {
        int number = 0;
        while (!enough.get()) {
            try (SmtpSender sender = new SmtpSender(ports.smtp())) {
                while (!enough.get()) {
                    String subject = "n" + number++;
                    sender.send("amy@x.example", subject, BOB);
                    kept.add(subject);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000); // it is down
            }
        }
    }
}
