package org.hailpost.imap;

/** One data item of FETCH (RFC 9051 §6.4.5). */
sealed interface FetchItem {
    /** Known without looking at the content. */
    enum Plain implements FetchItem {
        FLAGS("FLAGS"),
        UID("UID"),
        MODSEQ("MODSEQ"),
        INTERNAL_DATE("INTERNALDATE"),
        SIZE("RFC822.SIZE"),
        ENVELOPE("ENVELOPE"),
        BODY("BODY"),
        BODY_STRUCTURE("BODYSTRUCTURE"),
        /** RFC 8970. */
        PREVIEW("PREVIEW"),
        /** RFC 8514. */
        SAVE_DATE("SAVEDATE"),
        /** RFC 8474. */
        EMAIL_ID("EMAILID"),
        THREAD_ID("THREADID");

        final String label;

        Plain(String label) {
            this.label = label;
        }
    }

    /** What is told of the octets. */
    enum Form {
        /** As they are: BODY[]. */
        RAW,
        /** Without their transfer encoding: BINARY[] (RFC 3516). */
        DECODED,
        /** How many there are without it: BINARY.SIZE[]. */
        DECODED_SIZE
    }

    /**
     * Octets of the message.
     *
     * @param label what the response calls it
     * @param peek whether it leaves {@code \Seen} alone
     */
    record Body(BodySection section, Form form, String label, boolean peek) implements FetchItem {}
}
