package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail clients at work on a whole gateway in a process of its own while it, or its database, is
 * killed with {@code kill -9}: what they were told is kept, nothing is doubled, no UID is given
 * twice.
 */
class ImapCrashIT {
    private static final int WORKERS = 6;
    private static final int KILLS = 3;
    private static final long SEED = 20_260_501;
    private static final Pattern MESSAGE =
            Pattern.compile("FETCH \\(UID (\\d+) FLAGS \\(([^)]*)\\) BODY");

    @TempDir private Path directory;

    private record Found(String mailbox, long uid, String subject, boolean flagged) {}

    private interface Blow {
        void strike(DemoProcess gateway) throws Exception;
    }

    @Test
    void killedUnderAppendAndMoveTheGatewayKeepsWhatItPromised() throws Exception {
        strike(gateway -> {
            gateway.kill();
            gateway.restart();
        });
    }

    @Test
    void killedUnderStoreAndMoveTheDatabaseKeepsWhatItPromised() throws Exception {
        strike(gateway -> {
            for (long pid : gateway.database()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        });
    }

    private void strike(Blow blow) throws Exception {
        try (DemoProcess gateway = DemoProcess.start(directory)) {
            AtomicInteger answered = new AtomicInteger();
            List<CrashWorker> workers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                CrashWorker worker =
                        new CrashWorker("w" + i, gateway.ports().imap(), SEED + i, answered);
                workers.add(worker);
                threads.add(Thread.ofVirtual().start(worker));
            }
            Random random = new Random(SEED);
            for (int kill = 0; kill <= KILLS; kill++) {
                int before = answered.get();
                TestTerminal.await(() -> answered.get() > before + 60, "traffic");
                if (kill < KILLS) {
                    LockSupport.parkNanos(random.nextInt(50_000_000));
                    blow.strike(gateway);
                }
            }
            workers.forEach(CrashWorker::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            verify(gateway, workers);
        }
    }

    private static void verify(DemoProcess gateway, List<CrashWorker> workers) throws IOException {
        List<Found> found = new ArrayList<>();
        try (ImapReader imap =
                ImapReader.open(gateway.ports().imap(), "bob@demo.localhost", Demo.PASSWORD)) {
            found.addAll(read(imap, "INBOX"));
            found.addAll(read(imap, "Archive"));
        }
        Map<String, Found> bySubject = new HashMap<>();
        for (Found mail : found) {
            assertThat(bySubject.put(mail.subject(), mail)).as("twice: " + mail).isNull();
        }
        Set<String> sent = new HashSet<>();
        Set<Long> inboxUids = new HashSet<>();
        Set<Long> archiveUids = new HashSet<>();
        for (CrashWorker worker : workers) {
            assertThat(worker.failure()).isNull();
            sent.addAll(worker.sent);
            assertThat(worker.validities).hasSizeLessThanOrEqualTo(1);
            worker.kept.forEach((subject, uid) -> {
                assertThat(inboxUids.add(uid)).as("UID given twice: " + uid).isTrue();
                assertThat(bySubject).as("kept").containsKey(subject);
                Found mail = Objects.requireNonNull(bySubject.get(subject));
                if (!worker.onTheWay.contains(subject)) {
                    assertThat(mail.mailbox()).isEqualTo("INBOX");
                }
                if (mail.mailbox().equals("INBOX")) {
                    assertThat(mail.uid()).isEqualTo(uid);
                }
                if (worker.flagged.contains(subject)) {
                    assertThat(mail.flagged()).as("flagged: " + mail).isTrue();
                }
            });
            worker.moved.forEach((subject, uid) -> {
                assertThat(archiveUids.add(uid)).as("UID given twice: " + uid).isTrue();
                Found mail = Objects.requireNonNull(bySubject.get(subject));
                assertThat(mail.mailbox()).as("moved: " + mail).isEqualTo("Archive");
                assertThat(mail.uid()).isEqualTo(uid);
            });
        }
        assertThat(sent).containsAll(bySubject.keySet());
        assertThat(archiveUids).isNotEmpty();
    }

    private static List<Found> read(ImapReader imap, String mailbox) throws IOException {
        imap.command("EXAMINE " + mailbox);
        List<Found> found = new ArrayList<>();
        String head = "";
        for (String line :
                imap.command("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")) {
            if (line.contains(" FETCH (")) {
                head = line;
            } else if (line.startsWith("Subject: ")) {
                Matcher matcher = MESSAGE.matcher(head);
                assertThat(matcher.find()).as(head).isTrue();
                long uid = Long.parseLong(matcher.group(1));
                boolean flagged = matcher.group(2).contains("\\Flagged");
                found.add(new Found(mailbox, uid, line.substring(9), flagged));
            }
        }
        return found;
    }
}
