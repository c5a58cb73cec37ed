package org.hailpost.smtp;

import java.io.IOException;

/**
 * STARTTLS (RFC 3207). What the client said before is forgotten: it may have been somebody else.
 */
final class StartTlsCommand extends SmtpCommand {
    StartTlsCommand() {
        super("STARTTLS");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        noArgument(argument);
        if (peer.secured()) {
            throw new RefusedException(SmtpReply.ALREADY_TLS);
        }
        peer.say(SmtpReply.READY_FOR_TLS);
        peer.secure(); // A handshake that fails ends the connection: nothing is said in clear
        // after it.
    }
}
