package org.hailpost.imap;

import java.util.OptionalLong;
import org.hailpost.mailbox.Mailbox;

/**
 * The ids of OBJECTID (RFC 8474). A message that was copied is one message in two places, so its
 * number is its EMAILID; a conversation's number is its THREADID. A mailbox that is deleted and
 * made again may keep its row but never its UIDVALIDITY, so both make up its MAILBOXID (§4).
 */
final class ObjectId {
    private static final int MAX_DIGITS = 18;

    private ObjectId() {}

    static String mailbox(Mailbox mailbox) {
        return "F" + mailbox.id() + '-' + mailbox.uidValidity();
    }

    static String email(long messageId) {
        return "M" + messageId;
    }

    /** With parentheses; NIL for what is no part of a conversation. */
    static String thread(long threadId) {
        return threadId == 0 ? "NIL" : "(T" + threadId + ')';
    }

    /**
     * The number in an id; empty if we never gave out such a one.
     *
     * @param kind M or T
     * @throws ImapException BAD if no server could have
     */
    static OptionalLong number(char kind, String id) throws ImapException {
        boolean ours = id.length() > 1 && id.length() <= MAX_DIGITS + 1 && id.charAt(0) == kind;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!digit && !letter && c != '_' && c != '-') {
                throw ImapException.bad("Bad object id");
            }
            ours &= i == 0 || (digit && (i > 1 || c != '0'));
        }
        return ours ? OptionalLong.of(Long.parseLong(id.substring(1))) : OptionalLong.empty();
    }
}
