package org.hailpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ReadableText;
import org.hailpost.message.ScannedMessage;

/**
 * The text of a stored message.
 *
 * <p>A long one of a small content is not written beside it, but read out of it again. PostgreSQL
 * compresses long texts: at full ingest of 5 kB mails that took a tenth of the machine, and more of
 * larger ones, to save a few reads the 60 microseconds that the scanner takes.
 *
 * @param readable what terminals show
 * @param searched the decoded text of all text parts
 */
record StoredText(ReadableText readable, String searched) {
    /** The columns that {@link #read} wants, of {@code message m}. */
    static final String COLUMNS =
            """
            m.text, m.quoted_before, m.quoted, m.search_text,
            case when m.text is null then (select c.bytes from content c where c.id = m.content_id) end as content
            """;

    /** Characters, so few that they stay in their row and are not compressed. */
    private static final int SHORT = 1000;

    /** Whether it is written beside its content. */
    static boolean isWritten(ScannedMessage message) {
        return message.size() > MessageMeta.WHOLE_BYTES || length(message) <= SHORT;
    }

    private static int length(ScannedMessage message) {
        ReadableText text = message.text();
        return text.before().length()
                + text.text().length()
                + text.quoted().length()
                + message.searchText().length();
    }

    static StoredText read(ResultSet row) throws SQLException {
        String text = row.getString("text");
        if (text == null) {
            return readAgain(Objects.requireNonNull(row.getBytes("content")));
        }
        String searched = row.getString("search_text");
        return new StoredText(
                new ReadableText(row.getString("quoted_before"), text, row.getString("quoted")),
                searched == null ? text : searched);
    }

    private static StoredText readAgain(byte[] bytes) {
        try (Content content = Content.of(bytes)) {
            ScannedMessage message = MessageScanner.scan(content);
            return new StoredText(message.text(), message.searchText());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // content in memory
        }
    }
}
