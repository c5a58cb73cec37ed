package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Party;

/**
 * The first round trip of a batch: locks the accounts, raises the counters of accounts and
 * mailboxes by as much as the batch needs, whatever the number of messages, and finds the threads.
 *
 * <p>The statements are sent at once and run one after the other, so that each sees what was
 * committed before the locks were had: a thread that another batch has just made is found.
 */
final class IntakeNumbers {
    /**
     * {@code any(?)} beside each join: whichever way it is done, no other accounts are read. Which
     * mailboxes are meant is settled before they are looked up, or the planner reads all mailboxes
     * of each account instead.
     */
    private static final String TAKE =
            Sql.PLAN
                    + """
                    with locked as (select id from account where id = any(?::bigint[]) order by id for no key update)
                    update account a set seq = a.seq + n.count + n.states, used_messages = a.used_messages + n.count,
                        used_octets = a.used_octets + n.octets
                    from locked l join unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) as n(id, count, octets, states)
                        on n.id = l.id
                    where a.id = l.id and a.id = any(?::bigint[])
                    returning a.id, a.seq - n.count - n.states + 1, pg_current_xact_id()::text, a.address, a.display_name,
                    """
                    + AccountUse.COLUMNS
                    + """
                    ;

                    with n as materialized (
                        select n.account_id, n.id, n.role, n.count, a.seq - n.behind as modseq,
                            case n.id when 0 then (select r.id from mailbox r
                                where r.account_id = n.account_id and r.role = n.role) else n.id end as mailbox_id
                        from unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
                                as n(account_id, id, role, count, behind)
                            join account a on a.id = n.account_id and a.id = any(?::bigint[]))
                    update mailbox m set uid_next = uid_next + n.count, highest_modseq = n.modseq
                    from n where m.account_id = n.account_id and m.id = n.mailbox_id and m.selectable
                    returning n.account_id, n.id, n.role, m.id, m.role, m.uid_validity, m.uid_next - n.count;

                    """
                    + IntakeThreads.FIND;

    private final List<NewPlacement> placements;
    private final IntakeThreads threads;

    /** How many messages each account gets, in id order. */
    private final Map<Long, Long> counts = new TreeMap<>();

    /** And how many octets. */
    private final Map<Long, Long> octets = new TreeMap<>();

    /** And of how many states it is told, with the seqs after those of its messages. */
    private final Map<Long, Long> states;

    /** The first of these seqs. */
    private final Map<Long, Long> stateSeqs = new HashMap<>();

    private final List<AccountUse> uses = new ArrayList<>();

    private final Map<Key, Group> groups = new LinkedHashMap<>();

    private String transaction = "";

    /** A mailbox as a copy names it; one of id and role is set, the other is 0 or "". */
    private record Key(long accountId, long mailboxId, String role) {
        static Key of(NewMessage.Copy copy) {
            return switch (copy.target()) {
                case Target.ById(long id) -> new Key(copy.accountId(), id, "");
                case Target.ByRole(Role role) -> new Key(copy.accountId(), 0, Sql.name(role));
            };
        }
    }

    /** What goes into one mailbox. */
    private static final class Group {
        final List<NewPlacement> placements = new ArrayList<>();

        /** Of the account's messages in this batch, up to the last one for this mailbox. */
        long upTo;
    }

    /**
     * @param states how many states ({@link QueuedStates}) accounts among those of the placements
     *     are told of
     * @param alsoLocked further accounts whose seq the transaction raises later on
     */
    IntakeNumbers(
            List<NewPlacement> placements,
            Map<Long, Long> states,
            Collection<Long> alsoLocked,
            IntakeThreads threads) {
        this.placements = placements;
        this.states = states;
        this.threads = threads;
        for (long account : alsoLocked) {
            counts.put(account, 0L);
            octets.put(account, 0L);
        }
        for (NewPlacement placement : placements) {
            long upTo = counts.merge(placement.copy.accountId(), 1L, Long::sum);
            octets.merge(placement.copy.accountId(), placement.size(), Long::sum);
            Group group = groups.computeIfAbsent(Key.of(placement.copy), k -> new Group());
            group.placements.add(placement);
            group.upTo = upTo;
        }
    }

