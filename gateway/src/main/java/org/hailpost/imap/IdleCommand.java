package org.hailpost.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** IDLE (RFC 2177), also without a selected mailbox. */
final class IdleCommand implements Command {
    private static final int MAX_LINE = 64;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        session.out().ascii("+ idling\r\n").flush();
        session.out().rest();
        IdleWatch watch = new IdleWatch(session, true);
        Runnable poke = watch::poke;
        session.wire().in().flushing(false);
        // Listen first, then look: what comes between is told either way.
        session.listen(poke);
        try {
            watch.poke();
            await(session, watch);
        } finally {
            session.unlisten(poke);
            watch.stop();
            session.wire().in().flushing(true);
        }
        session.wire().in().deadlineIn(session.services().limits().idleTimeout());
        byte[] line = session.wire().reader().answerLine(MAX_LINE);
        return new String(line, StandardCharsets.ISO_8859_1).equalsIgnoreCase("DONE")
                ? Reply.ok("IDLE completed")
                : Reply.bad("Expected DONE");
    }

    /** Waits for the client to say something, with a sign of life now and then. */
    private static void await(ImapSession session, IdleWatch watch) throws IOException {
        ImapLimits limits = session.services().limits();
        WireInput in = session.wire().in();
        long end = System.nanoTime() + limits.idleTimeout().toNanos();
        while (true) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            Duration interval = limits.stillHereInterval();
            in.deadlineIn(left.compareTo(interval) < 0 ? left : interval);
            if (in.await()) {
                return;
            }
            if (System.nanoTime() - end >= 0) {
                throw new SocketTimeoutException("idle for too long");
            }
            watch.stillHere();
        }
    }
}
