package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MessageMeta.Field;
import org.hailpost.message.ReadableText;
import org.jspecify.annotations.Nullable;

/**
 * Reads metadata in pages, so that neither the heap nor a database connection is held for as long
 * as a slow client takes.
 */
final class MetaReader {
    private static final int PAGE = 500;

    /** Of texts, which may have 256 Ki characters each, and headers. */
    private static final int TEXT_PAGE = 100;

    /** White space goes, and enough is left. */
    private static final int PREVIEW_CHARACTERS = 1000;

    private final Database database;
    private final long accountId;
    private final Set<Field> fields;
    private final String sql;

    MetaReader(Database database, long accountId, Set<Field> fields) {
        this.database = database;
        this.accountId = accountId;
        this.fields = fields;
        this.sql =
                "select m.id, m.size, m.header_size, m.internal_date, m.internal_zone, m.sent_day, "
                        + "octet_length(m.trace), m.thread_id"
                        + column(Field.ENVELOPE, "m.envelope")
                        + column(Field.BODY_STRUCTURE, "m.body_structure")
                        + column(Field.BODY, "m.body")
                        + column(Field.PART_INDEX, "m.part_index")
                        + column(
                                Field.HEADER,
                                """
                                m.trace || coalesce(m.header, (select substr(c.bytes, 1, m.header_size)
                                    from content c where c.id = m.content_id))
                                """)
                        + column(
                                Field.WHOLE,
                                """
                                case when m.size <= %d then m.trace || (select c.bytes
                                    from content c where c.id = m.content_id) end
                                """
                                        .formatted(MessageMeta.WHOLE_BYTES))
                        + (readsText() ? ", " + StoredText.COLUMNS : "")
                        + " from ";
    }

    void read(List<Long> messageIds, Consumer<MessageMeta> each) {
        int size = readsText() || fields.contains(Field.HEADER) ? TEXT_PAGE : PAGE;
        for (int start = 0; start < messageIds.size(); start += size) {
            List<Long> page = messageIds.subList(start, Math.min(start + size, messageIds.size()));
            Map<Long, MessageMeta> metas = new HashMap<>();
            query(page)
                    .each(row -> {
                        MessageMeta meta = meta(row);
                        return metas.put(meta.messageId(), meta) == null;
                    });
            for (Long id : page) {
                MessageMeta meta = metas.get(id);
                if (meta != null) {
                    each.accept(meta);
                }
            }
        }
    }

    /** One alone in the words that cost least. */
    private Query query(List<Long> page) {
        return page.size() == 1
                ? Query.of(
                        database,
                        sql + "message m where m.account_id = ? and m.id = ?",
                        accountId,
                        page.getFirst())
                : Query.of(database, sql + Sql.MESSAGES, page, accountId);
    }

    private String column(Field field, String expression) {
        return ", " + (fields.contains(field) ? expression : "null") + " as " + Sql.name(field);
    }

    private boolean readsText() {
        return fields.contains(Field.SEARCH_TEXT) || fields.contains(Field.PREVIEW);
    }

    private MessageMeta meta(ResultSet row) throws SQLException {
        StoredText text = readsText() ? StoredText.read(row) : null;
        int trace = row.getInt(7);
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(row.getInt(5) * 60);
        return new MessageMeta(
                row.getLong(1),
                row.getLong(2),
                trace,
                trace + row.getInt(3),
                row.getObject(4, OffsetDateTime.class).withOffsetSameInstant(zone),
                row.getObject(6, LocalDate.class),
                row.getLong(8),
                bytes(row, Field.ENVELOPE),
                bytes(row, Field.BODY_STRUCTURE),
                bytes(row, Field.BODY),
                bytes(row, Field.PART_INDEX),
                bytes(row, Field.HEADER),
                text != null && fields.contains(Field.SEARCH_TEXT) ? text.searched() : null,
                text != null && fields.contains(Field.PREVIEW) ? preview(text.readable()) : null,
                bytes(row, Field.WHOLE));
    }

    private static String preview(ReadableText text) {
        String shown = text.text().isEmpty() ? text.quoted() : text.text();
        if (shown.length() <= PREVIEW_CHARACTERS) {
            return shown;
        }
        boolean split = Character.isHighSurrogate(shown.charAt(PREVIEW_CHARACTERS - 1));
        return shown.substring(0, PREVIEW_CHARACTERS - (split ? 1 : 0));
    }

    private byte @Nullable [] bytes(ResultSet row, Field field) throws SQLException {
        return fields.contains(field) ? row.getBytes(Sql.name(field)) : null;
    }
}
