package org.hailpost.live;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.Party;
import org.hailpost.bridge.frame.ThreadSummary;
import org.hailpost.bridge.frame.Trust;
import org.hailpost.mailbox.Event.MailboxChanged;
import org.hailpost.mailbox.Event.MessageFlags;
import org.hailpost.mailbox.Event.MessageNew;
import org.hailpost.mailbox.Event.MessageRemoved;
import org.hailpost.mailbox.Event.MessageState;
import org.hailpost.mailbox.Event.ThreadRead;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.mailbox.ThreadStore;
import org.jspecify.annotations.Nullable;

/** How the mailbox's records look on the wire. */
final class Frames {
    private Frames() {}

    /**
     * The frame of an event.
     *
     * @param unread unread messages of the event's thread; asked for a read thread only
     */
    static Event event(org.hailpost.mailbox.Event event, int unread) {
        long seq = event.seq();
        String thread = Ids.thread(event.threadId());
        return switch (event.kind()) {
            case MessageNew(ThreadMessage message, long suggested) when message != null ->
                    new Event.MessageNew(
                            seq,
                            thread,
                            message(message),
                            suggested == 0 ? null : Ids.thread(suggested));
            // It was removed since: the number must come all the same, its own event tells.
            case MessageNew _ -> new Event.MailboxChanged(seq, null);
            case MessageState state ->
                    new Event.MessageState(
                            seq,
                            thread,
                            Ids.message(state.messageId()),
                            state.party(),
                            state(state.state()),
                            state.reason().isEmpty() ? null : state.reason());
            case MessageFlags(var messages) ->
                    new Event.MessageFlags(
                            seq,
                            messages.stream()
                                    .map(flagged ->
                                            new Event.MessageFlags.Flagged(
                                                    Ids.thread(flagged.threadId()),
                                                    Ids.message(flagged.messageId()),
                                                    flags(flagged.flags())))
                                    .toList());
            case ThreadRead(long upTo) ->
                    new Event.ThreadRead(seq, thread, Ids.message(upTo), unread);
            case MessageRemoved(var messages) ->
                    new Event.MessageRemoved(
                            seq,
                            messages.stream()
                                    .map(removed ->
                                            new Event.MessageRemoved.Removed(
                                                    Ids.thread(removed.threadId()),
                                                    Ids.message(removed.messageId())))
                                    .toList());
            case MailboxChanged(long mailbox) ->
                    new Event.MailboxChanged(seq, mailbox == 0 ? null : String.valueOf(mailbox));
        };
    }

    static Message message(ThreadMessage message) {
        return message(message, false);
    }

    /**
     * The frame of a message.
     *
     * @param whole with what is folded else
     */
    static Message message(ThreadMessage message, boolean whole) {
        String text =
                (whole ? message.whole() : message.text())
                        .stripTrailing(); // a mail's text ends with a line break
        boolean cut = text.length() > FrameLimits.MESSAGE_TEXT;
        return new Message(
                Ids.message(message.id()),
                message.at(),
                new Party(
                        message.from().address().toString(),
                        blankToNull(message.from().name()),
                        Trust.valueOf(message.trust().name())),
                parties(message.to()),
                message.subject(),
                cut ? cut(text) : text,
                cut,
                !whole && message.folded(),
                message.attachments().stream()
                        .map(part ->
                                new Attachment(
                                        null,
                                        part.partPath(),
                                        part.name(),
                                        part.size(),
                                        part.type()))
                        .toList(),
                message.messageId(),
                message.automatic(),
                message.seen(),
                message.state() == null ? null : state(message.state()));
    }

    static ThreadSummary thread(ThreadStore.ThreadSummary thread) {
        return new ThreadSummary(
                Ids.thread(thread.id()),
                parties(thread.parties()),
                thread.subject(),
                (int) Math.min(thread.unread(), Integer.MAX_VALUE),
                thread.lastAt(),
                Ids.message(thread.lastMessageId()),
                thread.lastLine());
    }

    private static List<Party> parties(List<org.hailpost.message.Party> parties) {
        return parties.stream()
                .map(party ->
                        new Party(party.address().toString(), blankToNull(party.name()), null))
                .toList();
    }

    private static DeliveryState state(org.hailpost.mailbox.Event.State state) {
        return DeliveryState.valueOf(state.name());
    }

    /** Names without the backslash, as JMAP has them (RFC 8621 §4.1.1). */
    private static List<String> flags(long flags) {
        List<String> names = new ArrayList<>();
        add(names, flags, Flags.SEEN, "seen");
        add(names, flags, Flags.ANSWERED, "answered");
        add(names, flags, Flags.FLAGGED, "flagged");
        add(names, flags, Flags.DELETED, "deleted");
        add(names, flags, Flags.DRAFT, "draft");
        return names;
    }

    private static void add(List<String> names, long flags, long flag, String name) {
        if (Flags.isSet(flags, flag)) {
            names.add(name);
        }
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static String cut(String text) {
        int end = FrameLimits.MESSAGE_TEXT;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
