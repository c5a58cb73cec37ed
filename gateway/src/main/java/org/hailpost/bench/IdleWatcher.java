package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A mail client in IDLE (RFC 2177), which comes back whenever it is cut off. */
final class IdleWatcher implements Runnable, AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofMinutes(30);

    private final Target target;
    private final Target.Login login;
    private final AtomicLong wrong = new AtomicLong();
    private volatile long told;
    private volatile @Nullable MailboxReader reader;
    private volatile boolean closed;

    IdleWatcher(Target target, Target.Login login) {
        this.target = target;
        this.login = login;
    }

    @Override
    public void run() {
        while (!closed) {
            try (MailboxReader open = MailboxReader.open(target, login)) {
                reader = open;
                for (String line : open.command("SELECT INBOX")) {
                    heard(line);
                }
                open.wait(SILENCE);
                open.send("IDLE");
                while (!closed) {
                    heard(open.line());
                }
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void heard(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("*") && words[2].equals("EXISTS")) {
            long exists = Long.parseLong(words[1]);
            if (exists < told) {
                wrong.incrementAndGet(); // nobody removes anything here
            }
            told = exists;
        }
    }

    /** How many messages the mailbox has, as it was told last. */
    long told() {
        return told;
    }

    /** How often it was told of fewer messages than before. */
    long wrong() {
        return wrong.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        MailboxReader open = reader;
        if (open != null) {
            open.close();
        }
    }
}
