package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Consignment.Claim;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;
import org.jspecify.annotations.Nullable;

/** Reads rows of the queue, and puts recipients who share mail and destination together. */
final class QueueRows {
    /** Of {@code outbound_recipient r} and {@code outbound_mail m}. */
    static final String COLUMNS =
            """
            r.destination, r.mail_id, r.position, r.attempts, r.address, r.original, r.reports, r.host, r.status,
            r.diagnostic, r.delay_told, m.content_id, m.sender, m.trace, m.eight_bit, m.utf8, m.require_tls, m.returned,
            m.envelope_id, m.origin_account_id, m.origin_message_id, m.since
            """;

    /** Larger contents are read while they go out. */
    private static final int WHOLE_OCTETS = 32 * 1024;

    private final Database database;
    private final Map<Key, Group> groups = new LinkedHashMap<>();

    private record Key(String destination, long mailId) {}

    @SuppressWarnings("ArrayRecordComponent") // on their way to a socket
    private record Bytes(long size, byte @Nullable [] whole) {}

    private static final class Group {
        final Claim claim;
        final long contentId;
        final Instant since;
        final Consignment.Origin origin;
        final OutgoingEnvelope envelope;
        final byte[] trace;
        final List<Recipient> recipients = new ArrayList<>();
        final List<Consignment.Entry> entries = new ArrayList<>();

        Group(ResultSet row, Claim claim) throws SQLException {
            this.claim = claim;
            this.contentId = row.getLong("content_id");
            this.since = row.getTimestamp("since").toInstant();
            this.origin =
                    new Consignment.Origin(
                            row.getLong("origin_account_id"), row.getLong("origin_message_id"));
            this.envelope =
                    new OutgoingEnvelope(
                            Optional.of(row.getString("sender"))
                                    .filter(sender -> !sender.isEmpty())
                                    .map(Address::parse),
                            row.getBoolean("eight_bit"),
                            row.getBoolean("utf8"),
                            row.getBoolean("require_tls"),
                            OutgoingEnvelope.Returned.valueOf(
                                    row.getString("returned").toUpperCase(Locale.ROOT)),
                            row.getString("envelope_id"));
            this.trace = row.getBytes("trace");
        }
    }

    QueueRows(Database database) {
        this.database = database;
    }

    void add(ResultSet row, Claim claim) throws SQLException {
        Key key = new Key(row.getString("destination"), row.getLong("mail_id"));
        Group group = groups.get(key);
        if (group == null) {
            group = new Group(row, claim);
            groups.put(key, group);
        }
        group.recipients.add(
                new Recipient(
                        Address.parse(row.getString("address")),
                        reports(row.getLong("reports")),
                        row.getString("original")));
        group.entries.add(
                new Consignment.Entry(
                        row.getInt("position"),
                        row.getLong("attempts"),
                        new Failure(
                                row.getString("host"),
                                row.getString("status"),
                                row.getString("diagnostic")),
                        row.getBoolean("delay_told")));
    }

    /** Reads the contents, small ones whole; outside of any transaction. */
    List<Consignment> consignments() {
        Map<Long, Bytes> contents = new HashMap<>();
        Query.of(
                        database,
                        "select id, size, case when size <= "
                                + WHOLE_OCTETS
                                + " then bytes end from content where id = any(?)",
                        groups.values().stream().map(group -> group.contentId).distinct().toList())
                .each(row ->
                        contents.put(row.getLong(1), new Bytes(row.getLong(2), row.getBytes(3))));
        List<Consignment> consignments = new ArrayList<>();
        groups.forEach((key, group) -> {
            Bytes bytes = contents.get(group.contentId);
            if (bytes != null) { // else somebody has just dropped it
                consignments.add(consignment(key, group, content(group.contentId, bytes)));
            }
        });
        return consignments;
    }

    private static Consignment consignment(Key key, Group group, Content content) {
        return new Consignment(
                key.destination,
                group.claim,
                key.mailId,
                group.since,
                group.origin,
                group.entries,
                new Parcel(
                        "q" + Long.toString(key.mailId, Character.MAX_RADIX),
                        group.envelope,
                        group.recipients,
                        group.trace,
                        content));
    }

    private Content content(long id, Bytes bytes) {
        return bytes.whole == null
                ? Content.of(
                        bytes.size,
                        (offset, length) -> ContentReader.ofContent(database, id, offset, length))
                : Content.of(bytes.whole);
    }

    private static Set<Recipient.Notify> reports(long bits) {
        return bits == 0
                ? Set.of()
                : Stream.of(Recipient.Notify.values())
                        .filter(notify -> (bits & IntakeQueue.bit(notify)) != 0)
                        .collect(Collectors.toSet());
    }
}
