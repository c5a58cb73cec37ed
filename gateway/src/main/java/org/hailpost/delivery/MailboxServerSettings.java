package org.hailpost.delivery;

import java.time.Duration;

/**
 * How existing mail servers that keep mailboxes are asked and served.
 *
 * @param askTimeout within which a server has to say, at RCPT, whether it knows a recipient
 * @param handOverTimeout within which it has to take a mail, while the sender waits for our reply
 * @param knownFor how long it is not asked again about a recipient that it knows
 * @param unknownFor the same for one that it does not know
 * @param remembered recipients, of all servers together
 */
public record MailboxServerSettings(
        Duration askTimeout,
        Duration handOverTimeout,
        Duration knownFor,
        Duration unknownFor,
        int remembered) {
    public static final MailboxServerSettings DEFAULTS =
            new MailboxServerSettings(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(1),
                    50_000);

    public MailboxServerSettings {
        // RFC 5321 §4.5.3.2.2 and §4.5.3.2.6: our own client waits no longer.
        within("askTimeout", askTimeout, Duration.ofMinutes(4));
        within("handOverTimeout", handOverTimeout, Duration.ofMinutes(9));
        if (knownFor.isNegative() || unknownFor.isNegative()) {
            throw new IllegalArgumentException("knownFor and unknownFor must be at least 0s");
        }
        if (remembered < 1 || remembered > 10_000_000) {
            throw new IllegalArgumentException("remembered must be 1 to 10000000");
        }
    }

    private static void within(String key, Duration time, Duration most) {
        if (!time.isPositive() || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " must be more than 0 and at most " + most.toMinutes() + " min");
        }
    }
}
