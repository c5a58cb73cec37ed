package org.hailpost.imap;

import org.hailpost.mailbox.Mailbox;

/** Finds the mailbox a command names. */
final class Mailboxes {
    private Mailboxes() {}

    /**
     * A mailbox that messages are in.
     *
     * @throws ImapException NO [NONEXISTENT]
     */
    static Mailbox selectable(ImapSession session, String name) throws ImapException {
        return find(session, name, "NONEXISTENT");
    }

    /**
     * Where messages shall go.
     *
     * @throws ImapException NO [TRYCREATE]
     */
    static Mailbox target(ImapSession session, String name) throws ImapException {
        return find(session, name, "TRYCREATE");
    }

    private static Mailbox find(ImapSession session, String name, String code)
            throws ImapException {
        return session.services()
                .indexes()
                .find(session.accountId(), name)
                .filter(Mailbox::selectable)
                .orElseThrow(() -> ImapException.no(code, "No such mailbox"));
    }
}
