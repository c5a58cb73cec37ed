package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.account.Directory.Resolution;
import org.hailpost.account.Forwarding;
import org.hailpost.message.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDirectoryIT {
    private Database database;
    private PostgresRegistry registry;
    private PostgresDirectory directory;
    private Account bob;
    private Account eve;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        registry = new PostgresRegistry(database);
        directory = new PostgresDirectory(database);
        registry.addDomain("example.org");
        bob = registry.addAccount(Address.parse("bob@example.org"), "Bob", "hash");
        eve = registry.addAccount(Address.parse("eve@example.org"), "Eve", "hash");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anAddressLeadsToItsAccountWhateverItsCaseAndTag() {
        assertThat(resolve("bob@example.org")).isEqualTo(local(bob));
        assertThat(resolve("BOB@Example.ORG")).isEqualTo(local(bob));
        assertThat(resolve("bob+shop@example.org")).isEqualTo(local(bob));
    }

    @Test
    void anAliasWinsOverTheTagAndTheCatchAllComesLast() {
        registry.addAlias("bob+sales@example.org", eve.address());
        registry.addAlias("@example.org", bob.address());
        assertThat(resolve("bob+sales@example.org")).isEqualTo(local(eve));
        assertThat(resolve("anything@example.org")).isEqualTo(local(bob));
        assertThat(resolve("eve@example.org")).isEqualTo(local(eve));
    }

    @Test
    void anAliasOfSeveralWinsOverTheTagAsOneOfOneDoes() {
        Address carol = Address.parse("Carol@else.example");
        registry.addAlias("bob+list@example.org", List.of(eve.address(), carol));
        assertThat(resolve("bob+list@example.org"))
                .isEqualTo(new Resolution.Group(List.of(eve.address(), carol)));
        registry.addAlias("out@example.org", carol);
        assertThat(resolve("OUT+x@example.org")).isEqualTo(new Resolution.Group(List.of(carol)));
        registry.addAlias("@example.org", List.of(bob.address(), eve.address()));
        assertThat(resolve("any@example.org"))
                .isEqualTo(new Resolution.Group(List.of(bob.address(), eve.address())));
        assertThat(directory.mayUse(eve, Address.parse("bob+list@example.org"))).isTrue();
        assertThat(directory.mayUse(bob, Address.parse("bob+list@example.org"))).isTrue();
        assertThat(directory.mayUse(bob, Address.parse("out@example.org"))).isFalse();
    }

    @Test
    void anAccountThatPassesItsMailOnIsToldApart() {
        var forwarding = new Forwarding(List.of(Address.parse("bob@else.example")), false);
        registry.forward(bob.address(), forwarding);
        assertThat(resolve("bob+x@example.org"))
                .isEqualTo(new Resolution.Forwarded(bob, forwarding));
        registry.addAlias("sales@example.org", bob.address());
        assertThat(resolve("sales@example.org"))
                .isEqualTo(new Resolution.Forwarded(bob, forwarding));
    }

    @Test
    void unknownForeignAndDisabledAreToldApart() {
        registry.enable(eve.address(), false);
        assertThat(resolve("nobody@example.org")).isInstanceOf(Resolution.Unknown.class);
        assertThat(resolve("bob@elsewhere.example")).isInstanceOf(Resolution.Foreign.class);
        assertThat(resolve("eve@example.org")).isInstanceOf(Resolution.Disabled.class);
        assertThat(directory.credentials(eve.address())).isEmpty();
        assertThat(directory.credentials(bob.address())).hasSize(1);
    }

    @Test
    void aServerKeepsAWholeDomainOrOneAccountOfIt() {
        String url = "lmtp://127.0.0.1:24";
        registry.keepAccount(eve.address(), Optional.of(url));
        assertThat(mailbox("eve@example.org")).contains(url);
        assertThat(mailbox("bob@example.org")).isEmpty();
        assertThat(resolve("nobody@example.org")).isInstanceOf(Resolution.Unknown.class);

        registry.keepDomain("example.org", Optional.of("smtp://127.0.0.1:25"));
        registry.keepAccount(eve.address(), Optional.of("")); // here all the same
        directory = new PostgresDirectory(database);
        assertThat(mailbox("bob+tag@example.org")).contains("smtp://127.0.0.1:25");
        assertThat(mailbox("eve@example.org")).isEmpty();
        assertThat(resolve("nobody@example.org"))
                .isEqualTo(new Resolution.Kept("smtp://127.0.0.1:25"));
        assertThat(registry.domains().getFirst().mailbox()).contains("smtp://127.0.0.1:25");

        registry.keepAccount(eve.address(), Optional.empty());
        assertThat(registry.accounts())
                .allMatch(account -> account.mailbox().equals(Optional.of("smtp://127.0.0.1:25")));
        registry.keepDomain("example.org", Optional.empty());
        assertThat(registry.accounts()).allMatch(account -> account.mailbox().isEmpty());
    }

    private Optional<String> mailbox(String address) {
        return ((Resolution.Local) resolve(address)).account().mailbox();
    }

    @Test
    void anAccountMayUseItsOwnAddressesAndNotThoseOfTheCatchAll() {
        registry.addAlias("sales@example.org", bob.address());
        registry.addAlias("@example.org", bob.address());
        assertThat(directory.mayUse(bob, Address.parse("Sales@example.org"))).isTrue();
        assertThat(directory.mayUse(bob, Address.parse("bob+x@example.org"))).isTrue();
        assertThat(directory.mayUse(bob, Address.parse("boss@example.org"))).isFalse();
        assertThat(directory.mayUse(bob, Address.parse("eve@example.org"))).isFalse();
    }

    @Test
    void whoIsRemovedMayNotWriteAsHeCouldBefore() {
        registry.addAlias("@example.org", eve.address());
        registry.removeAccount(bob.address());
        assertThat(directory.mayUse(bob, bob.address())).isFalse();
        assertThat(directory.mayUse(bob, Address.parse("bob+x@example.org"))).isFalse();
        registry.addAccount(bob.address(), "another Bob", "hash");
        directory = new PostgresDirectory(database);
        assertThat(directory.mayUse(bob, bob.address())).isFalse();
    }

    @Test
    void anAccountThatPassesItsMailOnMayWriteAllTheSame() {
        registry.forward(
                bob.address(), new Forwarding(List.of(Address.parse("bob@else.example")), false));
        assertThat(directory.mayUse(bob, bob.address())).isTrue();
    }

    @Test
    void manyNewAccountsDoNotSlowALookupDown() throws Exception {
        for (int i = 0; i < 50; i++) { // plans are made while there are two accounts
            assertThat(resolve("new" + i + "@example.org")).isInstanceOf(Resolution.Unknown.class);
        }
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into account (domain_id, address)
                    select id, 'new' || i || '@example.org' from domain, generate_series(1, 30000) i
                    """);
        }
        // Otherwise this is cut by the statement timeout.
        assertThat(resolve("new30000@example.org")).isInstanceOf(Resolution.Local.class);
        assertThat(resolve("nobody@example.org")).isInstanceOf(Resolution.Unknown.class);
    }

    private Resolution resolve(String address) {
        return directory.resolve(Address.parse(address));
    }

    private static Resolution local(Account account) {
        return new Resolution.Local(account);
    }
}
