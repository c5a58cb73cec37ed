package org.hailpost.imap;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.MsnRanges;

/** A search key (RFC 9051 §6.4.4); sequence sets are resolved already, texts are folded. */
sealed interface SearchKey {
    /** All of them; ALL is none of them. */
    record And(List<SearchKey> keys) implements SearchKey {}

    record Or(SearchKey first, SearchKey second) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /** Messages by sequence number; UIDs too, as numbers of this session. */
    record Among(MsnRanges messages) implements SearchKey {}

    /** Messages by their ids, of which a message that was copied has one. */
    record Messages(Set<Long> ids) implements SearchKey {}

    /** A system flag bit. */
    record Flag(long bit) implements SearchKey {}

    record Keyword(String name) implements SearchKey {}

    record Recent() implements SearchKey {}

    /** MODSEQ of at least that (RFC 7162 §3.1.5). */
    record Modseq(long least) implements SearchKey {}

    /** RFC822.SIZE within (exclusive) bounds. */
    record Size(long above, long below) implements SearchKey {}

    /** The internal date's day, its zone ignored. */
    record Received(Relation relation, LocalDate day) implements SearchKey {}

    /** The internal date is younger than an instant, or not (RFC 5032). */
    record Age(boolean younger, Instant than) implements SearchKey {}

    /** The Date header's day, its zone ignored. */
    record Sent(Relation relation, LocalDate day) implements SearchKey {}

    /** A header field contains the text; every field of that name contains "". */
    record Header(String field, SoughtText text) implements SearchKey {}

    /** The text parts contain the text; with {@code header} the header may, too. */
    record Text(SoughtText text, boolean header) implements SearchKey {}

    /** How a day relates. */
    enum Relation {
        BEFORE,
        ON,
        SINCE;

        boolean holds(LocalDate day, LocalDate asked) {
            return switch (this) {
                case BEFORE -> day.isBefore(asked);
                case ON -> day.equals(asked);
                case SINCE -> !day.isBefore(asked);
            };
        }
    }
}
