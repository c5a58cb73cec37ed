package org.hailpost.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to be told of, by NOTIFY SET or NOTIFY NONE (RFC 5465 §3.1).
 *
 * @param status whether it wants the present figures first
 * @param groups empty for NONE
 */
record NotifyRequest(boolean status, List<NotifyGroup> groups) {
    static final NotifyRequest NONE = new NotifyRequest(false, List.of());

    private static final int MAX_GROUPS = 50;
    private static final int MAX_NAMES = 1000;

    NotifyRequest {
        groups = List.copyOf(groups);
    }

    /** Reads the arguments, to the end of the command. */
    static NotifyRequest parse(Tokens tokens) throws ImapException {
        tokens.space();
        String what = tokens.keyword();
        if (what.equals("NONE")) {
            tokens.end();
            return NONE;
        }
        if (!what.equals("SET")) {
            throw ImapException.bad("Expected SET or NONE");
        }
        tokens.space();
        boolean status = !tokens.sees('(');
        if (status) {
            if (!tokens.keyword().equals("STATUS")) {
                throw ImapException.bad("Expected STATUS or a group of events");
            }
            tokens.space();
        }
        List<NotifyGroup> groups = new ArrayList<>();
        int names = 0;
        do {
            NotifyGroup group = NotifyGroup.parse(tokens);
            groups.add(group);
            names += group.names().size();
            if (groups.size() > MAX_GROUPS || names > MAX_NAMES) {
                throw ImapException.no("NOTIFICATIONOVERFLOW", "That is more than we can watch");
            }
        } while (tokens.skipIf(' '));
        tokens.end();
        if (groups.stream().filter(NotifyGroup::ofSelected).count() > 1) {
            throw ImapException.bad("There is one selected mailbox, with one group of events");
        }
        return new NotifyRequest(status, groups);
    }

    /** The group of the selected mailbox, unless it says NONE or there is none. */
    Optional<NotifyGroup> selected() {
        return groups.stream()
                .filter(NotifyGroup::ofSelected)
                .filter(group -> !group.events().isEmpty())
                .findFirst();
    }

    /** Whether there is anything about other mailboxes, or about the account. */
    boolean others() {
        return groups.stream().anyMatch(group -> !group.ofSelected() && !group.events().isEmpty());
    }

    /** Whether an event of such a mailbox that is not selected is wanted. */
    boolean wants(NotifyEvent event, String name, @Nullable Role role, boolean subscribed) {
        for (NotifyGroup group : groups) {
            if (group.covers(name, role, subscribed)) {
                if (group.events().contains(event)) {
                    return true;
                }
                if (group.events().isEmpty()) {
                    return false; // NONE takes out what a later group would have.
                }
            }
        }
        return false;
    }

    /** Whether an event is wanted of any mailbox at all. */
    boolean wants(NotifyEvent event) {
        return groups.stream().anyMatch(group -> group.events().contains(event));
    }
}
