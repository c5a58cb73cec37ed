package org.hailpost.imap;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Predicate;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Receipt;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.ContentSpool;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ScannedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * APPEND (RFC 9051 §6.3.12). Everything but the message is checked before the client is told to
 * send it; the message itself goes to the spool.
 */
final class AppendCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(AppendCommand.class);
    private static final int SPILL_OVER = 256 * 1024;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.space();
        FlagNames.Named flags = FlagNames.parse(tokens.sees('(') ? spaced(tokens) : List.of());
        OffsetDateTime date = OffsetDateTime.now(session.services().clock());
        if (tokens.sees('"')) {
            date = ImapDate.dateTime(tokens.string());
            tokens.space();
        }
        tokens.end();
        MessageLiteral literal =
                command.message()
                        .orElseThrow(() -> ImapException.bad("The message must be a literal"));
        if (literal.size() == 0) {
            throw ImapException.no("Message is empty");
        }
        if (literal.size() > session.services().limits().maxMessageBytes()) {
            throw ImapException.no("TOOBIG", "Message too large");
        }
        Mailbox mailbox = Mailboxes.target(session, name);
        ImapServices services = session.services();
        try (ContentSpool spool =
                new ContentSpool(services.spoolDirectory(), SPILL_OVER, Long.MAX_VALUE)) {
            receive(session, literal, spool);
            try (Content content = spool.finish()) {
                return store(session, mailbox, content, flags, date);
            }
        }
    }

    private static List<String> spaced(Tokens tokens) throws ImapException {
        List<String> flags = tokens.flags();
        tokens.space();
        return flags;
    }

    private static void receive(ImapSession session, MessageLiteral literal, ContentSpool spool)
            throws IOException, ImapException {
        IOException failure = null;
        try {
            literal.copyTo(session.wire(), new CrlfOutput(spool));
        } catch (MessageLiteral.TargetException e) {
            failure = e;
        }
        byte[] rest = session.wire().reader().plainLine(ImapLimits.MAX_COMMAND_BEFORE_LOGIN);
        Literal another = Literal.atEnd(rest, 0, rest.length);
        if (another != null && !another.synchronizing()) {
            throw new ByeException("One message at a time"); // Its data is no command.
        }
        if (rest.length > 0) {
            throw ImapException.bad("One message at a time");
        }
        if (failure == null) {
            return;
        }
        if (failure.getCause() instanceof CrlfOutput.NulException) {
            throw ImapException.no("CANNOT", "Message has a NUL");
        }
        LOG.warn("imap append not spooled cause={}", String.valueOf(failure.getCause()));
        throw ImapException.no("UNAVAILABLE", "Message cannot be kept now");
    }

    private static Reply store(
            ImapSession session,
            Mailbox mailbox,
            Content content,
            FlagNames.Named flags,
            OffsetDateTime date)
            throws IOException, ImapException {
        ScannedMessage scanned = MessageScanner.scan(content);
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
                        flags.flags(),
                        flags.keywords(),
                        date,
                        incoming,
                        Parties.of(scanned.headers(), self),
                        NewMessage.Trust.NONE,
                        -1);
        Receipt receipt;
        try {
            receipt =
                    session.services()
                            .intake()
                            .store(new NewMessage(content, scanned, List.of(copy), null));
        } catch (MailboxGoneException e) {
            throw ImapException.no("TRYCREATE", "No such mailbox");
        }
        Receipt.Stored stored = receipt.copies().getFirst();
        showIfSelected(session, stored);
        return Reply.ok(
                "APPENDUID " + stored.uidValidity() + ' ' + stored.uid(), "APPEND completed");
    }

    /** EXISTS comes before the OK even if the feed is not yet through. */
    private static void showIfSelected(ImapSession session, Receipt.Stored stored) {
        if (session.state() == SessionState.SELECTED
                && session.selected().mailbox().id() == stored.mailboxId()
                && !session.selected().view().index().reaches(stored.uid())) {
            session.selected().view().index().refresh();
        }
    }
}
