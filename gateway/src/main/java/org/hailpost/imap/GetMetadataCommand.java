package org.hailpost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.Role;

/** GETMETADATA (RFC 5464 §4.2). */
final class GetMetadataCommand implements Command {
    /** RFC 6154 §4: the special use shows as an entry, too. */
    static final String SPECIAL_USE = "/private/specialuse";

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        MetadataOptions options = MetadataOptions.NONE;
        if (tokens.skipIf('(')) {
            options = MetadataOptions.parse(tokens);
            tokens.space();
        }
        String mailbox = MailboxName.parse(tokens);
        tokens.space();
        boolean list = tokens.skipIf('(');
        if (list && !tokens.sees('/') && !tokens.sees('"') && !tokens.sees('{')) {
            // As the examples of the RFC have it, which erratum 2785 corrects; MailKit follows
            // them.
            options = MetadataOptions.parse(tokens);
            tokens.space();
            list = tokens.skipIf('(');
        }
        List<String> names = names(tokens, list);
        MetadataTarget target = MetadataTarget.find(session, mailbox);
        Map<String, Optional<byte[]>> found = read(session, target, names, options.depth());
        return answer(session.out(), target, found, options.maxSize());
    }

    /** Writes entries of a mailbox, NIL for those that are not there (RFC 9590 §3). */
    static void write(ImapSession session, MetadataTarget target, List<String> names)
            throws IOException {
        var _ =
                answer(
                        session.out(),
                        target,
                        read(session, target, names, 0),
                        MetadataOptions.NONE.maxSize());
    }

    private static List<String> names(Tokens tokens, boolean list) throws ImapException {
        List<String> names = new ArrayList<>();
        do {
            if (names.size() == Annotations.MAX_ENTRIES) {
                throw ImapException.bad("Too many entries");
            }
            names.add(MetadataEntry.parse(tokens));
        } while (list && tokens.skipIf(' '));
        if (list) {
            tokens.expect(')');
        }
        tokens.end();
        return names;
    }

    /** What was asked for by its very name is answered also where there is nothing: with NIL. */
    private static Map<String, Optional<byte[]>> read(
            ImapSession session, MetadataTarget target, List<String> names, int depth) {
        SortedMap<String, byte[]> stored =
                session.services()
                        .store()
                        .annotations()
                        .read(session.accountId(), target.mailboxId(), names);
        Mailbox mailbox = target.mailbox();
        Role role = mailbox == null ? null : mailbox.role();
        if (role != null && session.disabled().allows("SPECIAL-USE")) {
            role.specialUse()
                    .ifPresent(use ->
                            stored.put(SPECIAL_USE, use.getBytes(StandardCharsets.US_ASCII)));
        }
        Map<String, Optional<byte[]>> found = new LinkedHashMap<>();
        if (depth == 0) {
            names.forEach(name -> found.put(name, Optional.ofNullable(stored.get(name))));
        } else {
            stored.forEach((name, value) -> {
                if (MetadataEntry.within(name, names, depth)) {
                    found.put(name, Optional.of(value));
                }
            });
        }
        return found;
    }

    private static Reply answer(
            WireOutput out,
            MetadataTarget target,
            Map<String, Optional<byte[]>> found,
            long maxSize)
            throws IOException {
        long longest = 0;
        boolean begun = false;
        for (Map.Entry<String, Optional<byte[]>> entry : found.entrySet()) {
            long size = entry.getValue().map(value -> value.length).orElse(0);
            if (size > maxSize) {
                longest = Math.max(longest, size);
                continue;
            }
            if (!begun) {
                out.ascii("* METADATA ").mailbox(target.name()).ascii(" (");
            } else {
                out.put(' ');
            }
            begun = true;
            out.string(entry.getKey()).put(' ');
            value(out, entry.getValue());
        }
        if (begun) {
            out.ascii(")\r\n");
        }
        return longest == 0
                ? Reply.ok("GETMETADATA completed")
                : Reply.ok(
                        "METADATA LONGENTRIES " + longest,
                        "GETMETADATA completed, but for what is larger");
    }

    /** A string, or where it has a NUL a literal8 (RFC 5464 §5). */
    private static void value(WireOutput out, Optional<byte[]> value) throws IOException {
        if (value.isEmpty()) {
            out.ascii("NIL");
            return;
        }
        for (byte b : value.get()) {
            if (b == 0) {
                out.put('~').literal(value.get());
                return;
            }
        }
        out.string(value.get());
    }
}
