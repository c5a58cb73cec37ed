package org.hailpost.imap;

/** One data item of FETCH (RFC 9051 §6.4.5). */
sealed interface FetchItem {
    /** Known without looking at the content. */
    enum Plain implements FetchItem {
        FLAGS("FLAGS"),
        UID("UID"),
        INTERNAL_DATE("INTERNALDATE"),
        SIZE("RFC822.SIZE"),
        ENVELOPE("ENVELOPE"),
        BODY("BODY"),
        BODY_STRUCTURE("BODYSTRUCTURE");

        final String label;

        Plain(String label) {
            this.label = label;
        }
    }

    /**
     * Octets of the message.
     *
     * @param label what the response calls it
     * @param peek whether it leaves {@code \Seen} alone
     */
    record Body(BodySection section, String label, boolean peek) implements FetchItem {}
}
