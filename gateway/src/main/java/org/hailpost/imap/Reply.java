package org.hailpost.imap;

/**
 * The tagged end of a command (RFC 9051 §7.1).
 *
 * @param code response code without brackets; empty for none
 * @param text never empty: some clients stumble over a code without text
 */
record Reply(Status status, String code, String text) {
    enum Status {
        OK,
        NO,
        BAD
    }

    /** The command has written its tagged line itself. */
    static final Reply NONE = new Reply(Status.OK, "", "");

    static Reply ok(String text) {
        return new Reply(Status.OK, "", text);
    }

    static Reply ok(String code, String text) {
        return new Reply(Status.OK, code, text);
    }

    static Reply no(String text) {
        return new Reply(Status.NO, "", text);
    }

    static Reply no(String code, String text) {
        return new Reply(Status.NO, code, text);
    }

    static Reply bad(String text) {
        return new Reply(Status.BAD, "", text);
    }

    /** The line after the tag. */
    String line() {
        return code.isEmpty() ? status + " " + text : status + " [" + code + "] " + text;
    }
}
