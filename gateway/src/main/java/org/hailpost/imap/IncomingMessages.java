package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.ContentSpool;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ScannedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one command, from the wire to the spool, until all are here. The first octets
 * stay in memory, the rest goes to nameless files. Owned by the connection's thread.
 */
final class IncomingMessages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessages.class);

    /** Of all messages together. */
    private static final int IN_MEMORY = 256 * 1024;

    /** Each may have a file open. */
    private static final int MAX_MESSAGES = 200;

    private final ImapSession session;
    private final List<Content> contents = new ArrayList<>();
    private final List<NewMessage> messages = new ArrayList<>();
    private long octets;

    IncomingMessages(ImapSession session) {
        this.session = session;
    }

    /** Says what can be said before the client sends the message. */
    void check(Literal literal, AppendOptions options) throws ImapException {
        if (options.utf8() && !literal.binary()) {
            throw ImapException.bad("UTF8 takes a literal8");
        }
        if (literal.size() == 0) {
            throw ImapException.no("Message is empty"); // RFC 3502 §6.3.11: so one cancels
        }
        // Several in one command together count as one: they are stored in one go.
        if (literal.size() > session.services().limits().maxMessageBytes() - octets) {
            throw ImapException.no("TOOBIG", "Message too large");
        }
        if (messages.size() == MAX_MESSAGES) {
            throw ImapException.no("LIMIT", "Too many messages in one command");
        }
    }

    /** Takes the next message off the wire, for this mailbox. */
    void receive(MessageLiterals literals, AppendOptions options, Mailbox mailbox)
            throws IOException, ImapException {
        Literal literal = literals.literal();
        if (literal == null) {
            throw ImapException.bad("The message must be a literal");
        }
        check(literal, options);
        Content content = literal.binary() ? receiveBinary(literals) : receiveText(literals);
        octets += literal.size();
        contents.add(content);
        ScannedMessage scanned = MessageScanner.scan(content);
        if (!session.utf8() && HeaderCharset.isUtf8(content, scanned.headerSize())) {
            // RFC 6855 §4. Octets that are no UTF-8 either are an old habit, and let through.
            throw ImapException.no("CANNOT", "Headers in UTF-8 need ENABLE UTF8=ACCEPT");
        }
        messages.add(message(content, scanned, mailbox, options));
    }

    /** Of the messages that are here. */
    long octets() {
        return octets;
    }

    List<NewMessage> messages() {
        return messages;
    }

    private Content receiveText(MessageLiterals literals) throws IOException, ImapException {
        try (ContentSpool spool = spool()) {
            literals.copyTo(session.wire(), new CrlfOutput(spool));
            return spool.finish();
        } catch (MessageLiterals.TargetException e) {
            throw refused(e.getCause());
        }
    }

    /** Any octets; parts that have what IMAP cannot show are encoded (RFC 3516 §6). */
    private Content receiveBinary(MessageLiterals literals) throws IOException, ImapException {
        try (ContentSpool raw = spool();
                ContentSpool spool = spool()) {
            literals.copyTo(session.wire(), raw);
            try (Content octets = raw.finish()) {
                BinaryParts.encode(octets, spool);
            } catch (IOException e) {
                throw refused(e);
            }
            return spool.finish();
        } catch (MessageLiterals.TargetException e) {
            throw refused(e.getCause());
        }
    }

    private ContentSpool spool() {
        long inMemory = Math.max(0, IN_MEMORY - octets);
        return new ContentSpool(session.services().spoolDirectory(), inMemory, Long.MAX_VALUE);
    }

    private static ImapException refused(@Nullable Throwable cause) {
        if (cause instanceof CrlfOutput.NulException) {
            return ImapException.no("CANNOT", "Message has a NUL");
        }
        LOG.warn("imap append not spooled cause={}", String.valueOf(cause));
        return ImapException.no("UNAVAILABLE", "Message cannot be kept now");
    }

    private NewMessage message(
            Content content, ScannedMessage scanned, Mailbox mailbox, AppendOptions options) {
        Predicate<Address> self = session.account().address().canonical()::equals;
        boolean incoming =
                scanned.headers().from().stream()
                        .flatMap(from -> from.toAddress().stream())
                        .map(Address::canonical)
                        .noneMatch(self);
        NewMessage.Copy copy =
                new NewMessage.Copy(
                        session.accountId(),
                        new NewMessage.Target.ById(mailbox.id()),
                        new byte[0],
                        options.flags().flags(),
                        options.flags().keywords(),
                        options.date(),
                        incoming,
                        Parties.of(scanned.headers(), self),
                        NewMessage.Trust.NONE,
                        -1);
        return new NewMessage(content, scanned, List.of(copy), null);
    }

    @Override
    public void close() {
        contents.forEach(Content::close);
    }
}
