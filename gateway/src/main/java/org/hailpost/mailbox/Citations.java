package org.hailpost.mailbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;
import org.hailpost.message.Party;

/**
 * Which messages a mail answers, and who must have taken part where they lie.
 *
 * <p>To cite a message id proves nothing: ids are in archives, in quotes, and some can be guessed.
 * So a mail joins the thread of what it cites only if who wrote it has been a party there. Anybody
 * else, also the same person from another address, opens a thread of his own.
 */
public final class Citations {
    /** Addresses that a thread remembers as having taken part. */
    public static final int MAX_MEMBERS = 100;

    /** Ids that are looked up: the newest, which are near, and the one that began it. */
    private static final int MAX_CITED = 12;

    private Citations() {}

    /** Message ids with angle brackets, the likeliest first; each once. */
    public static List<String> of(HeaderFacts headers) {
        if (headers.inReplyTo() == null && headers.references().isEmpty()) {
            return List.of();
        }
        Set<String> ids = new LinkedHashSet<>();
        if (headers.inReplyTo() != null) {
            ids.add(headers.inReplyTo());
        }
        List<String> references = headers.references();
        for (int i = references.size() - 1; i >= 0 && ids.size() < MAX_CITED - 1; i--) {
            ids.add(references.get(i));
        }
        if (!references.isEmpty()) {
            ids.add(references.getFirst());
        }
        return new ArrayList<>(ids);
    }

    /**
     * Of whom one must have been a party where the cited message lies.
     *
     * @return canonical addresses: of what came in, its author, if he is one of its parties; of
     *     what the account itself wrote, those to whom it went
     */
    public static Set<String> authors(NewMessage.Copy copy, HeaderFacts headers) {
        Set<String> parties = new LinkedHashSet<>();
        for (Party party : copy.parties()) {
            parties.add(party.address().canonical().toString());
        }
        if (copy.incoming()) {
            Set<String> from = new LinkedHashSet<>();
            for (Mailbox mailbox : headers.from()) {
                mailbox.toAddress().ifPresent(address -> from.add(address.canonical().toString()));
            }
            parties.retainAll(from);
        }
        return parties;
    }
}
