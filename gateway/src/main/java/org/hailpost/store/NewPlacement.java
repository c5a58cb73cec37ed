package org.hailpost.store;

import java.util.List;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Party;
import org.jspecify.annotations.Nullable;

/** A copy on its way through {@link IntakeBatch}, which fills in the numbers step by step. */
final class NewPlacement {
    final NewMessage message;
    final NewMessage.Copy copy;
    final long contentId;
    @Nullable NewPlacement origin;
    @Nullable Party owner;
    long seq;
    long messageId;
    long mailboxId;
    @Nullable Role mailboxRole;
    long uidValidity;
    long uid;
    long threadId;
    long suggestedThread; // 0: none
    long flags;
    @Nullable List<String> keywords;

    NewPlacement(NewContent content, NewMessage.Copy copy) {
        this.message = content.message();
        this.copy = copy;
        this.contentId = content.id();
    }

    /** The message's octets in this account. */
    long size() {
        return PostgresQuotas.size(message, copy);
    }

    /**
     * Whether terminals get it as a message of a conversation. What a mail client files away by
     * APPEND (drafts, imports) is a change of a mailbox, but for what it sent. So is a report that
     * was applied to the message it is about.
     */
    boolean announced() {
        return !copy.report()
                && (copy.target() instanceof NewMessage.Target.ByRole || mailboxRole == Role.SENT);
    }

    /**
     * Drafts, junk, what was thrown away and applied reports are no part of a conversation; they
     * have thread 0.
     */
    boolean inConversation() {
        return !copy.report()
                && !Flags.isSet(copy.flags(), Flags.DRAFT)
                && mailboxRole != Role.DRAFTS
                && mailboxRole != Role.JUNK
                && mailboxRole != Role.TRASH;
    }

    Receipt.Stored stored() {
        return new Receipt.Stored(
                copy.accountId(), messageId, threadId, mailboxId, uidValidity, uid, seq);
    }
}
