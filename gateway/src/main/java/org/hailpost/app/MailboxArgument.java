package org.hailpost.app;

import java.util.Optional;
import org.apache.commons.cli.Option;
import org.hailpost.outbound.MailboxServer;

/** The second argument of {@code domain mailbox} and {@code account mailbox}. */
final class MailboxArgument {
    static final Option HERE = CommonOptions.flag("here", "in this gateway");

    /** For both commands' details. */
    static final String URLS =
            """
            URL: lmtp://HOST:PORT or smtp://HOST:PORT (STARTTLS if offered), smtp+tls://HOST:PORT (STARTTLS, certificate checked), smtps://HOST:PORT.
            The server is asked at RCPT whether it knows the recipient, and its answer to a mail is ours. Terminals show the mail live;
            here it lies in the mailbox Live. It holds within seconds.
            """;

    private MailboxArgument() {}

    /** Empty if it is not given. */
    static Optional<MailboxServer> url(Invocation call) throws UsageException {
        try {
            return call.optionalArgument(1).map(MailboxServer::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("URL " + e.getMessage());
        }
    }
}
