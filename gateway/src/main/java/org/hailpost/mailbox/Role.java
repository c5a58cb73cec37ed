package org.hailpost.mailbox;

import java.util.Optional;

/** What a mailbox is for: INBOX, the special uses of RFC 6154, and our own {@code Live}. */
public enum Role {
    INBOX("INBOX", ""),
    SENT("Sent", "\\Sent"),
    DRAFTS("Drafts", "\\Drafts"),
    TRASH("Trash", "\\Trash"),
    JUNK("Junk", "\\Junk"),
    ARCHIVE("Archive", "\\Archive"),
    /** Where {@code delivery.pushed-copy = archive} moves what a terminal has acknowledged. */
    LIVE("Live", "");

    private final String mailboxName;
    private final String specialUse;

    Role(String mailboxName, String specialUse) {
        this.mailboxName = mailboxName;
        this.specialUse = specialUse;
    }

    /** The name of the mailbox that a new account gets for this role. */
    public String mailboxName() {
        return mailboxName;
    }

    /** The RFC 6154 attribute; empty for roles that have none. */
    public Optional<String> specialUse() {
        return specialUse.isEmpty() ? Optional.empty() : Optional.of(specialUse);
    }
}
