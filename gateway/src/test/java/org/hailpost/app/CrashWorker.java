package org.hailpost.app;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail client that appends, flags and moves its own mails one after the other, over any number of
 * crashes, and remembers what it was promised. Owned by its thread; read when that was joined.
 */
final class CrashWorker implements Runnable {
    private static final Pattern APPENDED = Pattern.compile("\\[APPENDUID (\\d+) (\\d+)]");
    private static final Pattern MOVED = Pattern.compile("\\[COPYUID (\\d+) \\d+ (\\d+)]");
    private static final Pattern UID_NEXT = Pattern.compile("\\[UIDNEXT (\\d+)]");

    /** Promised: APPEND was answered OK; the mail has this UID in INBOX. */
    final Map<String, Long> kept = new TreeMap<>();

    /** MOVE was answered OK; the mail has this UID in Archive, and is not in INBOX. */
    final Map<String, Long> moved = new TreeMap<>();

    /**
     * STORE was answered OK, and so was another command after it: until then a killed gateway may
     * lose the flags of its last milliseconds.
     */
    final Set<String> flagged = new HashSet<>();

    /** MOVE was sent. */
    final Set<String> onTheWay = new HashSet<>();

    /** APPEND was sent. */
    final Set<String> sent = new HashSet<>();

    /** UIDVALIDITYs seen. */
    final Set<String> validities = new HashSet<>();

    private final String name;
    private final int port;
    private final Random random;
    private final AtomicInteger answered;
    private volatile boolean enough;
    private volatile @Nullable AssertionError failure;
    private long lastUid;

    /** STORE was answered OK, by the command before. */
    private final Set<String> justFlagged = new HashSet<>();

    CrashWorker(String name, int port, long seed, AtomicInteger answered) {
        this.name = name;
        this.port = port;
        this.random = new Random(seed);
        this.answered = answered;
    }

    void stop() {
        enough = true;
    }

    /** What went wrong beyond being cut off. */
    @Nullable AssertionError failure() {
        return failure;
    }

    @Override
    public void run() {
        while (!enough && failure == null) {
            justFlagged.clear();
            try (ImapReader imap = ImapReader.open(port, "bob@demo.localhost", Demo.PASSWORD)) {
                checkUidNext(imap);
                while (!enough) {
                    work(imap);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000); // it is down
            } catch (AssertionError e) {
                failure = e;
            }
        }
    }

    private void work(ImapReader imap) throws IOException {
        String subject = name + "-" + sent.size();
        sent.add(subject);
        String mail = "From: bob@demo.localhost\r\nSubject: " + subject + "\r\n\r\n" + subject;
        long uid =
                uid(
                        APPENDED,
                        imap.run("APPEND INBOX {" + mail.length() + "+}\r\n" + mail).getLast());
        answeredMore();
        kept.put(subject, uid);
        lastUid = uid;
        answered.incrementAndGet();
        if (random.nextBoolean()) {
            imap.run("UID STORE " + uid + " +FLAGS.SILENT (\\Flagged)");
            justFlagged.add(subject);
        }
        if (random.nextBoolean()) {
            onTheWay.add(subject);
            moved.put(
                    subject,
                    uid(MOVED, String.join("\n", imap.run("UID MOVE " + uid + " Archive"))));
            answeredMore();
        }
    }

    private void answeredMore() {
        flagged.addAll(justFlagged);
        justFlagged.clear();
    }

    /** RFC 9051 §2.3.1.1: what UIDNEXT says is not below a UID that was given. */
    private void checkUidNext(ImapReader imap) throws IOException {
        long next = uid(UID_NEXT, String.join("\n", imap.run("SELECT INBOX")));
        if (next <= lastUid) {
            throw new AssertionError("UIDNEXT " + next + " after UID " + lastUid);
        }
    }

    private long uid(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        if (pattern == APPENDED) {
            validities.add(matcher.group(1));
        }
        return Long.parseLong(matcher.group(matcher.groupCount()));
    }
}
