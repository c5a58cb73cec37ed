package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes the raw top header into facts. */
final class HeaderReader {
    static final int MAX_REFERENCES = 100;
    private static final int MAX_SUBJECT = 2000;
    private static final int MAX_NAME = 500;
    private static final int MAX_FACT = 500;

    private HeaderReader() {}

    static HeaderFacts read(RawHeader header) {
        MailDate date = MailDate.parse(header.getOrEmpty(HeaderField.DATE));
        List<Mailbox> sender = mailboxes(header, HeaderField.SENDER);
        List<String> inReplyTo = messageIds(header.getOrEmpty(HeaderField.IN_REPLY_TO));
        List<String> messageId = messageIds(header.getOrEmpty(HeaderField.MESSAGE_ID));
        return new HeaderFacts(
                mailboxes(header, HeaderField.FROM),
                sender.isEmpty() ? null : sender.getFirst(),
                mailboxes(header, HeaderField.REPLY_TO),
                mailboxes(header, HeaderField.TO),
                mailboxes(header, HeaderField.CC),
                mailboxes(header, HeaderField.BCC),
                decoded(header.get(HeaderField.SUBJECT), MAX_SUBJECT),
                date == null ? null : date.instant(),
                date == null ? null : date.local().toLocalDate(),
                messageId.isEmpty() ? null : messageId.getFirst(),
                inReplyTo.isEmpty() ? null : inReplyTo.getFirst(),
                bounded(messageIds(header.getOrEmpty(HeaderField.REFERENCES))),
                header.receivedCount(),
                header.fromCount(),
                automatic(header));
    }

    private static AutomaticFacts automatic(RawHeader header) {
        return new AutomaticFacts(
                decoded(header.get(HeaderField.AUTO_SUBMITTED), MAX_FACT),
                decoded(header.get(HeaderField.PRECEDENCE), MAX_FACT),
                decoded(header.get(HeaderField.LIST_ID), MAX_FACT),
                decoded(header.get(HeaderField.LIST_POST), MAX_FACT),
                header.get(HeaderField.LIST_ID) != null
                        || header.get(HeaderField.LIST_POST) != null
                        || header.get(HeaderField.LIST_UNSUBSCRIBE) != null
                        || header.get(HeaderField.LIST_UNSUBSCRIBE_POST) != null
                        || header.get(HeaderField.LIST_SUBSCRIBE) != null
                        || header.get(HeaderField.LIST_HELP) != null
                        || header.get(HeaderField.LIST_OWNER) != null
                        || header.get(HeaderField.LIST_ARCHIVE) != null,
                MimeValue.parse(header.getOrEmpty(HeaderField.CONTENT_TYPE))
                                .value()
                                .equalsIgnoreCase("multipart/report")
                        || header.get(HeaderField.X_FAILED_RECIPIENTS) != null,
                yes(header, HeaderField.X_AUTOREPLY)
                        || yes(header, HeaderField.X_AUTORESPOND)
                        || yes(header, HeaderField.X_AUTOREPLY_FROM)
                        || "<>".equals(header.get(HeaderField.RETURN_PATH)),
                decoded(header.get(HeaderField.X_HAILPOST_HOP), MAX_FACT));
    }

    private static boolean yes(RawHeader header, HeaderField field) {
        String value = header.get(field);
        return value != null && !value.equalsIgnoreCase("no");
    }

    /** A decoded value on one line; empty for null. */
    static String decoded(@Nullable String raw, int maxChars) {
        return raw == null || raw.isEmpty()
                ? ""
                : PlainText.line(EncodedWords.decode(raw), maxChars);
    }

    private static List<Mailbox> mailboxes(RawHeader header, HeaderField field) {
        String value = header.get(field);
        if (value == null) {
            return List.of();
        }
        List<Mailbox> mailboxes = new ArrayList<>(2);
        for (RawMailbox raw : RawAddressParser.parse(value)) {
            String local = raw.localPart();
            String host = raw.host();
            if (local != null && host != null) {
                mailboxes.add(new Mailbox(decoded(raw.name(), MAX_NAME), address(local, host)));
            }
        }
        return List.copyOf(mailboxes);
    }

    private static String address(String rawLocal, String rawHost) {
        String local = decoded(rawLocal, MAX_NAME);
        String host = decoded(rawHost, MAX_NAME);
        if (host.isEmpty()) {
            return local;
        }
        return Address.quoteIfNeeded(local) + "@" + host;
    }

    /** What stands in angle brackets; ids without them are not ids. */
    static List<String> messageIds(String raw) {
        List<String> ids = new ArrayList<>(2);
        int open = raw.indexOf('<');
        while (open >= 0) {
            int close = raw.indexOf('>', open);
            if (close < 0) {
                break;
            }
            if (close - open > 1 && close - open < MAX_FACT) {
                ids.add(decoded(raw.substring(open, close + 1), MAX_FACT));
            }
            open = raw.indexOf('<', close);
        }
        return ids;
    }

    /** The first, which began the thread, and the newest, which are near. */
    private static List<String> bounded(List<String> ids) {
        if (ids.size() <= MAX_REFERENCES) {
            return List.copyOf(ids);
        }
        List<String> kept = new ArrayList<>(MAX_REFERENCES);
        kept.add(ids.getFirst());
        kept.addAll(ids.subList(ids.size() - MAX_REFERENCES + 1, ids.size()));
        return List.copyOf(kept);
    }
}
