package org.hailpost.relay;

import java.util.Optional;

/** Where the text of a domain's MTA-STS policy comes from (RFC 8461 §3.3). Thread-safe. */
interface PolicyFetch extends AutoCloseable {
    /**
     * The policy as its domain has it now.
     *
     * @param domain in ASCII, lower case
     * @return empty if there is none to be had now
     */
    Optional<String> fetch(String domain);

    @Override
    void close();
}
