package org.hailpost.delivery;

import java.util.List;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.message.TraceHeader;

/**
 * The SMTP side of a mail.
 *
 * @param sender the reverse-path; empty for {@code MAIL FROM:<>}
 * @param recipients at least one
 * @param hop what the Received field of this hop says
 * @param submitted the account that submitted it, for mail of our own members
 */
public record Envelope(
        Optional<Address> sender,
        List<Route.Local> recipients,
        TraceHeader.Hop hop,
        Optional<Account> submitted) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }
}
