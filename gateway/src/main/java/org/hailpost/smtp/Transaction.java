package org.hailpost.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Wishes;
import org.hailpost.message.Address;

/** A mail transaction, from MAIL on (RFC 5321 §3.3). Owned by the session's thread. */
final class Transaction {
    private final String traceId;
    private final Optional<Address> sender;
    private final MailParameters parameters;
    private final long beganNanos = System.nanoTime();
    private final List<Envelope.Recipient> recipients = new ArrayList<>();

    Transaction(String traceId, Optional<Address> sender, MailParameters parameters) {
        this.traceId = traceId;
        this.sender = sender;
        this.parameters = parameters;
    }

    /**
     * A name for the message in logs and headers: sorts by time, and two never meet in practice.
     */
    static String newTraceId(long epochMillis) {
        long random = ThreadLocalRandom.current().nextLong(1L << 40);
        return Long.toString(epochMillis, 32)
                + String.format("%8s", Long.toString(random, 32)).replace(' ', '0');
    }

    String traceId() {
        return traceId;
    }

    /** Empty for {@code MAIL FROM:<>}. */
    Optional<Address> sender() {
        return sender;
    }

    /** SIZE of MAIL (RFC 1870 §6); 0 if it was not given. */
    long declaredOctets() {
        return parameters.size();
    }

    boolean utf8() {
        return parameters.wishes().utf8();
    }

    Wishes wishes() {
        return parameters.wishes();
    }

    /** The accepted ones. */
    List<Envelope.Recipient> recipients() {
        return recipients;
    }

    void add(Envelope.Recipient recipient) {
        recipients.add(recipient);
    }

    /** Since MAIL. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
}
