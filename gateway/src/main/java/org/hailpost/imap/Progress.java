package org.hailpost.imap;

import java.io.IOException;

/**
 * Signs of life while a command takes long (RFC 9585): without them many clients give up after a
 * minute, and begin again. A client that has gone is noticed by them as well. Owned by the
 * session's thread.
 */
final class Progress {
    private final ImapSession session;
    private final String tag;
    private final long interval;
    private long next;

    Progress(ImapSession session, CommandLine command) {
        this.session = session;
        this.tag = quoted(command.tag());
        this.interval = session.services().limits().progressInterval().toNanos();
        this.next = System.nanoTime() + interval;
    }

    /** NIL for a tag that a client which looks for the end of the code might stumble over. */
    private static String quoted(String tag) {
        return tag.contains("]") ? "NIL" : '"' + tag + '"';
    }

    /**
     * Tells how far it is, if the client has not heard of it for long. Only between responses.
     *
     * @param done messages of {@code goal}
     */
    void at(long done, long goal) throws IOException {
        long now = System.nanoTime();
        if (done >= goal || now - next < 0) {
            return;
        }
        next = now + interval;
        session.out()
                .ascii("* OK [INPROGRESS (" + tag + ' ')
                .number(done)
                .put(' ')
                .number(goal)
                .ascii(")] Still at it: ")
                .number(100 * done / goal)
                .ascii("% done\r\n")
                .flush();
    }
}
