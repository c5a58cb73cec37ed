package org.hailpost.outbound;

/** What one attempt came to, for one recipient. */
public sealed interface Handover {
    /**
     * The next host has it.
     *
     * @param host who took it
     * @param reply its words, cut to what a log line and a terminal can show
     * @param reportsItself whether it took over the duty to report (RFC 3461 §4: it announced DSN)
     */
    record Relayed(String host, String reply, boolean reportsItself) implements Handover {}

    /**
     * Not now.
     *
     * @param unreachable whether the destination as a whole did not answer, so that other mails for
     *     it need not try either
     */
    record Deferred(Failure failure, boolean unreachable) implements Handover {}

    /** Never. */
    record Refused(Failure failure) implements Handover {}

    /**
     * Why.
     *
     * @param host who said so; empty if nobody was reached
     * @param status enhanced status code (RFC 3463), {@code 5.1.1}
     * @param diagnostic the host's reply with its code, or our own words; one line, cut
     */
    record Failure(String host, String status, String diagnostic) {}
}
