package org.hailpost.imap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.MailboxGoneException;

/** SETMETADATA (RFC 5464 §4.3): all entries or none. */
final class SetMetadataCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String mailbox = MailboxName.parse(tokens);
        tokens.space();
        tokens.expect('(');
        Map<String, Optional<byte[]>> entries = new LinkedHashMap<>();
        do {
            if (entries.size() == Annotations.MAX_ENTRIES) {
                throw tooMany();
            }
            String entry = MetadataEntry.parseOne(tokens);
            tokens.space();
            entries.put(entry, value(tokens));
        } while (tokens.skipIf(' '));
        tokens.expect(')');
        tokens.end();
        MetadataTarget target = MetadataTarget.find(session, mailbox);
        check(target, entries);
        try {
            session.services()
                    .store()
                    .annotations()
                    .write(session.accountId(), target.mailboxId(), entries);
        } catch (Annotations.TooManyException e) {
            throw tooMany();
        } catch (MailboxGoneException e) {
            throw ImapException.no("NONEXISTENT", "No such mailbox");
        }
        return Reply.ok("SETMETADATA completed");
    }

    /** {@code nstring / literal8} (RFC 5464 §5). */
    private static Optional<byte[]> value(Tokens tokens) throws ImapException {
        if (tokens.skipIf('~')) {
            return Optional.of(tokens.literal());
        }
        if (tokens.sees('"') || tokens.sees('{')) {
            return Optional.of(tokens.stringBytes());
        }
        if (!tokens.keyword().equals("NIL")) {
            throw ImapException.bad("A value is a string or NIL");
        }
        return Optional.empty();
    }

    private static void check(MetadataTarget target, Map<String, Optional<byte[]>> entries)
            throws ImapException {
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            if (target.mailbox() == null
                    && MetadataEntry.in(entry.getKey(), MetadataEntry.SHARED)) {
                throw ImapException.no("NOPERM", "That is for the administrator to say");
            }
            if (entry.getKey().equals(GetMetadataCommand.SPECIAL_USE)) {
                throw ImapException.no("NOPERM", "CREATE gives a mailbox its special use");
            }
            if (entry.getValue().map(value -> value.length).orElse(0)
                    > Annotations.MAX_VALUE_OCTETS) {
                throw ImapException.no(
                        "METADATA MAXSIZE " + Annotations.MAX_VALUE_OCTETS, "Value too large");
            }
        }
    }

    private static ImapException tooMany() {
        return ImapException.no("METADATA TOOMANY", "There are too many entries already");
    }
}
