package org.hailpost.smtp;

import java.io.IOException;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.message.Address;

/**
 * MAIL (RFC 5321 §4.1.1.2) with SIZE, BODY, SMTPUTF8, REQUIRETLS, and on submission AUTH and those
 * of DSN.
 */
final class MailCommand extends SmtpCommand {
    MailCommand() {
        super("MAIL");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        if (peer.transaction().isPresent()) {
            throw new RefusedException(SmtpReply.MAIL_TWICE);
        }
        if (!peer.greeted()) {
            throw new RefusedException(SmtpReply.HELO_FIRST);
        }
        if (peer.host().submission() && peer.account().isEmpty()) {
            throw new RefusedException(SmtpReply.LOGIN_FIRST);
        }
        PathArgument path = PathArgument.of(argument, "FROM:", SmtpReply::badSender);
        MailParameters parameters =
                MailParameters.parse(path.parameters(), peer.host().submission(), peer.secured());
        if (parameters.size() > peer.host().limits().maxMessageBytes()) {
            throw new RefusedException(SmtpReply.TOO_LARGE); // RFC 1870 §6.1
        }
        Optional<Address> sender =
                path.mailbox().isEmpty() // MAIL FROM:<>, RFC 5321 §4.5.5
                        ? Optional.empty()
                        : Optional.of(
                                path.address(parameters.wishes().utf8(), SmtpReply::badSender));
        checkOwn(peer, sender);
        peer.begin(sender, parameters);
        peer.say(SmtpReply.SENDER_OK);
    }

    private static void checkOwn(Conversation peer, Optional<Address> sender)
            throws RefusedException {
        Optional<Account> account = peer.account();
        if (account.isPresent()
                && sender.isPresent()
                && !peer.host().directory().mayUse(account.get(), sender.get())) {
            throw new RefusedException(SmtpReply.SENDER_NOT_YOURS);
        }
    }
}
