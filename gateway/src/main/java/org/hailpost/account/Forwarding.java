package org.hailpost.account;

import java.util.List;
import org.hailpost.message.Address;

/**
 * What becomes of the mail that comes in for an account.
 *
 * @param targets whom it is passed on to as well: accounts, aliases or anybody elsewhere; none: it
 *     stays
 * @param keeps whether a copy stays; true if there are no targets
 */
public record Forwarding(List<Address> targets, boolean keeps) {
    public static final Forwarding OFF = new Forwarding(List.of(), true);

    public Forwarding {
        targets = List.copyOf(targets);
        if (targets.isEmpty() && !keeps) {
            throw new IllegalArgumentException("mail that goes to nobody has to stay");
        }
    }
}
