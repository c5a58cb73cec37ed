package org.hailpost.bridge.frame;

import java.time.Instant;
import java.util.List;

/** One line of the message list: who, about what, how much is unread, and the last line of text. */
public record ThreadSummary(
        String id,
        List<Party> parties,
        String subject,
        int unread,
        Instant lastAt,
        String lastMessage,
        String lastLine) {
    public ThreadSummary {
        Check.present(id, "id");
        parties = Check.copy(parties);
    }
}
