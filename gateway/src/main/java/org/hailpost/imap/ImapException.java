package org.hailpost.imap;

/** A command cannot be done, and this is its answer: the error is the reply. */
final class ImapException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    ImapException(Reply reply) {
        super(reply.line(), null, false, false);
        this.reply = reply;
    }

    static ImapException bad(String text) {
        return new ImapException(Reply.bad(text));
    }

    static ImapException no(String text) {
        return new ImapException(Reply.no(text));
    }

    static ImapException no(String code, String text) {
        return new ImapException(Reply.no(code, text));
    }

    Reply reply() {
        return reply;
    }
}
