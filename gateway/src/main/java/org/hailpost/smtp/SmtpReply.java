package org.hailpost.smtp;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Refusal;
import org.hailpost.outbound.Handover.Failure;

/**
 * A reply, and the one place that knows all of them: code (RFC 5321 §4.2.3), enhanced code (RFC
 * 3463, RFC 5248 registry) and text.
 *
 * @param enhanced empty only where RFC 2034 §4 wants none: the greeting, the reply to EHLO, 3xx
 * @param lines text without line breaks, printable ASCII
 */
record SmtpReply(int code, String enhanced, List<String> lines) {
    static final SmtpReply BYE = reply(221, "2.0.0", "Bye");
    static final SmtpReply READY_FOR_TLS = reply(220, "2.0.0", "Ready to start TLS");
    static final SmtpReply RESET = reply(250, "2.0.0", "Ok");
    static final SmtpReply NOTHING_DONE = reply(250, "2.0.0", "Ok");
    static final SmtpReply SENDER_OK = reply(250, "2.1.0", "Sender ok");
    static final SmtpReply RECIPIENT_OK = reply(250, "2.1.5", "Recipient ok");
    static final SmtpReply LOGGED_IN = reply(235, "2.7.0", "Authentication succeeded");
    static final SmtpReply CANNOT_VERIFY =
            reply(252, "2.5.0", "Will not tell, but will take mail for whom there is");
    static final SmtpReply SEND_CONTENT = reply(354, "", "End with a dot on a line of its own");

    static final SmtpReply SHUTTING_DOWN = reply(421, "4.3.2", "Shutting down, try again");
    static final SmtpReply TOO_SLOW = reply(421, "4.4.2", "Timed out, closing");
    static final SmtpReply TOO_MANY_CONNECTIONS =
            reply(421, "4.7.0", "Too many connections, try again later");
    static final SmtpReply TOO_MANY_FROM_ADDRESS =
            reply(421, "4.7.0", "Too many connections from your address, try again later");
    static final SmtpReply TOO_MANY_ERRORS = reply(421, "4.7.0", "Too many errors, closing");
    static final SmtpReply TOO_MANY_COMMANDS =
            reply(421, "4.7.0", "Too many commands without a message, closing");
    static final SmtpReply TOO_MANY_LOGINS = reply(421, "4.7.0", "Too many failed logins, closing");
    static final SmtpReply FAULT = reply(451, "4.3.0", "Our fault, try again later");
    static final SmtpReply STORE_UNAVAILABLE =
            reply(451, "4.3.0", "The mail store cannot be reached now, try again later");
    static final SmtpReply SPOOL_FULL = reply(452, "4.3.1", "Out of room now, try again later");
    static final SmtpReply TOO_MANY_RECIPIENTS =
            reply(452, "4.5.3", "Too many recipients, send the others in another transaction");
    static final SmtpReply TLS_UNAVAILABLE = reply(454, "4.7.0", "TLS is not available now");
    static final SmtpReply LOGIN_UNAVAILABLE =
            reply(454, "4.7.0", "Logins cannot be checked now, try again later");
    static final SmtpReply LOGIN_THROTTLED =
            reply(454, "4.7.0", "Too many failed logins, try again later");

