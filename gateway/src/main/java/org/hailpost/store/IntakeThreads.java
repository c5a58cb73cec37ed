package org.hailpost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hailpost.mailbox.Citations;
import org.hailpost.message.Address;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.ThreadKey;
import org.jspecify.annotations.Nullable;

/**
 * Puts new messages into threads: a thread belongs to an account and its parties, so no header that
 * a stranger writes can put a mail into somebody else's conversation.
 *
 * <p>A mail goes where a message lies that it cites, if its sender has been a party there ({@link
 * Citations}); else into the conversation that was begun with just its parties; else into a new
 * one. Runs under the accounts' row locks.
 */
final class IntakeThreads {
    /** Those begun with these parties, and those of the messages that are cited. */
    static final String FIND =
            """
            select n.account_id, n.party_key, t.id, t.parties, t.members, t.subject
            from unnest(?::bigint[], ?::text[]) as n(account_id, party_key)
            cross join lateral (
                select id, parties, members, subject from thread
                where account_id = n.account_id and party_key = n.party_key
                order by last_message_id desc limit 1) as t;

            select n.account_id, n.cited, t.id, t.parties, t.members, t.subject, t.party_key
            from unnest(?::bigint[], ?::text[]) as n(account_id, cited)
            cross join lateral (
                select id, thread_id from message
                where account_id = n.account_id and message_id = n.cited and thread_id <> 0
                order by id limit 8) as m
            cross join lateral (
                select * from thread where account_id = n.account_id and id = m.thread_id offset 0) as t
            """;

    /** What the list of threads shows: the newest message, if it is one to show. */
    static final String SAVE =
            """
            insert into thread (account_id, id, party_key, parties, members, subject, last_message_id, last_at,
                last_line, last_incoming)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]), unnest(?::text[]),
                unnest(?::text[]), unnest(?::text[]), unnest(?::bigint[]), to_timestamp(unnest(?::float8[])),
                unnest(?::text[]), unnest(?::boolean[])
            on conflict (account_id, id) do update set parties = excluded.parties,
                members = excluded.members, subject = excluded.subject,
                last_message_id = excluded.last_message_id, last_at = excluded.last_at,
                last_line = excluded.last_line, last_incoming = excluded.last_incoming
            where excluded.last_at >= thread.last_at
            """;

    private static final int LAST_LINE = 160;

    private final List<NewPlacement> placements;
    private final Map<NewPlacement, Key> keys = new HashMap<>();
    private final Set<Cited> cited = new LinkedHashSet<>();
    private final Map<Key, Conversation> byKey = new HashMap<>();
    private final Map<Cited, List<Conversation>> byMessage = new HashMap<>();
    private final Map<Long, Conversation> byId = new HashMap<>();
    private final Set<Conversation> changed = new LinkedHashSet<>();

    private record Key(long accountId, String partyKey) {}

    private record Cited(long accountId, String messageId) {}

    IntakeThreads(List<NewPlacement> placements) {
        this.placements = placements;
        for (NewPlacement placement : placements) {
            long account = placement.copy.accountId();
            List<Address> parties = placement.copy.parties().stream().map(Party::address).toList();
            keys.put(placement, new Key(account, ThreadKey.parties(parties).key()));
            Citations.of(scanned(placement).headers())
                    .forEach(id -> cited.add(new Cited(account, id)));
        }
    }

    /** The parameters of {@link #FIND}. */
    void bindKeys(Columns columns) throws SQLException {
        Collection<Key> distinct = new LinkedHashSet<>(keys.values());
        columns.numbers(distinct, Key::accountId)
                .texts(distinct, Key::partyKey)
                .numbers(cited, Cited::accountId)
                .texts(cited, Cited::messageId);
    }

    /** The first rows of {@link #FIND}. */
    void found(ResultSet row) throws SQLException {
        while (row.next()) {
            Key key = new Key(row.getLong(1), row.getString(2));
            byKey.put(key, conversation(row, key));
        }
    }

    /** The second rows of {@link #FIND}. */
    void foundCited(ResultSet row) throws SQLException {
        while (row.next()) {
            Key key = new Key(row.getLong(1), row.getString(7));
            noteMessage(new Cited(row.getLong(1), row.getString(2)), conversation(row, key));
        }
    }

