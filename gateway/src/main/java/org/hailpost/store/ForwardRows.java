package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hailpost.account.Forwarding;
import org.hailpost.account.RegistryException;
import org.hailpost.account.RegistryException.Reason;
import org.hailpost.message.Address;

/** Where aliases and accounts lead to: writes the rows, after looking whether they make sense. */
final class ForwardRows {
    /** Of one alias or account. */
    private static final int MAX_TARGETS = 100;

    /**
     * Whether an address leads to another by aliases alone; {@code union} ends in a circle, too.
     */
    private static final String LEADS_TO =
            """
            with recursive reached(address) as (
                select ?
                union select lower(l.target) from reached r join alias l on l.address = r.address)
            select 1 from reached where address = ?
            """;

    /** Adds targets to an alias of a domain of ours; its row is locked. */
    void add(Connection connection, String alias, long domain, List<Address> targets)
            throws SQLException {
        for (Address target : targets) {
            OptionalLong account = checked(connection, target);
            String name = target.canonical().toString();
            if (PostgresRegistry.one(connection, LEADS_TO, name, alias).isPresent()) {
                throw new RegistryException(Reason.LEADS_TO_ITSELF, alias);
            }
            PostgresRegistry.update(
                    connection,
                    """
                    insert into alias (address, domain_id, account_id, target) values (?, ?, nullif(?, 0), ?)
                    on conflict do nothing
                    """,
                    alias,
                    domain,
                    account.orElse(0),
                    account.isPresent() ? name : written(target));
        }
        long count =
                PostgresRegistry.one(
                                connection, "select count(*) from alias where address = ?", alias)
                        .orElse(0);
        refuseTooMany(count, alias);
    }

    /** As it was written, for the other side may tell Bob from bob; its domain as DNS knows it. */
    private static String written(Address target) {
        return new Address(target.localPart(), target.canonical().domain()).toString();
    }

    Forwarding of(Connection connection, long account) throws SQLException {
        List<Address> targets = new ArrayList<>();
        boolean keeps = true;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select f.target, a.forwarding <> 'away'
                        from account a join forward f on f.account_id = a.id
                        where a.id = ? order by f.target
                        """)) {
            statement.setLong(1, account);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    targets.add(Address.parse(row.getString(1)));
                    keeps = row.getBoolean(2);
                }
            }
        }
        return targets.isEmpty() ? Forwarding.OFF : new Forwarding(targets, keeps);
    }

    /** The account's row is locked. */
    void replace(Connection connection, long account, Address address, Forwarding forwarding)
            throws SQLException {
        refuseTooMany(forwarding.targets().size(), address.canonical().toString());
        PostgresRegistry.update(connection, "delete from forward where account_id = ?", account);
        for (Address target : forwarding.targets()) {
            checked(connection, target);
            if (target.canonical().equals(address.canonical())) {
                throw new RegistryException(Reason.LEADS_TO_ITSELF, address.canonical().toString());
            }
            PostgresRegistry.update(
                    connection,
                    "insert into forward (account_id, target) values (?, ?) on conflict do nothing",
                    account,
                    written(target));
        }
        String mode = forwarding.targets().isEmpty() ? "off" : forwarding.keeps() ? "copy" : "away";
        PostgresRegistry.update(
                connection, "update account set forwarding = ? where id = ?", mode, account);
    }

    /**
     * The account that a target is; empty for all else. It must be there if its domain is ours,
     * unless another server keeps its mailboxes, who knows addresses that we do not.
     */
    private static OptionalLong checked(Connection connection, Address target) throws SQLException {
        Address canonical = target.canonical();
        String name = canonical.toString();
        OptionalLong account =
                PostgresRegistry.one(
                        connection, "select id from account where address = ? for update", name);
        if (account.isPresent()) {
            return account;
        }
        String untagged = canonical.withoutTag('+').toString();
        boolean nowhere =
                PostgresRegistry.one(
                                        connection,
                                        "select 1 from domain where name = ? and mailbox is null",
                                        canonical.domain())
                                .isPresent()
                        && PostgresRegistry.one(
                                        connection,
                                        """
                                        select 1 from account where address = ?
                                        union all select 1 from alias where address in (?, ?) limit 1
                                        """,
                                        untagged,
                                        name,
                                        untagged)
                                .isEmpty();
        if (nowhere) {
            throw new RegistryException(Reason.NO_SUCH_ACCOUNT, name);
        }
        return OptionalLong.empty();
    }

    private static void refuseTooMany(long count, String subject) {
        if (count > MAX_TARGETS) {
            throw new RegistryException(Reason.TOO_MANY_TARGETS, subject);
        }
    }
}
