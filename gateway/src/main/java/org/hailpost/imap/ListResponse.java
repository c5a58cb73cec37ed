package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A LIST response that no LIST asked for: what became of a name (RFC 5465 §5.4, RFC 9051 §6.3.2).
 */
final class ListResponse {
    private ListResponse() {}

    /**
     * Writes it.
     *
     * @param oldName what it was called; empty if that is the same or does not matter
     */
    static void write(WireOutput out, MailboxTree tree, String name, String oldName)
            throws IOException {
        List<String> attributes = attributes(tree, name, true);
        if (tree.subscribed(name)) {
            attributes.add("\\Subscribed");
        }
        out.ascii("* LIST (").ascii(String.join(" ", attributes)).ascii(") \"/\" ").mailbox(name);
        if (!oldName.isEmpty()) {
            out.ascii(" (\"OLDNAME\" (").mailbox(oldName).ascii("))");
        }
        out.crlf();
    }

    /** Tells a client of IMAP4rev2 that a mailbox has another name than it gave (RFC 9051 §5.1). */
    static void tellName(ImapSession session, MailboxName.Given given) throws IOException {
        if (session.enabled(Extension.IMAP4REV2) && !given.other().isEmpty()) {
            write(session.out(), MailboxTree.of(session), given.name(), given.other());
        }
    }

    /**
     * All but {@code \Subscribed}.
     *
     * @param extended whether the client knows {@code \NonExistent}
     */
    static List<String> attributes(MailboxTree tree, String name, boolean extended) {
        List<String> attributes = new ArrayList<>();
        if (tree.mailbox(name).isEmpty()) {
            attributes.add(extended ? "\\NonExistent" : "\\Noselect");
        } else if (!tree.mailbox(name).get().selectable()) {
            attributes.add("\\Noselect");
        }
        attributes.add(tree.hasChildren(name) ? "\\HasChildren" : "\\HasNoChildren");
        // RFC 6154 §2 allows it in a plain LIST, and clients look for it there.
        tree.specialUse(name).ifPresent(attributes::add);
        return attributes;
    }
}
