package org.hailpost.imap;

import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;

/** A threading algorithm of RFC 5256 §3, for one THREAD. Owned by one thread. */
interface Threading {
    /** What it looks at. */
    Set<MessageMeta.Field> fields();

    /** Takes a message, in mailbox order. */
    void take(ThreadNode node, MessageMeta meta);

    /** The threads of all that were taken, in their order. */
    List<ThreadNode> threads();
}
