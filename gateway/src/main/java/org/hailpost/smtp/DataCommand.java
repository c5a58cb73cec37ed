package org.hailpost.smtp;

import java.io.IOException;
import java.io.OutputStream;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Outcome;
import org.hailpost.message.Content;
import org.hailpost.message.ContentSpool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DATA (RFC 5321 §4.1.1.4): drain, then decide, then reply, and the transaction is over in any
 * case.
 */
final class DataCommand extends SmtpCommand {
    private static final Logger log = LoggerFactory.getLogger(DataCommand.class);

    DataCommand() {
        super("DATA");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        noArgument(argument);
        Transaction transaction =
                peer.transaction().orElseThrow(() -> new RefusedException(SmtpReply.MAIL_FIRST));
        if (transaction.recipients().isEmpty()) {
            throw new RefusedException(SmtpReply.NO_VALID_RECIPIENTS);
        }
        peer.say(SmtpReply.SEND_CONTENT);
        SmtpReply reply = receive(peer, transaction);
        peer.endTransaction();
        peer.say(reply);
        peer.wire().flush(); // Not held for what is pipelined behind: a lost 250 is a message sent
        // twice.
    }

    private static SmtpReply receive(Conversation peer, Transaction transaction)
            throws IOException {
        SmtpSettings settings = peer.host().settings();
        try (ContentSpool spool =
                new ContentSpool(
                        peer.host().spoolDirectory(),
                        settings.limits().spillBytes(),
                        settings.limits().maxMessageBytes())) {
            OutputStream sink =
                    peer.host().submission()
                            ? new SubmittedContent(spool, peer.host().clock(), settings.hostname())
                            : new HeaderFilter(spool, settings.hostname());
            DataReader reader = new DataReader(peer.wire(), sink, settings, peer::dataPatience);
            SmtpReply fault = reader.read();
            if (fault != null) {
                peer.facts().messageRefused(transaction, fault);
                if (!reader.complete()) {
                    peer.end();
                }
                return fault;
            }
            try (Content content = finished(sink, spool)) {
                return content == null ? SmtpReply.SPOOL_FULL : deliver(peer, transaction, content);
            }
        }
    }

    /** Null if the disk is full: the last bytes are written only now. */
    private static @Nullable Content finished(OutputStream sink, ContentSpool spool) {
        try {
            sink.flush();
            return spool.finish();
        } catch (IOException e) {
            log.warn("smtp=spool-failed reason=\"{}\"", e.toString());
            return null;
        }
    }

    private static SmtpReply deliver(Conversation peer, Transaction transaction, Content content) {
        Envelope envelope =
                new Envelope(
                        transaction.sender(),
                        transaction.recipients(),
                        peer.hop(transaction),
                        peer.account(),
                        transaction.wishes());
        Outcome outcome = peer.host().delivery().deliver(envelope, content);
        peer.facts().messageDecided(transaction, content.size(), outcome);
        if (outcome instanceof Outcome.Stored || outcome instanceof Outcome.HandedOver) {
            peer.earnedTrust();
        }
        return SmtpReply.of(outcome, transaction.traceId());
    }
}
