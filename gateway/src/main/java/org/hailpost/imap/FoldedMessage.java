package org.hailpost.imap;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.SearchText;
import org.hailpost.message.SearchText.Field;
import org.jspecify.annotations.Nullable;

/**
 * A message as the keys of a search look at it: each of its texts is folded once, when the first
 * key asks, for a search may have a thousand. Owned by one thread.
 */
final class FoldedMessage {
    private final MessageMeta meta;
    private @Nullable String text;
    private @Nullable List<Field> fields;
    private @Nullable String @Nullable [] values;
    private @Nullable String @Nullable [] lines;

    FoldedMessage(MessageMeta meta) {
        this.meta = meta;
    }

    MessageMeta meta() {
        return meta;
    }

    boolean textContains(SoughtText sought) {
        if (text == null) {
            text = SearchText.fold(Objects.requireNonNull(meta.searchText()));
        }
        return sought.isIn(text);
    }

    /** Whether a field of that name has it in its value. */
    boolean fieldContains(String name, SoughtText sought) {
        List<Field> all = fields();
        if (values == null) {
            values = new String[all.size()];
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).named(name)
                    && sought.isIn(folded(values, i, all.get(i), Field::value))) {
                return true;
            }
        }
        return false;
    }

    /** Whether any line of the header has it. */
    boolean headerContains(SoughtText sought) {
        List<Field> all = fields();
        if (lines == null) {
            lines = new String[all.size()];
        }
        for (int i = 0; i < all.size(); i++) {
            if (sought.isIn(folded(lines, i, all.get(i), Field::line))) {
                return true;
            }
        }
        return false;
    }

    private static String folded(
            @Nullable String[] known, int i, Field field, Function<Field, String> read) {
        String folded = known[i];
        if (folded == null) {
            folded = SearchText.fold(read.apply(field));
            known[i] = folded;
        }
        return folded;
    }

    private List<Field> fields() {
        if (fields == null) {
            fields = SearchText.fields(Objects.requireNonNull(meta.header()));
        }
        return fields;
    }
}
