package org.hailpost.imap;

import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Quotas;

/** OVERQUOTA (RFC 9208 §4.4): said before a message's octets are sent, where that is possible. */
final class OverQuota {
    private OverQuota() {}

    /**
     * Looks whether a message finds room; the store looks again when it is written.
     *
     * @throws OverQuotaException which the connection turns into the reply
     */
    static void check(ImapSession session, long octets) {
        Quotas.Room room = session.services().store().quotas().room(session.accountId(), octets);
        if (room != Quotas.Room.FREE) {
            throw new OverQuotaException(session.accountId(), room);
        }
    }

    static String text(Quotas.Room room) {
        return switch (room) {
            case FREE -> throw new IllegalArgumentException("there is room");
            case FULL -> "No room for it: your mail would be more than your quota";
            case DOMAIN_FULL -> "No room for it: the mail of your domain is as much as it may be";
            case NEVER -> "It is larger than your quota";
        };
    }
}
