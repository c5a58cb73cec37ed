package org.hailpost.imap;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.mailbox.MailUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a client in IDLE, or one that has sent NOTIFY, what happens, while the connection's thread
 * waits for its DONE or its next command.
 *
 * <p>A poke (on the feed's thread, or whoever changed the mailbox) only counts; the first of a row
 * starts a virtual thread that tells until nothing is left. So an idle session has no second thread
 * while nothing happens, nothing is queued, and no one but this session waits for its client. From
 * start to the return of {@link #stop} the session's output and selected mailbox belong to the
 * watch.
 */
final class IdleWatch {
    private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);

    private final ImapSession session;
    private final boolean idle;
    private final AtomicInteger pokes = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean stillHere;

    /**
     * @param idle whether the client is in IDLE; else it is one that has sent NOTIFY
     */
    IdleWatch(ImapSession session, boolean idle) {
        this.session = session;
        this.idle = idle;
    }

    /** Something may have changed. Never blocks. */
    void poke() {
        if (pokes.getAndIncrement() == 0) {
            Thread.ofVirtual().name("imap-idle").start(this::drain);
        }
    }

    /** Sends a sign of life. */
    void stillHere() {
        stillHere = true;
        poke();
    }

    /** Waits until nothing more is told; later pokes do nothing. */
    void stop() {
        stopping = true;
        if (pokes.getAndIncrement() == 0) {
            return; // Nobody is telling, and nobody will begin: the count never goes back to 0.
        }
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // The write deadline ends a telling that hangs.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        boolean ok = false;
        try {
            int seen;
            do {
                seen = pokes.get();
                if (stopping) {
                    return;
                }
                tell();
            } while (!pokes.compareAndSet(seen, 0));
            ok = true;
        } catch (IOException e) {
            LOG.debug("imap client lost in idle", e);
            session.wire().close();
        } finally {
            if (!ok) {
                ended.countDown();
            }
        }
    }

    private void tell() throws IOException {
        try {
            session.push(idle);
        } catch (ByeException e) {
            session.out().ascii("* BYE ").ascii(String.valueOf(e.getMessage())).crlf().flush();
            throw e;
        } catch (MailUnavailableException e) {
            LOG.debug("imap not all told", e); // The next poke tells.
            if (!session.out().atLineStart()) {
                throw new IOException("response broke off", e);
            }
        } catch (RuntimeException e) {
            LOG.error("imap idle failed", e);
            throw new IOException(e);
        }
        if (stillHere) {
            stillHere = false;
            session.out().ascii("* OK Still here\r\n");
        }
        session.out().flush();
        session.out().rest(); // Idle again, perhaps for long.
    }
}
