package org.hailpost.mailbox;

import java.util.List;
import java.util.Set;

/**
 * The mailboxes of an account at one moment.
 *
 * @param accountSeq the last change that is in it
 * @param subscriptions subscribed names, also of mailboxes that do not exist
 */
public record Catalogue(long accountSeq, List<Entry> entries, Set<String> subscriptions) {
    public Catalogue {
        entries = List.copyOf(entries);
        subscriptions = Set.copyOf(subscriptions);
    }

    /** A mailbox and how far it has come. */
    public record Entry(Mailbox mailbox, long uidNext, long modseq) {}
}
