package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header fields the scanner looks at; all others it only steps over. */
enum HeaderField {
    DATE(Of.MESSAGE),
    SUBJECT(Of.MESSAGE),
    FROM(Of.MESSAGE),
    SENDER(Of.MESSAGE),
    REPLY_TO(Of.MESSAGE),
    TO(Of.MESSAGE),
    CC(Of.MESSAGE),
    BCC(Of.MESSAGE),
    IN_REPLY_TO(Of.MESSAGE),
    MESSAGE_ID(Of.MESSAGE),
    REFERENCES(Of.TOP),
    AUTO_SUBMITTED(Of.TOP),
    PRECEDENCE(Of.TOP),
    LIST_ID(Of.TOP),
    LIST_POST(Of.TOP),
    LIST_UNSUBSCRIBE(Of.TOP),
    LIST_UNSUBSCRIBE_POST(Of.TOP),
    LIST_SUBSCRIBE(Of.TOP),
    LIST_HELP(Of.TOP),
    LIST_OWNER(Of.TOP),
    LIST_ARCHIVE(Of.TOP),
    RETURN_PATH(Of.TOP),
    X_AUTOREPLY(Of.TOP),
    X_AUTOREPLY_FROM(Of.TOP),
    X_AUTORESPOND(Of.TOP),
    X_FAILED_RECIPIENTS(Of.TOP),
    X_HAILPOST_HOP(Of.TOP),
    RECEIVED(Of.COUNT),
    CONTENT_TYPE(Of.PART),
    CONTENT_TRANSFER_ENCODING(Of.PART),
    CONTENT_ID(Of.PART),
    CONTENT_DESCRIPTION(Of.PART),
    CONTENT_DISPOSITION(Of.PART),
    CONTENT_LANGUAGE(Of.PART),
    CONTENT_LOCATION(Of.PART),
    CONTENT_MD5(Of.PART);

    /**
     * Where a field is kept: in the top header, in that of any message, of any part, or nowhere.
     */
    enum Of {
        COUNT,
        TOP,
        MESSAGE,
        PART
    }

    private static final int MAX_NAME = 32;
    private static final Named[][] BY_LENGTH = new Named[MAX_NAME][];

    static {
        for (int i = 0; i < MAX_NAME; i++) {
            int length = i;
            BY_LENGTH[i] =
                    Arrays.stream(values())
                            .filter(field -> field.name().length() == length)
                            .map(Named::new)
                            .toArray(Named[]::new);
        }
    }

    final Of of;

    HeaderField(Of of) {
        this.of = of;
    }

    /** The field of this name in any case; null if it is none of ours. */
    static @Nullable HeaderField named(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length >= MAX_NAME) {
            return null;
        }
        for (Named named : BY_LENGTH[length]) {
            if (named.is(bytes, from)) {
                return named.field;
            }
        }
        return null;
    }

    private static final class Named {
        final HeaderField field;
        private final byte[] name; // lower case

        Named(HeaderField field) {
            this.field = field;
            this.name =
                    field.name()
                            .replace('_', '-')
                            .toLowerCase(Locale.ROOT)
                            .getBytes(StandardCharsets.US_ASCII);
        }

        boolean is(byte[] bytes, int from) {
            for (int i = 0; i < name.length; i++) {
                int c = bytes[from + i];
                if (c != name[i] && (c < 'A' || c > 'Z' || c + 32 != name[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
