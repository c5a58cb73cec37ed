package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/** The names of an account: its mailboxes, its subscriptions, and what lies under what. */
final class MailboxTree {
    private final Map<String, Mailbox> mailboxes = new HashMap<>();
    private final Set<String> subscriptions;
    private final Set<String> parents = new HashSet<>();
    private final boolean tellsUse;

    /** {@code tellsUse}: whether the client is told what mailboxes are for (RFC 6154). */
    MailboxTree(List<Mailbox> mailboxes, Set<String> subscriptions, boolean tellsUse) {
        this.subscriptions = subscriptions;
        this.tellsUse = tellsUse;
        for (Mailbox mailbox : mailboxes) {
            this.mailboxes.put(mailbox.name(), mailbox);
            parents.addAll(ancestors(mailbox.name()));
        }
    }

    /** The account's, as they are now. */
    static MailboxTree of(ImapSession session) {
        MailboxStore store = session.services().store();
        return new MailboxTree(
                store.list(session.accountId()),
                store.subscriptions(session.accountId()),
                session.disabled().allows("SPECIAL-USE"));
    }

    /** Existing, and subscribed, sorted. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(mailboxes.keySet());
        names.addAll(parents);
        names.addAll(subscriptions);
        return names;
    }

    Optional<Mailbox> mailbox(String name) {
        return Optional.ofNullable(mailboxes.get(name));
    }

    /** Whether there is a mailbox of that name, or one below it. */
    boolean exists(String name) {
        return mailboxes.containsKey(name) || parents.contains(name);
    }

    boolean subscribed(String name) {
        return subscriptions.contains(name);
    }

    Set<String> subscriptions() {
        return subscriptions;
    }

    boolean hasChildren(String name) {
        return parents.contains(name);
    }

    @Nullable Role role(String name) {
        return mailbox(name).map(Mailbox::role).orElse(null);
    }

    Optional<String> specialUse(String name) {
        return Optional.ofNullable(role(name)).filter(_ -> tellsUse).flatMap(Role::specialUse);
    }

    /** {@code a/b/c} lies under {@code a} and {@code a/b}. */
    static List<String> ancestors(String name) {
        List<String> ancestors = new ArrayList<>();
        for (int at = name.indexOf(Mailbox.DELIMITER);
                at > 0;
                at = name.indexOf(Mailbox.DELIMITER, at + 1)) {
            ancestors.add(name.substring(0, at));
        }
        return ancestors;
    }
}
