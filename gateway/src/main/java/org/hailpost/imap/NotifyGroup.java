package org.hailpost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/**
 * One group of events for some mailboxes (RFC 5465 §5, §6).
 *
 * @param names what subtree and mailboxes are about
 * @param events empty for NONE
 * @param newMessage what to tell of a new message; null for nothing but that it is there
 */
record NotifyGroup(
        Filter filter,
        List<String> names,
        Set<NotifyEvent> events,
        @Nullable FetchItems newMessage) {
    /** Which mailboxes (§6). */
    enum Filter {
        SELECTED,
        SELECTED_DELAYED,
        INBOXES,
        PERSONAL,
        SUBSCRIBED,
        SUBTREE,
        MAILBOXES
    }

    NotifyGroup {
        names = List.copyOf(names);
        events = Set.copyOf(events);
    }

    static NotifyGroup parse(Tokens tokens) throws ImapException {
        tokens.expect('(');
        Filter filter = filter(tokens.keyword());
        List<String> names = new ArrayList<>();
        if (filter == Filter.SUBTREE || filter == Filter.MAILBOXES) {
            tokens.space();
            names(tokens, names);
        }
        tokens.space();
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        FetchItems newMessage = null;
        // The examples of the RFC leave out the inner parentheses that its grammar has.
        boolean list = tokens.skipIf('(');
        String word = tokens.atom();
        if (list || !word.equalsIgnoreCase("NONE")) {
            newMessage = events(tokens, word, events);
        }
        if (list) {
            tokens.expect(')');
        }
        tokens.expect(')');
        NotifyGroup group = new NotifyGroup(filter, names, events, newMessage);
        group.check();
        return group;
    }

    boolean ofSelected() {
        return filter == Filter.SELECTED || filter == Filter.SELECTED_DELAYED;
    }

    /** Whether it is about a mailbox other than the selected one, by its name. */
    boolean covers(String name, @Nullable Role role, boolean subscribed) {
        return switch (filter) {
            case SELECTED, SELECTED_DELAYED -> false;
            // Where mail comes in (§6.3): delivery puts it there, and nowhere else.
            case INBOXES -> role == Role.INBOX || role == Role.JUNK || role == Role.LIVE;
            case PERSONAL -> true;
            case SUBSCRIBED -> subscribed;
            case SUBTREE ->
                    names.stream()
                            .anyMatch(top ->
                                    name.equals(top) || name.startsWith(top + Mailbox.DELIMITER));
            case MAILBOXES -> names.contains(name);
        };
    }

    private static Filter filter(String word) throws ImapException {
        return switch (word) {
            case "SELECTED" -> Filter.SELECTED;
            case "SELECTED-DELAYED" -> Filter.SELECTED_DELAYED;
            case "INBOXES" -> Filter.INBOXES;
            case "PERSONAL" -> Filter.PERSONAL;
            case "SUBSCRIBED" -> Filter.SUBSCRIBED;
            case "SUBTREE" -> Filter.SUBTREE;
            case "MAILBOXES" -> Filter.MAILBOXES;
            default -> throw ImapException.bad("Unknown choice of mailboxes");
        };
    }

    private static void names(Tokens tokens, List<String> names) throws ImapException {
        boolean list = tokens.skipIf('(');
        do {
            names.add(MailboxName.parse(tokens));
        } while (list && tokens.skipIf(' '));
        if (list) {
            tokens.expect(')');
        }
    }

    /** Reads events, the first of which has been begun; returns what to fetch of a new message. */
    private static @Nullable FetchItems events(Tokens tokens, String first, Set<NotifyEvent> events)
            throws ImapException {
        FetchItems newMessage = null;
        NotifyEvent event = event(first);
        while (true) {
            events.add(event);
            if (event == NotifyEvent.MESSAGE_NEW && tokens.skipIf(" (")) {
                newMessage = FetchItems.parseList(tokens);
            }
            if (!tokens.skipIf(' ')) {
                return newMessage;
            }
            event = event(tokens.atom());
        }
    }

    private static NotifyEvent event(String word) throws ImapException {
        return NotifyEvent.called(word)
                .orElseThrow(() ->
                        ImapException.no(NotifyEvent.badEvent(), "No such event happens here"));
    }

    /** What the grammar cannot say (§5, §6.1, §8). */
    private void check() throws ImapException {
        boolean arrivals = events.contains(NotifyEvent.MESSAGE_NEW);
        if (arrivals != events.contains(NotifyEvent.MESSAGE_EXPUNGE)) {
            throw ImapException.bad("MessageNew and MessageExpunge go together");
        }
        if (events.contains(NotifyEvent.FLAG_CHANGE) && !arrivals) {
            throw ImapException.bad("FlagChange needs MessageNew and MessageExpunge");
        }
        if (ofSelected() && !events.stream().allMatch(NotifyEvent::ofMessages)) {
            throw ImapException.bad("The selected mailbox has events of messages only");
        }
        if (newMessage != null && !ofSelected()) {
            throw ImapException.bad("Only of the selected mailbox messages are fetched");
        }
    }
}
