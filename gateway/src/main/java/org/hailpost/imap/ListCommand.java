package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** LIST (RFC 9051 §6.3.9) with LIST-EXTENDED (RFC 5258) and SPECIAL-USE (RFC 6154). */
final class ListCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        ListArguments asked = ListArguments.parse(command.arguments());
        WireOutput out = session.out();
        if (asked.delimiterAsked()) {
            out.ascii("* LIST (\\Noselect) \"/\" \"\"\r\n");
            return Reply.ok("LIST completed");
        }
        MailboxTree tree =
                new MailboxTree(
                        session.services().store().list(session.accountId()),
                        session.services().store().subscriptions(session.accountId()));
        Set<String> names = tree.names();
        Set<String> aboveSelected = aboveSelected(asked, tree, names);
        names.addAll(aboveSelected);
        for (String name : names) {
            if (asked.matches(name)) {
                boolean selected = selected(asked, tree, name);
                boolean above = aboveSelected.contains(name);
                if (selected || above) {
                    write(out, asked, tree, name, above);
                }
            }
        }
        return Reply.ok("LIST completed");
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
            WireOutput out, ListArguments asked, MailboxTree tree, String name, boolean above)
            throws IOException {
        List<String> attributes = new ArrayList<>();
        if (tree.mailbox(name).isEmpty()) {
            attributes.add(asked.extended() ? "\\NonExistent" : "\\Noselect");
        } else if (!tree.mailbox(name).get().selectable()) {
            attributes.add("\\Noselect");
        }
        attributes.add(tree.hasChildren(name) ? "\\HasChildren" : "\\HasNoChildren");
        // RFC 6154 §2 allows it in a plain LIST, and clients look for it there.
        tree.specialUse(name).ifPresent(attributes::add);
        if ((asked.returns("SUBSCRIBED") || asked.selects("SUBSCRIBED")) && tree.subscribed(name)) {
            attributes.add("\\Subscribed");
        }
        out.ascii("* LIST (").ascii(String.join(" ", attributes)).ascii(") \"/\" ");
        out.mailbox(name);
        if (above && asked.selects("SUBSCRIBED")) {
            out.ascii(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        } else if (above) {
            out.ascii(" (\"CHILDINFO\" (\"SPECIAL-USE\"))");
        }
        out.crlf();
    }
}
