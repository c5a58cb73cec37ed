package org.hailpost.message;

import java.util.Optional;

/**
 * One correspondent as a header field names it: claimed by the sender, checked by nobody.
 *
 * @param name decoded display name on one line; empty if there is none
 * @param address as written, {@code local@domain} if it has both; empty if there is none
 */
public record Mailbox(String name, String address) {
    /** The address, if it is a valid one. */
    public Optional<Address> toAddress() {
        try {
            return Optional.of(Address.parse(address));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }
}
