package org.hailpost.delivery;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.Recipient.Notify;

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
        List<Recipient> recipients,
        TraceHeader.Hop hop,
        Optional<Account> submitted,
        Wishes wishes) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The same for fewer. */
    Envelope without(List<Recipient> some) {
        return new Envelope(
                sender,
                recipients.stream().filter(each -> !some.contains(each)).toList(),
                hop,
                submitted,
                wishes);
    }

    /**
     * One RCPT.
     *
     * @param reports NOTIFY (RFC 3461 §4.1); empty if it was not given
     * @param original ORCPT as it was given (RFC 3461 §4.2); empty if it was not
     */
    public record Recipient(Route.Accepted route, Set<Notify> reports, String original) {
        public Recipient {
            reports = Set.copyOf(reports);
        }

        /**
         * What those are asked to report who get the mail for the recipient. Where they are several
         * "expanded" is all that its sender hears of success, and it comes from here (RFC 3461
         * §5.2.7.3 c).
         */
        Set<Notify> passedOn() {
            boolean expands = route instanceof Route.Group group && group.several();
            if (!expands || !reports.contains(Notify.SUCCESS)) {
                return reports;
            }
            Set<Notify> others = EnumSet.copyOf(reports);
            others.remove(Notify.SUCCESS);
            return others.isEmpty() ? Set.of(Notify.NEVER) : others; // none would mean failures
        }

        /** Without a wish. */
        public static Recipient of(Route.Accepted route) {
            return new Recipient(route, Set.of(), "");
        }
    }
}
