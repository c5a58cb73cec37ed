package org.hailpost.relay;

import java.util.List;
import org.hailpost.outbound.Handover.Failure;

/** Where the mails of a domain go. */
sealed interface Route {
    /**
     * To these, in this order.
     *
     * @param names of mail exchangers, lower case, at least one
     * @param domain the domain after all aliases
     * @param secure whether DNSSEC has validated that
     */
    record Hosts(List<String> names, String domain, boolean secure) implements Route {
        public Hosts {
            names = List.copyOf(names);
        }
    }

    /** Nowhere. */
    record Nowhere(Failure failure) implements Route {}

    /** Nobody can say now. */
    record Unknown(Failure failure) implements Route {}
}
