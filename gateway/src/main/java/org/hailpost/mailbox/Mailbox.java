package org.hailpost.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IMAP folder. {@code name} is UTF-8 in NFC with {@code /} as the hierarchy delimiter.
 *
 * @param uidValidity 32-bit, non-zero, larger for a name that is created again
 * @param selectable false for a {@code \Noselect} parent
 * @param keywords the mailbox's keywords; index i is bit {@link Flags#keyword}(i)
 */
public record Mailbox(
        long accountId,
        long id,
        String name,
        @Nullable Role role,
        long uidValidity,
        boolean selectable,
        List<String> keywords) {
    public static final char DELIMITER = '/';

    public Mailbox {
        keywords = List.copyOf(keywords);
    }
}
