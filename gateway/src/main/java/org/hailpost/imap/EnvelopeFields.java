package org.hailpost.imap;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.MailDate;
import org.jspecify.annotations.Nullable;

/**
 * What SORT and THREAD look at in an ENVELOPE. Texts are as they stand in the header, one octet per
 * char; null where there is no such field.
 *
 * @param from addr-mailbox of the first address, and so are {@code to} and {@code cc}
 */
record EnvelopeFields(
        @Nullable String date,
        @Nullable String subject,
        @Nullable String from,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String inReplyTo,
        @Nullable String messageId) {

    /** Reads one that this server has rendered (RFC 9051 §7.5.2). */
    static EnvelopeFields parse(byte[] envelope) {
        Tokens tokens = new Tokens(envelope, 0, envelope.length, false);
        try {
            tokens.expect('(');
            String date = text(tokens);
            tokens.space();
            String subject = text(tokens);
            String from = firstMailbox(tokens);
            firstMailbox(tokens); // Sender
            firstMailbox(tokens); // Reply-To
            String to = firstMailbox(tokens);
            String cc = firstMailbox(tokens);
            firstMailbox(tokens); // Bcc
            tokens.space();
            String inReplyTo = text(tokens);
            tokens.space();
            String messageId = text(tokens);
            tokens.expect(')');
            tokens.end();
            return new EnvelopeFields(date, subject, from, to, cc, inReplyTo, messageId);
        } catch (ImapException e) {
            throw new IllegalStateException("stored ENVELOPE is none", e);
        }
    }

    private static @Nullable String firstMailbox(Tokens tokens) throws ImapException {
        tokens.space();
        if (tokens.skipIf("NIL")) {
            return null;
        }
        String first = null;
        boolean taken = false;
        tokens.expect('(');
        while (!tokens.skipIf(')')) {
            tokens.expect('(');
            text(tokens);
            tokens.space();
            text(tokens);
            tokens.space();
            String mailbox = text(tokens);
            tokens.space();
            text(tokens);
            tokens.expect(')');
            if (!taken) {
                first = mailbox;
                taken = true;
            }
        }
        return first;
    }

    private static @Nullable String text(Tokens tokens) throws ImapException {
        return tokens.skipIf("NIL")
                ? null
                : new String(tokens.stringBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The sent date (RFC 5256 §2.2) in milliseconds; the internal date if it says none. */
    long sent(MessageMeta meta) {
        MailDate parsed = date == null ? null : MailDate.parse(date);
        Instant sent = parsed == null ? meta.internalDate().toInstant() : parsed.instant();
        return sent.toEpochMilli();
    }
}
