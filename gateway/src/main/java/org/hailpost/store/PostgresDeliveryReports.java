package org.hailpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hailpost.mailbox.DeliveryReports;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.DeliveryReport;
import org.hailpost.message.DeliveryReport.Recipient;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;
import org.hailpost.message.MessageScanner;
import org.jspecify.annotations.Nullable;

/** Finds the sent message by its Message-ID or ENVID, and its recipients in its header. */
public final class PostgresDeliveryReports implements DeliveryReports {
    private final Database database;
    private final EventLog log;

    public PostgresDeliveryReports(Database database, EventLog log) {
        this.database = database;
        this.log = log;
    }

    /** The message and its recipients, canonical. */
    private record Sent(long id, Set<String> recipients) {}

    @Override
    public boolean apply(long accountId, DeliveryReport report) {
        return report.messageIds().stream().anyMatch(id -> apply(accountId, id, report));
    }

    private boolean apply(long accountId, String messageId, DeliveryReport report) {
        boolean applied = false;
        for (Sent sent : sent(accountId, messageId)) {
            for (Recipient recipient : report.recipients()) {
                String party = party(recipient, sent.recipients);
                if (party != null) {
                    log.messageState(
                            accountId, sent.id, party, state(recipient), recipient.reason());
                    applied = true;
                }
            }
        }
        return applied;
    }

    private List<Sent> sent(long accountId, String messageId) {
        return Query.of(
                        database,
                        """
                        select m.id, m.header, (select string_agg(s.party, ' ') from delivery_state s
                            where s.account_id = m.account_id and s.message_id = m.id)
                        from message m
                        where m.account_id = ? and m.message_id = ? and m.thread_id <> 0 and not m.incoming
                        order by m.id limit 4
                        """,
                        accountId,
                        messageId)
                .list(row ->
                        new Sent(row.getLong(1), recipients(row.getBytes(2), row.getString(3))));
    }

    /** Canonical addresses: of the header, and those whose state is known (Bcc). */
    private static Set<String> recipients(byte @Nullable [] header, @Nullable String followed) {
        Set<String> recipients = new HashSet<>();
        if (followed != null) {
            recipients.addAll(List.of(followed.split(" ", -1)));
        }
        if (header != null) {
            HeaderFacts facts = facts(header);
            Stream.of(facts.to(), facts.cc(), facts.bcc())
                    .flatMap(List::stream)
                    .map(Mailbox::toAddress)
                    .flatMap(address -> address.stream())
                    .forEach(address -> recipients.add(address.canonical().toString()));
        }
        return recipients;
    }

    private static HeaderFacts facts(byte[] header) {
        try {
            return MessageScanner.scan(Content.of(header)).headers();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // content in memory
        }
    }

    /** The address that the sender knows him by; null if it was not sent to him. */
    private static @Nullable String party(Recipient recipient, Set<String> recipients) {
        String original = canonical(recipient.original());
        String last = canonical(recipient.address());
        return recipients.contains(original) ? original : recipients.contains(last) ? last : null;
    }

    private static @Nullable String canonical(@Nullable Address address) {
        return address == null ? null : address.canonical().toString();
    }

    private static Event.State state(Recipient recipient) {
        return switch (recipient.action()) {
            case FAILED -> Event.State.BOUNCED;
            case DELAYED -> Event.State.DEFERRED;
            case DELIVERED, RELAYED, EXPANDED -> Event.State.RELAYED;
            case DISPLAYED -> Event.State.DISPLAYED;
        };
    }
}