    static final SmtpReply UNKNOWN_COMMAND = reply(500, "5.5.1", "Command not recognised");
    static final SmtpReply LINE_TOO_LONG = reply(500, "5.5.2", "Command line too long");
    static final SmtpReply LOGIN_LINE_TOO_LONG =
            reply(500, "5.5.6", "Authentication exchange line too long"); // RFC 4954 §6
    static final SmtpReply BARE_LINE_ENDING = reply(500, "5.5.2", "Lines end with CRLF, closing");
    static final SmtpReply NOT_TEXT =
            reply(500, "5.5.2", "Commands are UTF-8 text without control characters");
    static final SmtpReply NO_ARGUMENT_ALLOWED = reply(501, "5.5.4", "No argument allowed");
    static final SmtpReply BAD_HELO = reply(501, "5.5.4", "Give your host name or address literal");
    static final SmtpReply BAD_LOGIN_LINE = reply(501, "5.5.2", "Cannot decode that");
    static final SmtpReply LOGIN_ABORTED = reply(501, "5.7.0", "Authentication aborted");
    static final SmtpReply NOT_IMPLEMENTED = reply(502, "5.5.1", "Command not implemented");
    static final SmtpReply HELO_FIRST = reply(503, "5.5.1", "Send EHLO first");
    static final SmtpReply MAIL_FIRST = reply(503, "5.5.1", "Send MAIL first");
    static final SmtpReply MAIL_TWICE = reply(503, "5.5.1", "MAIL was sent already");
    static final SmtpReply NOT_DURING_MAIL = reply(503, "5.5.1", "Not within a mail transaction");
    static final SmtpReply ALREADY_TLS = reply(503, "5.5.1", "TLS is active already");
    static final SmtpReply ALREADY_LOGGED_IN = reply(503, "5.5.1", "Authenticated already");
    static final SmtpReply LOGIN_FIRST = reply(530, "5.7.0", "Authentication required");
    static final SmtpReply LOGIN_REFUSED = reply(535, "5.7.8", "Name, password or token is wrong");
    static final SmtpReply TLS_FIRST = reply(538, "5.7.11", "Send STARTTLS first");
    static final SmtpReply BARE_LINE_ENDING_IN_CONTENT =
            reply(550, "5.6.11", "Message has CR or LF on its own");
    static final SmtpReply NUL_IN_CONTENT = reply(550, "5.6.0", "Message has a NUL");
    static final SmtpReply TOO_LARGE = reply(552, "5.3.4", "Message is larger than we take");
    static final SmtpReply UTF8_NOT_DECLARED =
            reply(553, "5.6.7", "A UTF-8 address needs SMTPUTF8 at MAIL");
    static final SmtpReply SENDER_NOT_YOURS =
            reply(553, "5.7.1", "You may not write as this address");
    static final SmtpReply NO_VALID_RECIPIENTS = reply(554, "5.5.1", "No valid recipients");
    static final SmtpReply UNKNOWN_PARAMETER = reply(555, "5.5.4", "Unknown parameter");

    SmtpReply {
        lines = List.copyOf(lines);
    }

    /** RFC 5321 §4.5.3.1.10 allows 500 here; the message is at fault, so it is told as such. */
    static SmtpReply textLineTooLong(int limit) {
        return reply(554, "5.6.0", "Message has a line longer than " + limit + " octets");
    }

    /** {@code why} is one of our own texts, never the peer's. */
    static SmtpReply badSender(String why) {
        return reply(501, "5.1.7", "Bad sender: " + why);
    }

    static SmtpReply badRecipient(String why) {
        return reply(501, "5.1.3", "Bad recipient: " + why);
    }

    static SmtpReply badParameter(String why) {
        return reply(501, "5.5.4", why);
    }

    static SmtpReply unknownMechanism(String known) {
        return reply(504, "5.5.4", "Unknown mechanism, there are " + known);
    }

    static SmtpReply greeting(String hostname) {
        return reply(220, "", hostname + " ESMTP Hailpost");
    }

    static SmtpReply hello(String hostname) {
        return reply(250, "", hostname);
    }

    static SmtpReply hello(String hostname, List<String> extensions) {
        List<String> lines = new ArrayList<>();
        lines.add(hostname);
        lines.addAll(extensions);
        return new SmtpReply(250, "", lines);
    }

    static SmtpReply help(List<String> verbs) {
        return new SmtpReply(214, "2.0.0", List.of("Commands here:", String.join(" ", verbs)));
    }

    /** A SASL challenge, already in base64. */
    static SmtpReply challenge(String base64) {
        return reply(334, "", base64);
    }

    static SmtpReply kept(String traceId) {
        return reply(250, "2.0.0", "Kept as " + traceId);
    }

    /** The reply to the end of DATA. */
    static SmtpReply of(Outcome outcome, String traceId) {
        return switch (outcome) {
            case Outcome.Stored _, Outcome.HandedOver _ -> kept(traceId);
            case Outcome.Declined(var failure) -> declined(failure);
            case Outcome.Refused refused -> of(refused.refusal(), true);
        };
    }

