package org.hailpost.smtp;

import java.net.InetAddress;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Refusal;
import org.hailpost.message.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The facts of one conversation, a line each. What the peer said is written only where it was
 * parsed to something harmless: addresses, never raw lines.
 */
record SmtpLog(String session, InetAddress remote) {
    private static final Logger log = LoggerFactory.getLogger("org.hailpost.smtp");

    void recipientRefused(Transaction transaction, Address recipient, Refusal refusal) {
        log.info(
                "smtp=recipient-refused trace={} session={} remote={} from=<{}> to=<{}> reason={}",
                transaction.traceId(),
                session,
                remote.getHostAddress(),
                sender(transaction),
                recipient,
                refusal);
    }

    void messageRefused(Transaction transaction, SmtpReply reply) {
        log.info(
                "smtp=message-refused trace={} session={} remote={} from=<{}> recipients={} code={}"
                        + " enhanced={}",
                transaction.traceId(),
                session,
                remote.getHostAddress(),
                sender(transaction),
                transaction.recipients().size(),
                reply.code(),
                reply.enhanced());
    }

    void messageDecided(Transaction transaction, long bytes, Outcome outcome) {
        log.info(
                "smtp={} trace={} session={} remote={} from=<{}> recipients={} bytes={} ms={}",
                switch (outcome) {
                    case Outcome.Stored _ -> "message-kept";
                    case Outcome.HandedOver _ -> "message-handed-over";
                    case Outcome.Declined(var failure) ->
                            "message-declined host="
                                    + failure.host()
                                    + " status="
                                    + failure.status();
                    case Outcome.Refused refused -> "message-refused reason=" + refused.refusal();
                },
                transaction.traceId(),
                session,
                remote.getHostAddress(),
                sender(transaction),
                transaction.recipients().size(),
                bytes,
                transaction.age().toMillis());
    }

    void loginFailed() {
        log.info("smtp=login-failed session={} remote={}", session, remote.getHostAddress());
    }

    void dropped(SmtpReply reply) {
        log.info(
                "smtp=dropped session={} remote={} code={} reason=\"{}\"",
                session,
                remote.getHostAddress(),
                reply.code(),
                reply.lines().getFirst());
    }

    void ended(Exception cause) {
        log.debug(
                "smtp=ended session={} remote={} reason=\"{}\"",
                session,
                remote.getHostAddress(),
                cause.toString());
    }

    void fault(RuntimeException fault) {
        log.error("smtp=fault session={} remote={}", session, remote.getHostAddress(), fault);
    }

    private static String sender(Transaction transaction) {
        return transaction.sender().map(Address::toString).orElse("");
    }
}
