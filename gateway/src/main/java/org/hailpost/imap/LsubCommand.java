package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** LSUB (RFC 3501 §6.3.9). */
final class LsubCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String reference = ListArguments.text(tokens, tokens.astring());
        tokens.space();
        ListPattern pattern =
                new ListPattern(reference + ListArguments.text(tokens, tokens.pattern()));
        tokens.end();
        Set<String> subscriptions = session.services().store().subscriptions(session.accountId());
        TreeMap<String, Boolean> found = new TreeMap<>();
        for (String name : subscriptions) {
            if (pattern.matches(name)) {
                found.put(name, true);
                continue;
            }
            // "%" stops above a subscribed name: its parent is shown, though not subscribed.
            List<String> ancestors = MailboxTree.ancestors(name);
            for (String ancestor : ancestors) {
                if (pattern.matches(ancestor)) {
                    found.putIfAbsent(ancestor, false);
                }
            }
        }
        for (var entry : found.entrySet()) {
            session.out()
                    .ascii(entry.getValue() ? "* LSUB () \"/\" " : "* LSUB (\\Noselect) \"/\" ");
            session.out().mailbox(entry.getKey()).crlf();
        }
        return Reply.ok("LSUB completed");
    }
}
