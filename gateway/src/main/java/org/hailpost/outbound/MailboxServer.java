package org.hailpost.outbound;

/**
 * An existing mail server that keeps mailboxes which this gateway takes mail for.
 *
 * @param url the same for all spellings of one URL
 */
public record MailboxServer(String url, Destination destination) {
    /** In front of its URL in the queue: it stands for itself, whatever the routes are. */
    private static final String MARK = "mailbox=";

    /**
     * Reads a URL as the routes of the queue have it, but without a user.
     *
     * @throws IllegalArgumentException if it is no URL of a mail server; the message says what
     *     would be right
     */
    public static MailboxServer parse(String typed) {
        HostUrl url = HostUrl.parseHost(typed);
        if (url.user().isPresent()) {
            throw new IllegalArgumentException(
                    "has "
                            + typed
                            + ": the server must take mail for its mailboxes without a login");
        }
        return new MailboxServer(url.text(), url.destination(""));
    }

    /** Whether a destination in the queue is such a server. */
    static boolean is(String name) {
        return name.startsWith(MARK);
    }

    /** By its name in the queue. */
    static MailboxServer named(String name) {
        return parse(name.substring(MARK.length()));
    }

    /** Its name as a destination in the queue. */
    public String name() {
        return MARK + url;
    }
}
