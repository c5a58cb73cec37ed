package org.hailpost.imap;

import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * What entries are about: the account as a whole ({@code ""}, "server entries"), or a mailbox, also
 * one that is only a parent.
 */
record MetadataTarget(@Nullable Mailbox mailbox) {
    static MetadataTarget find(ImapSession session, String name) throws ImapException {
        if (name.isEmpty()) {
            return new MetadataTarget(null);
        }
        return new MetadataTarget(
                session.services()
                        .store()
                        .find(session.accountId(), name)
                        .orElseThrow(() -> ImapException.no("NONEXISTENT", "No such mailbox")));
    }

    long mailboxId() {
        return mailbox == null ? Annotations.SERVER : mailbox.id();
    }

    String name() {
        return mailbox == null ? "" : mailbox.name();
    }
}
