package org.hailpost.imap;

/**
 * What changes the server's responses, so that a client has to ask for it (RFC 5161). A constant
 * can be enabled where {@link Capabilities} announces its word.
 */
enum Extension {
    /** MODSEQ in FETCH responses (RFC 7162 §3.1). */
    CONDSTORE("CONDSTORE"),
    /** VANISHED in place of EXPUNGE (RFC 7162 §3.2); brings CONDSTORE along. */
    QRESYNC("QRESYNC"),
    /** UTF-8 in quoted strings and mailbox names (RFC 6855 §3). */
    UTF8_ACCEPT("UTF8=ACCEPT"),
    /** The responses of RFC 9051 where they differ from RFC 3501. */
    IMAP4REV2("IMAP4rev2");

    private final String word;

    Extension(String word) {
        this.word = word;
    }

    /** How CAPABILITY, ENABLE and ENABLED call it. */
    String word() {
        return word;
    }
}
