package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hailpost.account.Account;
import org.hailpost.account.Alias;
import org.hailpost.account.Credential;
import org.hailpost.account.Domain;
import org.hailpost.account.Forwarding;
import org.hailpost.account.RegistryException;
import org.hailpost.account.RegistryException.Reason;
import org.hailpost.account.ScramVerifier;
import org.hailpost.account.StoredPassword;
import org.hailpost.message.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRegistryIT {
    private static final Address ANN = Address.parse("ann@example.org");
    private static final ScramVerifier VERIFIER = ScramVerifier.of("secret", new SecureRandom());

    private Database database;
    private PostgresRegistry registry;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        registry = new PostgresRegistry(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDomainIsThereOnce() {
        registry.addDomain("example.org");
        refused(Reason.DOMAIN_EXISTS, () -> registry.addDomain("example.org"));
        assertThat(registry.domains()).extracting(Domain::name).containsExactly("example.org");
    }

    @Test
    void anAccountNeedsItsDomain() {
        refused(Reason.NO_SUCH_DOMAIN, () -> registry.addAccount(ANN, "", "hash"));
    }

    @Test
    void aNewAccountHasAMailboxForEachRoleAndIsSubscribedToIt() throws SQLException {
        registry.addDomain("example.org");
        Account account = registry.addAccount(Address.parse("Ann@EXAMPLE.org"), "Ann", "hash");
        assertThat(account.address()).isEqualTo(ANN);
        assertThat(
                        text(
                                """
                                select string_agg(m.name || ' ' || m.role, ', ' order by m.uid_validity)
                                from mailbox m join subscription s using (account_id, name)
                                """))
                .isEqualTo(
                        "INBOX inbox, Sent sent, Drafts drafts, Trash trash, Junk junk, Archive"
                                + " archive, Live live");
    }

    @Test
    void manyAccountsAreMadeAsOneIs() throws SQLException {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.addAccounts(
                List.of(Address.parse("ben@example.org"), Address.parse("cyd@example.org")),
                stored("hash"));
        assertThat(
                        text(
                                """
                                select count(distinct shape)::text from (
                                    select string_agg(m.name || m.role || (m.uid_validity - a.id * 100), ','
                                            order by m.uid_validity)
                                        || a.seq || (a.uid_validity - a.id * 100)
                                        || (select count(*) from event e where e.account_id = a.id)
                                        || (select hash from credential c where c.account_id = a.id) as shape
                                    from account a join mailbox m on m.account_id = a.id
                                        join subscription s on s.account_id = a.id and s.name = m.name
                                    group by a.id) shapes
                                """))
                .isEqualTo("1");
        assertThat(registry.accounts()).hasSize(3);
    }

    @Test
    void manyAccountsAreMadeAllOrNone() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        refused(
                Reason.ADDRESS_TAKEN,
                () ->
                        registry.addAccounts(
                                List.of(Address.parse("ben@example.org"), ANN), stored("hash")));
        assertThat(registry.accounts()).hasSize(1);
    }

    @Test
    void manyAccountsTakeNoAliasAndNoAddressTwice() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.addAlias("sales@example.org", ANN);
        Address ben = Address.parse("ben@example.org");
        refused(
                Reason.ADDRESS_TAKEN,
                () -> registry.addAccounts(List.of(ben, ben), stored("hash")));
        refused(
                Reason.ADDRESS_TAKEN,
                () ->
                        registry.addAccounts(
                                List.of(Address.parse("sales@example.org")), stored("hash")));
        assertThat(registry.accounts()).hasSize(1);
    }

    @Test
    void aTokenLeadsToItsAccountUntilTokensAreRevoked() {
        registry.addDomain("example.org");
        Account ann = registry.addAccount(ANN, "", "hash");
        Account ben = registry.addAccount(Address.parse("ben@example.org"), "", "hash");
        registry.addTokens(Map.of(ANN, "one", ben.address(), "two"));
        registry.addToken(ANN, "three");
        PostgresDirectory directory = new PostgresDirectory(database);
        assertThat(directory.bearer("one").map(Account::id)).contains(ann.id());
        assertThat(directory.bearer("three").map(Account::id)).contains(ann.id());
        assertThat(directory.bearer("two").map(Account::id)).contains(ben.id());
        assertThat(directory.credentials(ANN)).hasSize(1);
        assertThat(registry.removeTokens(ANN)).isEqualTo(2);
        assertThat(directory.bearer("one")).isEmpty();
        assertThat(directory.bearer("two")).isPresent();
    }

    @Test
    void tokensAreForAccountsThatAreThere() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () -> registry.addTokens(Map.of(ANN, "a", Address.parse("no@example.org"), "b")));
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () -> registry.removeTokens(Address.parse("no@example.org")));
        assertThat(registry.removeTokens(ANN)).isZero();
    }

    @Test
    void anAccountMadeAgainDoesNotRepeatAUidValidity() throws SQLException {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        long before = Long.parseLong(text("select max(uid_validity) from mailbox"));
        registry.removeAccount(ANN);
        registry.addAccount(ANN, "", "hash");
        assertThat(Long.parseLong(text("select min(uid_validity) from mailbox")))
                .isGreaterThan(before);
    }

    @Test
    void anAddressIsAnAccountOrAnAliasButNotBoth() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        refused(Reason.ADDRESS_TAKEN, () -> registry.addAccount(ANN, "", "hash"));
        refused(Reason.ADDRESS_TAKEN, () -> registry.addAlias("ann@example.org", ANN));
        registry.addAlias("sales@example.org", ANN);
        refused(
                Reason.ADDRESS_TAKEN,
                () -> registry.addAccount(Address.parse("sales@example.org"), "", "hash"));
    }

    @Test
    void aliasesAndTheCatchAllLeadToTheAccount() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.addAlias("@example.org", ANN);
        registry.addAlias("sales@example.org", ANN);
        assertThat(registry.aliases())
                .containsExactly(
                        new Alias("@example.org", ANN), new Alias("sales@example.org", ANN));
        registry.removeAlias("@example.org");
        refused(Reason.NO_SUCH_ALIAS, () -> registry.removeAlias("@example.org"));
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () -> registry.addAlias("x@example.org", Address.parse("no@example.org")));
    }

    @Test
    void anAliasLeadsToSeveralAndToPeopleElsewhere() {
        Address bob = Address.parse("bob@example.org");
        Address carol = Address.parse("Carol@else.example");
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.addAccount(bob, "", "hash");
        registry.addAlias("team@example.org", List.of(ANN, carol));
        registry.addAlias("team@example.org", List.of(bob, Address.parse("carol@ELSE.example")));
        assertThat(registry.aliases())
                .containsExactlyInAnyOrder(
                        new Alias("team@example.org", ANN),
                        new Alias("team@example.org", bob),
                        new Alias("team@example.org", carol));
        registry.removeAlias("team@example.org", Address.parse("CAROL@else.example"));
        refused(Reason.NO_SUCH_ALIAS, () -> registry.removeAlias("team@example.org", carol));
        registry.removeAccount(bob);
        assertThat(registry.aliases()).containsExactly(new Alias("team@example.org", ANN));
    }

    @Test
    void anAliasNeverLeadsToItself() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        Address a = Address.parse("a@example.org");
        Address c = Address.parse("c@example.org");
        registry.addAlias("c@example.org", ANN);
        registry.addAlias("b@example.org", c);
        registry.addAlias("a@example.org", Address.parse("b@example.org"));
        refused(Reason.LEADS_TO_ITSELF, () -> registry.addAlias("c@example.org", List.of(ANN, a)));
        refused(Reason.LEADS_TO_ITSELF, () -> registry.addAlias("c@example.org", c));
        assertThat(registry.aliases()).hasSize(3);
    }

    @Test
    void anAliasHasAHundredTargetsAtMost() {
        registry.addDomain("example.org");
        List<Address> many =
                IntStream.range(0, 101)
                        .mapToObj(i -> Address.parse("u" + i + "@else.example"))
                        .toList();
        refused(Reason.TOO_MANY_TARGETS, () -> registry.addAlias("x@example.org", many));
        assertThat(registry.aliases()).isEmpty();
        registry.addAlias("x@example.org", many.subList(1, 101));
        assertThat(registry.aliases()).hasSize(100);
    }

    @Test
    void anAccountPassesItsMailOn() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        assertThat(registry.forwarding(ANN)).isEqualTo(Forwarding.OFF);
        var away = new Forwarding(List.of(Address.parse("ann@else.example")), false);
        registry.forward(ANN, away);
        assertThat(registry.forwarding(ANN)).isEqualTo(away);
        refused(
                Reason.LEADS_TO_ITSELF,
                () -> registry.forward(ANN, new Forwarding(List.of(ANN), true)));
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () ->
                        registry.forward(
                                ANN,
                                new Forwarding(List.of(Address.parse("no@example.org")), true)));
        assertThat(registry.forwarding(ANN)).isEqualTo(away);
        registry.forward(ANN, Forwarding.OFF);
        assertThat(registry.forwarding(ANN)).isEqualTo(Forwarding.OFF);
    }

    @Test
    void aNewPasswordReplacesTheOldOne() throws SQLException {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", new StoredPassword("old", Optional.of(VERIFIER)));
        registry.changePassword(ANN, new StoredPassword("new", Optional.of(VERIFIER)));
        assertThat(text("select string_agg(hash, ' ' order by kind) from credential"))
                .isEqualTo("new " + VERIFIER.stored());
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () -> registry.changePassword(Address.parse("no@example.org"), stored("x")));
    }

    @Test
    void anAccountIsDisabledAndEnabled() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.enable(ANN, false);
        assertThat(registry.accounts()).extracting(Account::enabled).containsExactly(false);
        registry.enable(ANN, true);
        assertThat(registry.accounts()).extracting(Account::enabled).containsExactly(true);
    }

    @Test
    void aDomainWithAccountsStays() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        refused(Reason.DOMAIN_IN_USE, () -> registry.removeDomain("example.org"));
        registry.removeAccount(ANN);
        registry.removeDomain("example.org");
        refused(Reason.NO_SUCH_DOMAIN, () -> registry.removeDomain("example.org"));
    }

    @Test
    void aRemovedAccountLeavesNothingInAnyTable() throws SQLException {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.addAlias("sales@example.org", ANN);
        registry.removeAccount(ANN);
        assertThat(
                        text(
                                """
                                select (select count(*) from account) + (select count(*) from credential)
                                     + (select count(*) from alias) + (select count(*) from mailbox)
                                     + (select count(*) from subscription)
                                """))
                .isEqualTo("0");
        assertThat(tablesWithAccounts()) // what is in outbound_mail was accepted, and still leaves
                .isEqualTo(
                        "alias correspondent credential delivery_state event expunged forward keyword mailbox message metadata"
                                + " outbound_mail placement search_progress search_segment sent_request sent_today subscription terminal thread"
                                + " upload upload_piece");
    }

    @Test
    void anAccountWithMoreThanOneStatementTakesGoesPieceByPieceAndSharedContentStays()
            throws SQLException {
        Account ann = TestAccounts.create(database, "ann@example.org");
        Account ben = TestAccounts.create(database, "ben@example.org");
        try (LocalChangeFeed feed = new LocalChangeFeed();
                GroupCommit intake = new GroupCommit(database, feed, 1)) {
            for (int i = 0; i < 10; i++) {
                byte[] mail = TestAccounts.mail("amy@x.example", "ann@example.org", "s", "t" + i);
                intake.store(
                        i == 0
                                ? TestAccounts.incoming(mail, ann, ben)
                                : TestAccounts.incoming(mail, ann));
            }
        }
        registry.removeAccount(ann.address(), new AccountRemoval(3));
        assertThat(registry.accounts()).extracting(Account::address).containsExactly(ben.address());
        assertThat(text("select count(*)::text from content")).isEqualTo("1");
        assertThat(text("select message_count::text from content")).isEqualTo("1");
        assertThat(text("select count(*)::text from message")).isEqualTo("1");
        assertThat(text("select count(*)::text from event where account_id = " + ann.id()))
                .isEqualTo("0");
    }

    /** A new table with an account in it is a table that the removal must know. */
    private String tablesWithAccounts() throws SQLException {
        return text(
                """
                select string_agg(table_name, ' ' order by table_name) from information_schema.columns
                where table_schema = 'public' and column_name = 'account_id'
                """);
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.connection();
                var statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    @Test
    void aVerifierIsKeptOnceAndOnlyForThePasswordItIsOf() throws SQLException {
        registry.addDomain("example.org");
        Account ann = registry.addAccount(ANN, "", "old");
        PostgresScramStore verifiers = new PostgresScramStore(database);
        verifiers.keep(new Credential(ann.id(), Credential.Kind.PASSWORD, "older"), VERIFIER);
        assertThat(text("select count(*) from credential")).isEqualTo("1");
        Credential password = new Credential(ann.id(), Credential.Kind.PASSWORD, "old");
        verifiers.keep(password, VERIFIER);
        verifiers.keep(password, ScramVerifier.of("x", new SecureRandom()));
        assertThat(new PostgresDirectory(database).credentials(ANN))
                .extracting(Credential::hash)
                .containsExactlyInAnyOrder("old", VERIFIER.stored());
        registry.changePassword(ANN, stored("new"));
        assertThat(new PostgresDirectory(database).credentials(ANN))
                .extracting(Credential::hash)
                .containsExactly("new");
    }

    @Test
    void theDecoyKeyStaysTheSame() {
        byte[] key = new PostgresScramStore(database).decoyKey();
        assertThat(key)
                .hasSize(32)
                .isNotEqualTo(new byte[32])
                .isEqualTo(new PostgresScramStore(database).decoyKey());
    }

    @Test
    void whatIsNotOfferedToAnAccountIsKeptWithIt() {
        registry.addDomain("example.org");
        registry.addAccount(ANN, "", "hash");
        registry.disableCapabilities(ANN, Set.of("QRESYNC", "CONDSTORE"));
        assertThat(new PostgresDirectory(database).find(ANN).orElseThrow().disabledCapabilities())
                .containsExactlyInAnyOrder("CONDSTORE", "QRESYNC");
        registry.disableCapabilities(ANN, Set.of());
        assertThat(registry.accounts().getFirst().disabledCapabilities()).isEmpty();
        refused(
                Reason.NO_SUCH_ACCOUNT,
                () -> registry.disableCapabilities(Address.parse("no@example.org"), Set.of()));
    }

    private static StoredPassword stored(String hash) {
        return new StoredPassword(hash, Optional.empty());
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
