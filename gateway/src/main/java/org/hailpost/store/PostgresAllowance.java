package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.message.Address;
import org.hailpost.message.ThreadKey;
import org.hailpost.outbound.Allowance;

/**
 * Daily limits over one row an account. The row counts up first and is looked at then, in a
 * transaction of its own, so that no two mails take the same last place; it is not waited for until
 * the disk has it: a server that dies forgets the counts of its last moment, no more.
 */
public final class PostgresAllowance implements Allowance {
    /** A conversation in which only the account itself speaks makes nobody an acquaintance. */
    private static final String TAKE =
            """
            with fresh as (
                insert into correspondent (account_id, address)
                select ?, address from unnest(?::text[]) as address
                on conflict do nothing
                returning account_id, address),
            unmet as (
                select count(*)::int as parties
                from fresh f join unnest(?::text[], ?::text[]) as k(address, party_key) on k.address = f.address
                where not exists (
                    select from thread t
                    where t.account_id = f.account_id and t.party_key in (k.party_key, ?)
                        and exists (
                            select from message m
                            where m.account_id = t.account_id and m.thread_id = t.id and m.incoming)))
            insert into sent_today as s (account_id, day, mails, new_parties)
            select ?, (now() at time zone 'utc')::date, 1, parties from unmet
            on conflict (account_id) do update set
                day = excluded.day,
                mails = case when s.day = excluded.day then s.mails else 0 end + 1,
                new_parties = case when s.day = excluded.day then s.new_parties else 0 end
                    + excluded.new_parties
            returning mails, new_parties, set_config('synchronous_commit', 'off', true)
            """;

    private final Database database;
    private final Daily limits;

    public PostgresAllowance(Database database, Daily limits) {
        this.database = database;
        this.limits = limits;
    }

    @Override
    public Answer take(long accountId, List<Address> parties, Optional<UUID> request) {
        Answer answer;
        try {
            answer = database.inTransaction(connection -> count(connection, accountId, parties));
        } catch (SpentException e) {
            answer = e.answer;
        }
        return answer != Answer.GRANTED && request.isPresent() && sent(accountId, request.get())
                ? Answer.GRANTED
                : answer;
    }

    private Answer count(Connection connection, long accountId, List<Address> parties)
            throws SQLException {
        List<Address> canonical = // sorted: two that share some wait for each other in one order
                ThreadKey.parties(parties).addresses();
        List<String> addresses = canonical.stream().map(Address::toString).toList();
        List<String> keys =
                canonical.stream()
                        .map(address -> ThreadKey.parties(List.of(address)).key())
                        .toList();
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, accountId);
            statement.setArray(2, texts(connection, addresses));
            statement.setArray(3, texts(connection, addresses));
            statement.setArray(4, texts(connection, keys));
            statement.setString(5, ThreadKey.parties(canonical).key());
            statement.setLong(6, accountId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (beyond(row.getInt(1), limits.mails())) {
                    throw new SpentException(Answer.MAILS_SPENT);
                }
                if (beyond(row.getInt(2), limits.newParties())) {
                    throw new SpentException(Answer.PARTIES_SPENT);
                }
                return Answer.GRANTED;
            }
        }
    }

    private static Array texts(Connection connection, Collection<String> values)
            throws SQLException {
        return connection.createArrayOf("text", values.toArray());
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

    /** Takes the count back. */
    private static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Answer answer;

        SpentException(Answer answer) {
            super(null, null, false, false);
            this.answer = answer;
        }
    }
}
