package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.Mailbox;
import org.hailpost.message.Party;
import org.hailpost.message.ReadableText;
import org.hailpost.message.ScannedMessage;
import org.jspecify.annotations.Nullable;

/** The last round trip of a batch: all its rows, a statement a table, and the commit. */
final class IntakeRows {
    /** Larger headers are read from the content when somebody asks. */
    private static final int HEADER_LIMIT = 64 * 1024;

    /** Larger contents are streamed ahead of the other rows, one by one. */
    private static final long STREAM_OCTETS = 1 << 20;

    /** The same for a message of many that are stored as one: together they are no small batch. */
    private static final long STREAM_OCTETS_OF_MANY = 16 << 10;

    /** The server runs the commit only if everything before it went well. */
    private static final String WRITE =
            """
            insert into content (id, message_count, size, sha256, bytes)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bytea[]),
                unnest(?::bytea[]);

            insert into message (account_id, id, content_id, thread_id, incoming, trace, size, header_size,
                internal_date, internal_zone, sent_day, envelope, body_structure, body, part_index, header,
                from_address, from_name, trust, automatic, subject, text, quoted, search_text, attachments,
                message_id, origin_account_id, origin_message_id, quoted_before)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]),
                unnest(?::boolean[]), unnest(?::bytea[]), unnest(?::bigint[]), unnest(?::bigint[]),
                to_timestamp(unnest(?::float8[])), unnest(?::bigint[]), date 'epoch' + unnest(?::int[]),
                unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[]),
                unnest(?::bytea[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]),
                unnest(?::boolean[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]),
                unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::bigint[]),
                unnest(?::bigint[]), unnest(?::text[]);

            insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]),
                unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]);

            """
                    + String.join(";\n", EventRows.INSERT, IntakeThreads.SAVE);

    private static final String WRITE_AND_COMMIT = String.join(";\n", WRITE, "commit");

    private static final String WRITE_QUEUE_AND_COMMIT =
            String.join(";\n", WRITE, QueuedStates.INSERT, IntakeQueue.INSERT, "commit");

    private IntakeRows() {}

    /** What goes out on its own, before {@link #writeAndCommit}. */
    static void writeAhead(
            Connection connection, List<NewContent> contents, List<NewPlacement> placements)
            throws SQLException {
        for (NewContent content : contents) {
            if (streamed(content)) {
                stream(connection, content);
            }
        }
        for (NewPlacement placement : placements) {
            insertRequest(connection, placement);
        }
    }

