package org.hailpost.imap;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;

/**
 * LIST (RFC 9051 §6.3.9) with LIST-EXTENDED (RFC 5258), SPECIAL-USE (RFC 6154), LIST-STATUS (RFC
 * 5819) and LIST-METADATA (RFC 9590).
 */
final class ListCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        ListArguments asked = ListArguments.parse(command.arguments());
        WireOutput out = session.out();
        if (asked.delimiterAsked()) {
            out.ascii("* LIST (\\Noselect) \"/\" \"\"\r\n");
            return Reply.ok("LIST completed");
        }
        if (asked.returned().status().items().contains("HIGHESTMODSEQ")) {
            session.enable(Extension.CONDSTORE);
        }
        MailboxTree tree = MailboxTree.of(session);
        boolean extended = asked.extended() || session.enabled(Extension.IMAP4REV2);
        Set<String> names = tree.names();
        Set<String> aboveSelected = aboveSelected(asked, tree, names);
        names.addAll(aboveSelected);
        CpuTurn turn = new CpuTurn();
        for (String name : names) {
            turn.pass();
            if (asked.matches(name)) {
                boolean selected = selected(asked, tree, name);
                boolean above = aboveSelected.contains(name);
                if (selected || above) {
                    write(out, asked, tree, name, above, extended);
                }
                Optional<Mailbox> mailbox = tree.mailbox(name).filter(Mailbox::selectable);
                if (selected && mailbox.isPresent()) {
                    writeFigures(session, asked.returned(), mailbox.get());
                }
            }
        }
        return Reply.ok("LIST completed");
    }

    /** What goes with a name; not for one that is listed for the sake of its children only. */
    private static void writeFigures(ImapSession session, ListReturn returned, Mailbox mailbox)
            throws IOException {
        try {
            if (!returned.status().items().isEmpty()) {
                returned.status().write(session, mailbox);
            }
            if (!returned.metadata().isEmpty()) {
                GetMetadataCommand.write(session, new MetadataTarget(mailbox), returned.metadata());
            }
        } catch (MailboxGoneException e) {
            // Removed since it was listed: RFC 5819 §2 leaves out what cannot be had.
        }
    }

    private static boolean selected(ListArguments asked, MailboxTree tree, String name) {
        if (asked.selects("SUBSCRIBED") && !tree.subscribed(name)) {
            return false;
        }
        if (asked.selects("SPECIAL-USE") && tree.specialUse(name).isEmpty()) {
            return false;
        }
        return tree.exists(name) || asked.selects("SUBSCRIBED");
    }

    /** With RECURSIVEMATCH: the names that lie above a selected one which does not match itself. */
    private static Set<String> aboveSelected(
            ListArguments asked, MailboxTree tree, Set<String> names) {
        Set<String> above = new HashSet<>();
        if (asked.selects("RECURSIVEMATCH")) {
            for (String name : names) {
                if (selected(asked, tree, name)) {
                    above.addAll(MailboxTree.ancestors(name));
                }
            }
        }
        return above;
    }

    private static void write(
            WireOutput out,
            ListArguments asked,
            MailboxTree tree,
            String name,
            boolean above,
            boolean extended)
            throws IOException {
        List<String> attributes = ListResponse.attributes(tree, name, extended);
        if ((asked.returns("SUBSCRIBED") || asked.selects("SUBSCRIBED")) && tree.subscribed(name)) {
            attributes.add("\\Subscribed");
        }
        out.ascii("* LIST (").ascii(String.join(" ", attributes)).ascii(") \"/\" ");
        out.mailbox(name);
        if (above) {
            out.ascii(" (\"CHILDINFO\" (").ascii(childInfo(asked)).ascii("))");
        }
        out.crlf();
    }

    /** By which options the children were selected (RFC 5258 §3.5). */
    private static String childInfo(ListArguments asked) {
        return Stream.of("SUBSCRIBED", "SPECIAL-USE")
                .filter(asked::selects)
                .map(option -> '"' + option + '"')
                .collect(Collectors.joining(" "));
    }
}
