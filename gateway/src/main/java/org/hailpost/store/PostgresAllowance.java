package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hailpost.message.Address;
import org.hailpost.message.ThreadKey;
import org.hailpost.outbound.Allowance;

/**
 * Daily limits over one row an account. The row counts up first and is looked at then, in a
 * transaction of its own, so that no two mails take the same last place; it is not waited for until
 * the disk has it: a server that dies forgets the counts of its last moment, no more. Mails that
 * come at the same time are counted together; if an account has too many among them, its own are
 * counted one by one, each by the thread that brings it.
 */
public final class PostgresAllowance implements Allowance {
    /**
     * A conversation in which only the account itself speaks makes nobody an acquaintance. The
     * {@code offset} keeps the lookup one by index for each party, whatever the statistics say.
     */
    private static final String TAKE =
            """
            with asked as (
                select * from unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
                    as a(account_id, address, party_key, all_key)),
            fresh as (
                insert into correspondent (account_id, address)
                select account_id, address from asked
                on conflict do nothing
                returning account_id, address),
            unmet as (
                select f.account_id, count(*)::int as parties
                from fresh f
                where not exists (
                    select from asked a join thread t
                        on t.account_id = a.account_id and t.party_key in (a.party_key, a.all_key)
                    where a.account_id = f.account_id and a.address = f.address
                        and exists (
                            select from message m
                            where m.account_id = t.account_id and m.thread_id = t.id and m.incoming)
                    offset 0)
                group by f.account_id)
            insert into sent_today as s (account_id, day, mails, new_parties)
            select account_id, (now() at time zone 'utc')::date, mails, coalesce(parties, 0)
            from unnest(?::bigint[], ?::int[]) as c(account_id, mails) left join unmet using (account_id)
            on conflict (account_id) do update set
                day = excluded.day,
                mails = case when s.day = excluded.day then s.mails else 0 end + excluded.mails,
                new_parties = case when s.day = excluded.day then s.new_parties else 0 end
                    + excluded.new_parties
            returning account_id, mails, new_parties, set_config('synchronous_commit', 'off', true)
            """;

    private final Database database;
    private final Daily limits;
    private final Together<Mail, Answer> counting = new Together<>(this::takeTogether);

    public PostgresAllowance(Database database, Daily limits) {
        this.database = database;
        this.limits = limits;
    }

    @Override
    public Answer take(long accountId, List<Address> parties, Optional<UUID> request) {
        Mail mail = new Mail(accountId, parties);
        Answer answer = counting.ask(mail).orElseGet(() -> takeAlone(mail));
        return answer != Answer.GRANTED && request.isPresent() && sent(accountId, request.get())
                ? Answer.GRANTED
                : answer;
    }

    /** Without an answer for accounts that have too many: the others do not wait for those. */
    private Map<Mail, Answer> takeTogether(List<Mail> mails) {
        Map<Long, Answer> spent = spentBy(mails);
        if (spent.isEmpty()) {
            return mails.stream().collect(Collectors.toMap(mail -> mail, _ -> Answer.GRANTED));
        }
        List<Mail> others =
                mails.stream().filter(mail -> !spent.containsKey(mail.accountId)).toList();
        return others.isEmpty() ? Map.of() : takeTogether(others);
    }

    private Answer takeAlone(Mail mail) {
        return spentBy(List.of(mail)).getOrDefault(mail.accountId, Answer.GRANTED);
    }

    /** Counts the mails, unless some account has too many of them, and says which. */
    private Map<Long, Answer> spentBy(List<Mail> mails) {
        try {
            return database.inTransaction(connection -> {
                count(connection, mails);
                return Map.of();
            });
        } catch (SpentException e) {
            return e.accounts;
        }
    }

    private void count(Connection connection, List<Mail> mails) throws SQLException {
        List<Party> parties = mails.stream().flatMap(Mail::parties).distinct().sorted().toList();
        var counts = new TreeMap<Long, Integer>();
        mails.forEach(mail -> counts.merge(mail.accountId, 1, Integer::sum));
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setArray(1, array(connection, "bigint", parties, Party::accountId));
            statement.setArray(2, array(connection, "text", parties, Party::address));
            statement.setArray(3, array(connection, "text", parties, Party::key));
            statement.setArray(4, array(connection, "text", parties, Party::allKey));
            statement.setArray(5, array(connection, "bigint", counts.keySet(), id -> id));
            statement.setArray(6, array(connection, "int", counts.values(), count -> count));
            Map<Long, Answer> spent = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (beyond(row.getInt(2), limits.mails())) {
                        spent.put(row.getLong(1), Answer.MAILS_SPENT);
                    } else if (beyond(row.getInt(3), limits.newParties())) {
                        spent.put(row.getLong(1), Answer.PARTIES_SPENT);
                    }
                }
            }
            if (!spent.isEmpty()) {
                throw new SpentException(spent);
            }
        }
    }

    private static <T> Array array(
            Connection connection, String type, Collection<T> rows, Function<T, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    private static boolean beyond(int count, int limit) {
        return limit > 0 && count > limit;
    }

    private boolean sent(long accountId, UUID request) {
        return Query.of(
                        database,
                        "select 1 from sent_request where account_id = ? and client_id = ?",
                        accountId,
                        request)
                .first(row -> row.getInt(1))
                .isPresent();
    }

    /** One that leaves; equal to no other, for each counts. */
    private static final class Mail {
        private final long accountId;
        private final List<Address> recipients;

        Mail(long accountId, List<Address> recipients) {
            this.accountId = accountId;
            this.recipients = ThreadKey.parties(recipients).addresses();
        }

        Stream<Party> parties() {
            String all = ThreadKey.parties(recipients).key();
            return recipients.stream()
                    .map(recipient ->
                            new Party(
                                    accountId,
                                    recipient.toString(),
                                    ThreadKey.parties(List.of(recipient)).key(),
                                    all));
        }
    }

    /**
     * Whom a mail is for. Sorted, so that two gateways whose mails share some wait for each other
     * in one order.
     *
     * @param key of a conversation with this one alone
     * @param allKey of one with all whom the mail is for
     */
    private record Party(long accountId, String address, String key, String allKey)
            implements Comparable<Party> {
        @Override
        public int compareTo(Party other) {
            return Comparator.comparingLong(Party::accountId)
                    .thenComparing(Party::address)
                    .thenComparing(Party::allKey)
                    .compare(this, other);
        }
    }

    /** Takes the counts back. */
    private static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Map<Long, Answer> accounts;

        SpentException(Map<Long, Answer> accounts) {
            super(null, null, false, false);
            this.accounts = accounts;
        }
    }
}
