package org.hailpost.message;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The top header fields, decoded (RFC 2047, RFC 6532), bounded, free of NUL and line breaks. Of a
 * repeated field the first counts.
 *
 * @param sender null if absent
 * @param subject empty if absent
 * @param date null if absent or unreadable
 * @param localDate the day of the Date field ignoring its zone: what SENTON, SENTBEFORE and
 *     SENTSINCE compare
 * @param messageId with its angle brackets; null if absent
 * @param inReplyTo its first message id; null if absent
 * @param references message ids, newest last; of more than {@value HeaderReader#MAX_REFERENCES} the
 *     first and the newest
 * @param receivedCount Received fields: hops so far
 * @param fromHeaderCount From fields: not one means somebody cheats
 */
public record HeaderFacts(
        List<Mailbox> from,
        @Nullable Mailbox sender,
        List<Mailbox> replyTo,
        List<Mailbox> to,
        List<Mailbox> cc,
        List<Mailbox> bcc,
        String subject,
        @Nullable Instant date,
        @Nullable LocalDate localDate,
        @Nullable String messageId,
        @Nullable String inReplyTo,
        List<String> references,
        int receivedCount,
        int fromHeaderCount,
        AutomaticFacts automatic) {}
