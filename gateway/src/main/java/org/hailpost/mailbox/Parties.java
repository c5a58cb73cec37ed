package org.hailpost.mailbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hailpost.message.Address;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;
import org.hailpost.message.Party;

/**
 * Who a mail's conversation is with: everybody it names but the account itself.
 *
 * <p>The thread belongs to the account and these parties, so a stranger who cites a message id or
 * copies a subject opens a thread of his own.
 */
public final class Parties {
    /** Beyond this it is no conversation but an announcement: only the sender counts. */
    private static final int LIMIT = 20;

    private Parties() {}

    /**
     * The parties of a mail.
     *
     * @param self tells the account's own addresses, canonical ones
     * @return From first, then To and Cc, each once; empty for a mail to oneself
     */
    public static List<Party> of(HeaderFacts headers, Predicate<Address> self) {
        List<Party> all =
                collect(
                        Stream.of(headers.from(), headers.to(), headers.cc()).flatMap(List::stream),
                        self);
        return all.size() <= LIMIT ? all : collect(headers.from().stream(), self);
    }

    private static List<Party> collect(Stream<Mailbox> mailboxes, Predicate<Address> self) {
        Map<Address, Party> parties = new LinkedHashMap<>();
        mailboxes
                .limit(10L * LIMIT)
                .forEach(mailbox ->
                        mailbox.toAddress()
                                .map(Address::canonical)
                                .filter(self.negate())
                                .ifPresent(address ->
                                        parties.putIfAbsent(
                                                address, new Party(address, mailbox.name()))));
        return List.copyOf(parties.values());
    }
}
