package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.message.Address;
import org.hailpost.message.Party;
import org.hailpost.message.ReadableText;
import org.hailpost.message.ScannedMessage;

/** Reads messages as conversations show them. */
final class MessageRows {
    /**
     * The columns that {@link #read} wants, of {@code message m}, {@code account a} and {@code
     * thread t}.
     */
    static final String COLUMNS =
            """
            m.id, m.thread_id, m.internal_date, m.incoming, m.from_address, m.from_name, m.trust, m.subject,
            m.attachments, m.message_id, m.automatic, t.parties, a.address, a.display_name,
            not exists (select from placement p where p.account_id = m.account_id and p.message_id = m.id
                and p.flags & 1 = 0) as seen,
            case when m.incoming then null else (select s.state from delivery_state s
                where s.account_id = m.account_id and s.message_id = m.id
                order by array_position(array['bounced', 'deferred', 'queued', 'relayed', 'pushed', 'displayed'], s.state)
                limit 1) end as state,
            """
                    + StoredText.COLUMNS;

    /** What belongs to {@code m}; see {@link Sql#MESSAGES}. */
    static final String JOINED =
            """
            join account a on a.id = m.account_id left join lateral (
                select * from thread where account_id = m.account_id and id = m.thread_id offset 0) as t on true
            """;

    static final String TABLES = "message m " + JOINED;

    private MessageRows() {}

    /** What {@link #read} will say of a mail that came, until something is done to it. */
    static ThreadMessage ofIncoming(NewPlacement placement) {
        ScannedMessage scanned = placement.message.scanned();
        return new ThreadMessage(
                placement.messageId,
                placement.threadId,
                Columns.stored(placement.copy.internalDate().toInstant()),
                true,
                IntakeRows.from(scanned),
                List.of(Objects.requireNonNull(placement.owner)),
                placement.copy.trust(),
                scanned.headers().subject(),
                scanned.text().before(),
                scanned.text().text(),
                scanned.text().quoted(),
                scanned.attachments(),
                scanned.headers().messageId(),
                IntakeRows.automatic(placement),
                Flags.isSet(placement.flags, Flags.SEEN),
                null);
    }

    static ThreadMessage read(ResultSet row) throws SQLException {
        boolean incoming = row.getBoolean("incoming");
        String parties = row.getString("parties");
        String state = row.getString("state");
        ReadableText text = StoredText.read(row).readable();
        Party self = party(row.getString("address"), row.getString("display_name"));
        return new ThreadMessage(
                row.getLong("id"),
                row.getLong("thread_id"),
                row.getTimestamp("internal_date").toInstant(),
                incoming,
                party(row.getString("from_address"), row.getString("from_name")),
                incoming || parties == null ? List.of(self) : Json.parties(parties),
                NewMessage.Trust.valueOf(row.getString("trust").toUpperCase(Locale.ROOT)),
                row.getString("subject"),
                text.before(),
                text.text(),
                text.quoted(),
                Json.attachments(row.getString("attachments")),
                row.getString("message_id"),
                row.getBoolean("automatic"),
                row.getBoolean("seen"),
                state == null ? null : Event.State.valueOf(state.toUpperCase(Locale.ROOT)));
    }

    static Party party(String address, String name) {
        return new Party(Address.parse(address), name);
    }
}