    static void writeAndCommit(
            Connection connection,
            List<NewContent> contents,
            List<NewPlacement> placements,
            IntakeThreads threads,
            QueuedStates states,
            IntakeQueue queue)
            throws SQLException {
        String sql = queue.isEmpty() ? WRITE_AND_COMMIT : WRITE_QUEUE_AND_COMMIT;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Columns columns = new Columns(statement);
            bindContents(columns, contents);
            bindMessages(columns, placements);
            bindPlacements(columns, placements);
            EventRows events = events(placements);
            states.addTo(events);
            events.bind(columns);
            threads.bindNewest(columns);
            if (!queue.isEmpty()) {
                states.bind(columns);
                queue.bind(columns);
            }
            statement.execute();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean streamed(NewContent content) {
        long size = content.content().size();
        return size > STREAM_OCTETS || (content.amongMany() && size > STREAM_OCTETS_OF_MANY);
    }

    private static Content content(NewPlacement placement) {
        return placement.message.content();
    }

    private static ScannedMessage scanned(NewPlacement placement) {
        return placement.message.scanned();
    }

    private static void bindContents(Columns columns, List<NewContent> contents)
            throws SQLException, IOException {
        List<NewContent> small = contents.stream().filter(content -> !streamed(content)).toList();
        columns.numbers(small, NewContent::id)
                .numbers(small, NewContent::references)
                .numbers(small, c -> c.content().size())
                .bytes(small, NewContent::sha256)
                .bytes(small, c -> c.content().bytes());
    }

    private static void stream(Connection connection, NewContent content) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                insert into content (id, message_count, size, sha256, bytes)
                                values (?, ?, ?, ?, ?)
                                """);
                InputStream bytes = content.content().open()) {
            statement.setLong(1, content.id());
            statement.setInt(2, content.references());
            statement.setLong(3, content.content().size());
            statement.setBytes(4, content.sha256());
            statement.setBinaryStream(5, bytes, content.content().size());
            statement.executeUpdate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bindMessages(Columns columns, List<NewPlacement> placements)
            throws SQLException, IOException {
        columns.numbers(placements, p -> p.copy.accountId())
                .numbers(placements, p -> p.messageId)
                .numbers(placements, p -> p.contentId)
                .numbers(placements, p -> p.threadId)
                .truths(placements, p -> p.copy.incoming())
                .bytes(placements, p -> p.copy.trace())
                .numbers(placements, NewPlacement::size)
                .numbers(placements, p -> scanned(p).headerSize())
                .instants(placements, p -> p.copy.internalDate().toInstant())
                .numbers(placements, IntakeRows::minutesEast)
                .days(placements, p -> scanned(p).headers().localDate())
                .bytes(placements, p -> scanned(p).envelope())
                .bytes(placements, p -> scanned(p).bodyStructure())
                .bytes(placements, p -> scanned(p).body())
                .bytes(placements, p -> scanned(p).partIndex())
                .bytes(placements, IntakeRows::header)
                .texts(placements, p -> from(scanned(p)).address().toString())
                .texts(placements, p -> from(scanned(p)).name())
                .texts(placements, p -> Sql.name(p.copy.trust()))
                .truths(placements, IntakeRows::automatic)
                .texts(placements, p -> scanned(p).headers().subject())
                .texts(placements, p -> written(p, ReadableText::text))
                .texts(placements, p -> written(p, ReadableText::quoted))
                .texts(placements, IntakeRows::searchText)
                .texts(placements, p -> Json.attachments(scanned(p).attachments()))
                .texts(placements, p -> scanned(p).headers().messageId())
                .numbersOrNull(placements, p -> p.origin == null ? null : p.origin.copy.accountId())
                .numbersOrNull(placements, p -> p.origin == null ? null : p.origin.messageId)
                .texts(placements, p -> written(p, ReadableText::before));
    }

    private static void bindPlacements(Columns columns, List<NewPlacement> placements)
            throws SQLException {
        columns.numbers(placements, p -> p.copy.accountId())
                .numbers(placements, p -> p.mailboxId)
                .numbers(placements, p -> p.uid)
                .numbers(placements, p -> p.messageId)
                .numbers(placements, p -> p.threadId)
                .numbers(placements, p -> p.flags)
                .numbers(placements, p -> p.seq);
    }

    private static EventRows events(List<NewPlacement> placements) {
        EventRows events = new EventRows();
        for (NewPlacement placement : placements) {
            long account = placement.copy.accountId();
            if (placement.announced()) {
                events.messageNew(
                        account,
                        placement.seq,
                        placement.threadId,
                        placement.messageId,
                        placement.suggestedThread);
            } else {
                events.mailboxChanged(account, placement.seq, placement.mailboxId);
            }
        }
        return events;
    }

    private static void insertRequest(Connection connection, NewPlacement placement)
            throws SQLException {
        NewMessage.Request request = placement.message.request();
        if (request == null || request.accountId() != placement.copy.accountId()) {
            return;
        }
        if (placement.copy.incoming()) {
            return; // a copy to oneself: the answer names what was sent
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into sent_request (account_id, client_id, message_id, thread_id, seq)
                        values (?, ?, ?, ?, ?)
                        """)) {
            statement.setLong(1, request.accountId());
            statement.setObject(2, request.clientId());
            statement.setLong(3, placement.messageId);
            statement.setLong(4, placement.threadId);
            statement.setLong(5, placement.seq);
            statement.executeUpdate();
        }
    }

    private static long minutesEast(NewPlacement placement) {
        return placement.copy.internalDate().getOffset().getTotalSeconds() / 60;
    }

    /** A null sender is a machine (RFC 5321 §4.5.5), whatever the header says. */
    static boolean automatic(NewPlacement placement) {
        return scanned(placement).headers().automatic().automatic()
                || startsWith(placement.copy.trace(), NULL_SENDER);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /** Null where {@link StoredText} reads it again. */
    private static @Nullable String written(
            NewPlacement placement, Function<ReadableText, String> part) {
        ScannedMessage scanned = scanned(placement);
        return StoredText.isWritten(scanned) ? part.apply(scanned.text()) : null;
    }

    /** Null as well where it is the same as the text. */
    private static @Nullable String searchText(NewPlacement placement) {
        ScannedMessage scanned = scanned(placement);
        String searched = scanned.searchText();
        return !StoredText.isWritten(scanned) || searched.equals(scanned.text().text())
                ? null
                : searched;
    }

    private static byte @Nullable [] header(NewPlacement placement) throws IOException {
        long size = scanned(placement).headerSize();
        if (size > HEADER_LIMIT) {
            return null;
        }
        try (InputStream in = content(placement).open(0, size)) {
            return in.readAllBytes();
        }
    }

    /** The shown sender: the first readable From, else Sender, else nobody. */
    static Party from(ScannedMessage scanned) {
        for (Mailbox mailbox : scanned.headers().from()) {
            var address = mailbox.toAddress();
            if (address.isPresent()) {
                return new Party(address.get(), mailbox.name());
            }
        }
        return Party.of(NOBODY);
    }

    private static final byte[] NULL_SENDER = "Return-Path: <>".getBytes(StandardCharsets.US_ASCII);

    private static final Address NOBODY = Address.parse("unknown@invalid");
}