    private Conversation conversation(ResultSet row, Key key) throws SQLException {
        long id = row.getLong(3);
        Conversation known = byId.get(id);
        if (known == null) {
            known =
                    new Conversation(
                            id,
                            key,
                            row.getString(4),
                            Json.strings(row.getString(5)),
                            row.getString(6));
            byId.put(id, known);
        }
        return known;
    }

    private void noteMessage(Cited message, Conversation conversation) {
        byMessage.computeIfAbsent(message, _ -> new ArrayList<>(1)).add(conversation);
    }

    /** Once the mailboxes are known: what is no part of a conversation has no thread. */
    void assign(Connection connection, IdBlocks ids) throws SQLException {
        ThreadSuggestions suggestions = new ThreadSuggestions();
        for (NewPlacement placement : placements) {
            if (!placement.inConversation()) {
                continue;
            }
            Conversation answered = answered(placement);
            Conversation conversation = answered == null ? byKey.get(key(placement)) : answered;
            if (conversation == null) {
                Key key = key(placement);
                conversation = new Conversation(ids.take(connection), key, "", List.of(), "");
                byKey.put(key, conversation);
            }
            placement.threadId = conversation.id;
            if (answered == null) {
                suggestions.placed(placement, conversation.subject);
            }
            conversation.add(placement, answered != null);
            changed.add(conversation);
            String messageId = scanned(placement).headers().messageId();
            if (messageId != null) {
                noteMessage(new Cited(placement.copy.accountId(), messageId), conversation);
            }
        }
        suggestions.find(connection);
    }

    /** Where a message lies that this one cites, and where it may go. */
    private @Nullable Conversation answered(NewPlacement placement) {
        Set<String> authors = Citations.authors(placement.copy, scanned(placement).headers());
        for (String messageId : Citations.of(scanned(placement).headers())) {
            Cited message = new Cited(placement.copy.accountId(), messageId);
            for (Conversation conversation : byMessage.getOrDefault(message, List.of())) {
                if (authors.stream().anyMatch(conversation.members::contains)) {
                    return conversation;
                }
            }
        }
        return null;
    }

    private Key key(NewPlacement placement) {
        return Objects.requireNonNull(keys.get(placement));
    }

    /** The parameters of {@link #SAVE}. */
    void bindNewest(Columns columns) throws SQLException {
        columns.numbers(changed, c -> c.key.accountId())
                .numbers(changed, c -> c.id)
                .texts(changed, c -> c.key.partyKey())
                .texts(changed, c -> c.parties)
                .texts(changed, c -> Json.strings(List.copyOf(c.members)))
                .texts(changed, c -> c.subject)
                .numbers(changed, c -> c.newest().messageId)
                .instants(changed, c -> c.newest().copy.internalDate().toInstant())
                .texts(changed, c -> line(scanned(c.newest()).text().text()))
                .truths(changed, c -> c.newest().copy.incoming());
    }

    private static ScannedMessage scanned(NewPlacement placement) {
        return placement.message.scanned();
    }

    /** The first line with words, cut to what a list shows. */
    static String line(String text) {
        String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return line.length() <= LAST_LINE ? line : line.substring(0, cut(line)) + "…";
    }

    private static int cut(String line) {
        return Character.isHighSurrogate(line.charAt(LAST_LINE - 1)) ? LAST_LINE - 1 : LAST_LINE;
    }

    /** A thread as this batch leaves it. */
    private static final class Conversation {
        final long id;
        final Key key;
        final Set<String> members;
        String parties;
        String subject;
        private @Nullable NewPlacement newest;

        Conversation(long id, Key key, String parties, List<String> members, String subject) {
            this.id = id;
            this.key = key;
            this.parties = parties;
            this.members = new LinkedHashSet<>(members);
            this.subject = subject;
        }

        /**
         * The next line goes to those whom the newest mail names: who was dropped from Cc must not
         * read the answer. Only a machine's answer, to the account alone, says nothing about that.
         */
        void add(NewPlacement placement, boolean answer) {
            newest = placement;
            if (answer && scanned(placement).headers().automatic().machine()) {
                return;
            }
            List<Party> named = placement.copy.parties();
            parties = Json.parties(named);
            subject = ThreadKey.subject(scanned(placement).headers().subject());
            for (Party party : named) {
                if (members.size() < Citations.MAX_MEMBERS) {
                    members.add(party.address().canonical().toString());
                }
            }
        }

        NewPlacement newest() {
            return Objects.requireNonNull(newest);
        }
    }
}
