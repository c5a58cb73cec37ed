package org.hailpost.imap;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What stands before each message of an APPEND (RFC 9051 §6.3.12).
 *
 * @param utf8 the message is wrapped in {@code UTF8 (...)} (RFC 6855 §4)
 */
record AppendOptions(FlagNames.Named flags, OffsetDateTime date, boolean utf8) {
    /** Reads {@code SP [flags SP] [date SP]} up to the message. */
    static AppendOptions parse(Tokens tokens, Clock clock) throws ImapException {
        tokens.space();
        List<String> flags = List.of();
        if (tokens.sees('(')) {
            flags = tokens.flags();
            tokens.space();
        }
        OffsetDateTime date = OffsetDateTime.now(clock);
        if (tokens.sees('"')) {
            date = ImapDate.dateTime(tokens.string());
            tokens.space();
        }
        boolean utf8 = !tokens.atEnd();
        if (utf8) {
            if (!tokens.keyword().equals("UTF8")) {
                throw ImapException.bad("Expected the message");
            }
            tokens.space();
            tokens.expect('(');
        }
        tokens.end();
        return new AppendOptions(FlagNames.parse(flags), date, utf8);
    }

    /** Reads what stands behind the message. */
    void close(Tokens tokens) throws ImapException {
        if (utf8) {
            tokens.expect(')');
        }
    }
}
