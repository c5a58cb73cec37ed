package org.hailpost.app;

import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/** Names as somebody typed them. */
final class Names {
    private Names() {}

    /** A domain in the form in which the registry has it. */
    static String domain(String typed) throws UsageException {
        try {
            return Address.parse("postmaster@" + typed).canonical().domain();
        } catch (AddressSyntaxException e) {
            throw new UsageException(
                    "not a domain: " + typed + "; a domain looks like example.org");
        }
    }
}
