package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.Mailbox;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;

/**
 * The inserts of {@link IntakeBatch}: one round trip a table, multi-row by the driver's rewriting.
 */
final class IntakeRows {
    /** Larger headers are read from the content when somebody asks. */
    private static final int HEADER_LIMIT = 64 * 1024;

    private IntakeRows() {}

    static void insert(Connection connection, List<NewPlacement> placements) throws SQLException {
        insertContents(connection, placements);
        insertMessages(connection, placements);
        insertPlacements(connection, placements);
        insertEvents(connection, placements);
        insertRequests(connection, placements);
    }

    private static void insertContents(Connection connection, List<NewPlacement> placements)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into content (id, message_count, size, sha256, bytes)
                        values (?, ?, ?, ?, ?)
                        """)) {
            long last = 0;
            for (NewPlacement placement : placements) {
                if (placement.contentId == last) {
                    continue; // another copy of the same message
                }
                last = placement.contentId;
                Content content = placement.waiting.message().content();
                statement.setLong(1, placement.contentId);
                statement.setInt(2, placement.waiting.message().copies().size());
                statement.setLong(3, content.size());
                statement.setBytes(4, placement.waiting.sha256());
                statement.setBinaryStream(5, content.open(), content.size());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void insertMessages(Connection connection, List<NewPlacement> placements)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into message (account_id, id, content_id, thread_id, incoming, trace, size, header_size,
                            internal_date, internal_zone, sent_day, envelope, body_structure, body, part_index, header,
                            from_address, from_name, trust, automatic, subject, text, quoted, search_text, attachments,
                            message_id, origin_account_id, origin_message_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (NewPlacement placement : placements) {
                bindMessage(statement, placement);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bindMessage(PreparedStatement statement, NewPlacement placement)
            throws SQLException {
        NewMessage.Copy copy = placement.copy;
        NewMessage message = placement.waiting.message();
        ScannedMessage scanned = message.scanned();
        statement.setLong(1, copy.accountId());
        statement.setLong(2, placement.messageId);
        statement.setLong(3, placement.contentId);
        statement.setLong(4, placement.threadId);
        statement.setBoolean(5, copy.incoming());
        statement.setBytes(6, copy.trace());
        statement.setLong(7, copy.trace().length + message.content().size());
        statement.setLong(8, scanned.headerSize());
        statement.setObject(9, copy.internalDate());
        statement.setInt(10, copy.internalDate().getOffset().getTotalSeconds() / 60);
        statement.setObject(11, scanned.headers().localDate(), Types.DATE);
        statement.setBytes(12, scanned.envelope());
        statement.setBytes(13, scanned.bodyStructure());
        statement.setBytes(14, scanned.body());
        statement.setBytes(15, scanned.partIndex());
        statement.setBytes(16, header(message));
        Party from = from(scanned);
        statement.setString(17, from.address().toString());
        statement.setString(18, from.name());
        statement.setString(19, Sql.name(copy.trust()));
        statement.setBoolean(20, scanned.headers().automatic().automatic());
        statement.setString(21, scanned.headers().subject());
        statement.setString(22, scanned.text().text());
        statement.setString(23, scanned.text().quoted());
        statement.setString(
                24,
                scanned.searchText().equals(scanned.text().text()) ? null : scanned.searchText());
        statement.setString(25, Json.attachments(scanned.attachments()));
        statement.setString(26, scanned.headers().messageId());
        NewPlacement origin = placement.origin;
        statement.setObject(27, origin == null ? null : origin.copy.accountId(), Types.BIGINT);
        statement.setObject(28, origin == null ? null : origin.messageId, Types.BIGINT);
    }

    private static void insertPlacements(Connection connection, List<NewPlacement> placements)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (NewPlacement placement : placements) {
                statement.setLong(1, placement.copy.accountId());
                statement.setLong(2, placement.mailboxId);
                statement.setLong(3, placement.uid);
                statement.setLong(4, placement.messageId);
                statement.setLong(5, placement.threadId);
                statement.setLong(6, placement.flags);
                statement.setLong(7, placement.seq);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void insertEvents(Connection connection, List<NewPlacement> placements)
            throws SQLException {
        try (EventRows events = new EventRows(connection)) {
            for (NewPlacement placement : placements) {
                long account = placement.copy.accountId();
                if (placement.announced()) {
                    events.messageNew(
                            account, placement.seq, placement.threadId, placement.messageId);
                } else {
                    events.mailboxChanged(account, placement.seq, placement.mailboxId);
                }
            }
            events.flush();
        }
    }

    private static void insertRequests(Connection connection, List<NewPlacement> placements)
            throws SQLException {
        for (NewPlacement placement : placements) {
            NewMessage.Request request = placement.waiting.message().request();
            if (request == null || request.accountId() != placement.copy.accountId()) {
                continue;
            }
            if (placement.copy.incoming()) {
                continue; // a copy to oneself: the answer names what was sent
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
    }

    private static byte @org.jspecify.annotations.Nullable [] header(NewMessage message) {
        if (message.scanned().headerSize() > HEADER_LIMIT) {
            return null;
        }
        try (InputStream in = message.content().open(0, message.scanned().headerSize())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shown sender: the first readable From, else Sender, else nobody. */
    private static Party from(ScannedMessage scanned) {
        for (Mailbox mailbox : scanned.headers().from()) {
            var address = mailbox.toAddress();
            if (address.isPresent()) {
                return new Party(address.get(), mailbox.name());
            }
        }
        return Party.of(NOBODY);
    }

    private static final Address NOBODY = Address.parse("unknown@invalid");
}
