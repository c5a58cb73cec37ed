package org.hailpost.smtp;

import java.io.IOException;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Route;
import org.hailpost.message.Address;

/** RCPT (RFC 5321 §4.1.1.3): each recipient is decided here, before any content is taken. */
final class RcptCommand extends SmtpCommand {
    RcptCommand() {
        super("RCPT");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        Transaction transaction =
                peer.transaction().orElseThrow(() -> new RefusedException(SmtpReply.MAIL_FIRST));
        PathArgument path = PathArgument.of(argument, "TO:", SmtpReply::badRecipient);
        RecipientParameters parameters =
                RecipientParameters.parse(
                        path.parameters(), peer.host().submission(), transaction.utf8());
        Address recipient = recipient(peer, path, transaction.utf8());
        if (transaction.recipients().size() >= peer.host().limits().maxRecipients()) {
            throw new RefusedException(SmtpReply.TOO_MANY_RECIPIENTS); // RFC 5321 §4.5.3.1.10
        }
        Route.Asker asker = peer.account().isPresent() ? Route.Asker.MEMBER : Route.Asker.STRANGER;
        switch (peer.host().delivery().route(recipient, asker, transaction.declaredOctets())) {
            case Route.Accepted accepted -> {
                transaction.add(
                        new Envelope.Recipient(
                                accepted, parameters.reports(), parameters.original()));
                peer.say(SmtpReply.RECIPIENT_OK);
            }
            case Route.Refused refused -> {
                peer.facts().recipientRefused(transaction, recipient, refused.refusal());
                peer.say(SmtpReply.of(refused.refusal(), !peer.host().submission()));
            }
        }
    }

    private static Address recipient(Conversation peer, PathArgument path, boolean utf8)
            throws RefusedException {
        if (path.mailbox().equalsIgnoreCase("postmaster")) { // RFC 5321 §4.5.1: without a domain
            String hostname = peer.host().settings().hostname();
            return new Address(
                    path.mailbox(),
                    peer.account().map(member -> member.address().domain()).orElse(hostname));
        }
        return path.address(utf8, SmtpReply::badRecipient);
    }
}
