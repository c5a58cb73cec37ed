package org.hailpost.outbound;

import java.util.Optional;

/** Where mails go together. */
public sealed interface Destination {
    /** The mail exchangers of a domain (RFC 5321 §5.1). */
    record Domain(String name) implements Destination {}

    /** One given host: a smart host, or an existing mail server that keeps the mailboxes. */
    record Host(Protocol protocol, String name, int port, Tls tls, Optional<Credentials> login)
            implements Destination {}

    /** What is spoken. */
    enum Protocol {
        SMTP,
        /** RFC 2033: one reply per recipient after the content. */
        LMTP
    }

    /** How the connection is to be secured. */
    enum Tls {
        /** Not at all. */
        NONE,
        /** STARTTLS if it is offered, whoever answers. */
        OPPORTUNISTIC,
        /** STARTTLS, and a certificate for the host's name. */
        VERIFIED,
        /** TLS from the first octet (RFC 8314), and a certificate for the host's name. */
        IMPLICIT
    }

    /** AUTH towards a smart host. */
    record Credentials(String user, String secret) {
        @Override
        public String toString() {
            return user; // a secret stands in no log
        }
    }
}
