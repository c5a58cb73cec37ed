package org.hailpost.relay;

import java.util.List;
import java.util.Set;

/** What a connection has to be like before a mail goes over it. */
sealed interface Security {
    /** As it is. */
    record Clear() implements Security {}

    /** TLS if it works, whoever answers (RFC 7435); else as it is. */
    record Opportunistic() implements Security {}

    /** TLS, whoever answers. */
    record Encrypted() implements Security {}

    /** TLS, and a certificate for the host's name that a trusted authority has signed. */
    record Verified() implements Security {}

    /**
     * TLS, and a certificate as the host's TLSA records say (RFC 7672).
     *
     * @param associations usable ones, at least one
     * @param names any of which a certificate under DANE-TA has to be for (RFC 7672 §3.2.2)
     */
    record Dane(Set<Association> associations, List<String> names) implements Security {
        public Dane {
            associations = Set.copyOf(associations);
            names = List.copyOf(names);
        }
    }

    /** Whether who answers is known for sure. */
    default boolean authenticates() {
        return this instanceof Verified || this instanceof Dane;
    }

    /** Whether nothing is sent in clear. */
    default boolean encrypts() {
        return this instanceof Encrypted || authenticates();
    }
}