    /** What the server said that keeps the mailbox, with a code of the same class. */
    private static SmtpReply declined(Failure failure) {
        int code = failure.status().startsWith("5") ? 550 : 451;
        return reply(code, failure.status(), "Its mail server says: " + failure.diagnostic());
    }

    /**
     * The reply for a recipient or a message that is not accepted.
     *
     * @param stranger the peer is not one of our members: what it asks for is relaying
     */
    static SmtpReply of(Refusal refusal, boolean stranger) {
        return switch (refusal) {
            case UNKNOWN_MAILBOX -> reply(550, "5.1.1", "No such mailbox here");
            case DISABLED_MAILBOX -> reply(550, "5.2.1", "Mailbox is disabled");
            case FOREIGN_DOMAIN ->
                    stranger
                            ? reply(550, "5.7.1", "Relaying denied")
                            : reply(550, "5.4.4", "No route to that domain from here");
            // RFC 3463 §3.3, X.2.2: the recipient can make room, so it is a transient failure
            case MAILBOX_FULL -> reply(452, "4.2.2", "Mailbox is full, try again later");
            // RFC 3463 §3.4, X.3.1: one recipient alone may not be able to make room
            case DOMAIN_FULL ->
                    reply(452, "4.3.1", "The mailboxes of the domain are full, try again later");
            // RFC 5321 §4.2.3: exceeded storage allocation; here for good, whatever is deleted
            case BEYOND_QUOTA -> reply(552, "5.2.2", "Message is larger than the mailbox may be");
            case TOO_MANY_HOPS -> reply(554, "5.4.6", "Too many hops, this looks like a loop");
            case TOO_LARGE -> TOO_LARGE;
            case BAD_HEADER -> reply(550, "5.6.0", "Message header is ambiguous about its sender");
            case NO_AUTHOR -> reply(550, "5.6.0", "Message has no From");
            case NOT_THE_AUTHOR ->
                    reply(
                            550,
                            "5.7.1",
                            "From and Sender of the message must be addresses of yours");
            case MAILS_SPENT ->
                    reply(452, "4.7.1", "You have sent all the mails you may today, try tomorrow");
            case PARTIES_SPENT ->
                    reply(
                            452,
                            "4.7.1",
                            "You have written to all the new recipients you may today, try tomorrow");
            case MAILBOX_REFUSED -> reply(550, "5.2.0", "The mailbox takes no mail");
            case MAILBOX_SERVER_UNAVAILABLE ->
                    reply(451, "4.4.1", "The mailbox cannot be reached now, try again later");
            // RFC 3463 §3.3, X.2.4
            case TOO_WIDE -> reply(550, "5.2.4", "Alias leads to too many or through too many");
            case FORWARDS_SPENT ->
                    reply(452, "4.7.1", "Too much was forwarded from here this hour, try later");
            // RFC 3463 §3.5, X.4.6: a loop, and perhaps a passing one
            case ANSWERS_SPENT ->
                    reply(
                            452,
                            "4.4.6",
                            "Machines seem to answer each other through here, try later");
            case LOOP -> reply(554, "5.4.6", "Was forwarded from here before, this is a loop");
            case NO_REPORT -> reply(550, "5.7.1", "This address takes reports of failure only");
            case STORE_UNAVAILABLE -> STORE_UNAVAILABLE;
            case SPOOL_FULL -> SPOOL_FULL;
        };
    }

    /** RFC 3463 class 5: the peer should not try the same again. */
    boolean permanent() {
        return code >= 500;
    }

    /** As it goes over the wire; every line of a longer reply has the codes (RFC 2034 §4). */
    String wire() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            if (!enhanced.isEmpty()) {
                out.append(enhanced).append(' ');
            }
            out.append(lines.get(i)).append("\r\n");
        }
        return out.toString();
    }

    private static SmtpReply reply(int code, String enhanced, String text) {
        return new SmtpReply(code, enhanced, List.of(text));
    }
}
