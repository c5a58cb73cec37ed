package org.hailpost.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes IMAP ENVELOPE data (RFC 9051 §7.5.2) from a raw header: encoded words stay encoded. */
final class Envelope {
    private Envelope() {}

    static void write(ImapBytes out, RawHeader header) {
        List<RawMailbox> from = list(header, HeaderField.FROM);
        out.put('(').nstring(header.get(HeaderField.DATE));
        out.put(' ').nstring(header.get(HeaderField.SUBJECT));
        addresses(out, from);
        addresses(out, orElse(list(header, HeaderField.SENDER), from));
        addresses(out, orElse(list(header, HeaderField.REPLY_TO), from));
        addresses(out, list(header, HeaderField.TO));
        addresses(out, list(header, HeaderField.CC));
        addresses(out, list(header, HeaderField.BCC));
        out.put(' ').nstring(header.get(HeaderField.IN_REPLY_TO));
        out.put(' ').nstring(header.get(HeaderField.MESSAGE_ID)).put(')');
    }

    private static List<RawMailbox> list(RawHeader header, HeaderField field) {
        String value = header.get(field);
        return value == null ? List.of() : RawAddressParser.parse(value);
    }

    private static List<RawMailbox> orElse(List<RawMailbox> list, List<RawMailbox> from) {
        return list.isEmpty() ? from : list;
    }

    private static void addresses(ImapBytes out, List<RawMailbox> list) {
        out.put(' ');
        if (list.isEmpty()) {
            out.ascii("NIL");
            return;
        }
        out.put('(');
        for (RawMailbox mailbox : list) {
            out.put('(').nstring(emptyToNull(mailbox.name()));
            out.put(' ').nstring(mailbox.route());
            out.put(' ').nstring(mailbox.localPart());
            out.put(' ').nstring(mailbox.host()).put(')');
        }
        out.put(')');
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
