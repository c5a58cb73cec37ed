package org.hailpost.imap;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client can ask to be told of (RFC 5465 §5); annotations of messages we have none. */
enum NotifyEvent {
    MESSAGE_NEW("MessageNew"),
    MESSAGE_EXPUNGE("MessageExpunge"),
    FLAG_CHANGE("FlagChange"),
    MAILBOX_NAME("MailboxName"),
    SUBSCRIPTION_CHANGE("SubscriptionChange"),
    MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
    SERVER_METADATA_CHANGE("ServerMetadataChange");

    private static final Set<NotifyEvent> OF_MESSAGES =
            EnumSet.of(MESSAGE_NEW, MESSAGE_EXPUNGE, FLAG_CHANGE);

    private final String word;

    NotifyEvent(String word) {
        this.word = word;
    }

    boolean ofMessages() {
        return OF_MESSAGES.contains(this);
    }

    static Optional<NotifyEvent> called(String word) {
        return Arrays.stream(values()).filter(event -> event.word.equalsIgnoreCase(word)).findAny();
    }

    /** The response code for an event that is none of these (§3.1). */
    static String badEvent() {
        return Arrays.stream(values())
                .map(event -> event.word)
                .collect(Collectors.joining(" ", "BADEVENT (", ")"));
    }
}