    /** The first round trip of a batch that touches no account; the transaction's id. */
    static String begin(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(Sql.PLAN + "select pg_current_xact_id()::text")) {
            statement.execute();
            statement.getMoreResults(); // of the plan there is nothing to read
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Fills in seq, message id, mailbox, UID and thread of all placements. */
    void take(Connection connection, IdBlocks ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            Columns columns =
                    new Columns(statement)
                            .numbers(counts.keySet(), id -> id)
                            .numbers(counts.keySet(), id -> id)
                            .numbers(counts.values(), count -> count)
                            .numbers(octets.values(), size -> size)
                            .numbers(counts.keySet(), id -> states.getOrDefault(id, 0L))
                            .numbers(counts.keySet(), id -> id)
                            .numbers(groups.keySet(), Key::accountId)
                            .numbers(groups.keySet(), Key::mailboxId)
                            .texts(groups.keySet(), Key::role)
                            .numbers(groups.values(), group -> group.placements.size())
                            .numbers(groups.entrySet(), this::behind)
                            .numbers(counts.keySet(), id -> id);
            threads.bindKeys(columns);
            statement.execute();
            statement.getMoreResults(); // of the plan there is nothing to read
            try (ResultSet accounts = statement.getResultSet()) {
                readSeqs(accounts, connection, ids);
            }
            statement.getMoreResults();
            try (ResultSet mailboxes = statement.getResultSet()) {
                readUids(mailboxes);
            }
            statement.getMoreResults();
            try (ResultSet found = statement.getResultSet()) {
                threads.found(found);
            }
            statement.getMoreResults();
            try (ResultSet cited = statement.getResultSet()) {
                threads.foundCited(cited);
            }
        }
        threads.assign(connection, ids);
    }

    /** The first seq of the states that each account is told of. */
    Map<Long, Long> stateSeqs() {
        return stateSeqs;
    }

    /** What the accounts have with the messages, before anything else is taken out. */
    List<AccountUse> uses() {
        return uses;
    }

    /**
     * Lets the transaction go on.
     *
     * @param use what an account has when it is committed
     * @throws org.hailpost.mailbox.OverQuotaException if it may not have so much
     */
    void admit(AccountUse use, PostgresQuotas quotas) {
        long account = use.accountId();
        if (counts.getOrDefault(account, 0L) == 0) {
            return; // it gets nothing
        }
        quotas.admit(use, octets.getOrDefault(account, 0L), counts.getOrDefault(account, 0L));
    }

    /** The transaction's id, for {@code pg_xact_status}. */
    String transaction() {
        return transaction;
    }

    /** What the account has after the last message for this mailbox: its MODSEQ is not theirs. */
    private long behind(Map.Entry<Key, Group> entry) {
        long account = entry.getKey().accountId();
        return counts.getOrDefault(account, 0L)
                + states.getOrDefault(account, 0L)
                - entry.getValue().upTo;
    }

    private void readSeqs(ResultSet row, Connection connection, IdBlocks ids) throws SQLException {
        Map<Long, Long> next = new HashMap<>();
        Map<Long, Party> owners = new HashMap<>();
        while (row.next()) {
            next.put(row.getLong(1), row.getLong(2));
            transaction = row.getString(3);
            owners.put(row.getLong(1), MessageRows.party(row.getString(4), row.getString(5)));
            uses.add(AccountUse.read(row, 6));
        }
        for (NewPlacement placement : placements) {
            long account = placement.copy.accountId();
            Long seq = next.get(account);
            if (seq == null) {
                throw new MailboxGoneException("account " + account + " was removed");
            }
            placement.seq = seq;
            placement.owner = owners.get(account);
            placement.messageId = ids.take(connection);
            next.put(account, seq + 1);
        }
        stateSeqs.putAll(next);
    }

    private void readUids(ResultSet row) throws SQLException {
        while (row.next()) {
            Group group = groups.remove(new Key(row.getLong(1), row.getLong(2), row.getString(3)));
            long uid = row.getLong(7);
            for (NewPlacement placement :
                    group == null ? List.<NewPlacement>of() : group.placements) {
                placement.mailboxId = row.getLong(4);
                placement.mailboxRole = Sql.role(row.getString(5));
                placement.uidValidity = row.getLong(6);
                placement.uid = uid++;
            }
        }
        if (!groups.isEmpty()) {
            throw new MailboxGoneException("mailbox " + groups.keySet().iterator().next());
        }
    }
}
