package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.hailpost.account.Account;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.TerminalKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresMappingTableIT {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private final UUID terminal = UUID.randomUUID();
    private Database database;
    private PostgresMappingTable table;
    private Account bob;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        table = new PostgresMappingTable(database);
        bob = TestAccounts.create(database, "bob@example.org");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRegisteredTerminalIsOnlineAsItWasRegistered() {
        Mapping mapping = mapping("n1", Duration.ofMinutes(1));
        assertThat(table.register(mapping)).isEmpty();
        assertThat(table.online(bob.id())).containsExactly(mapping);
        assertThat(table.all()).containsExactly(mapping);
    }

    @Test
    void aNewSessionOfTheSameTerminalFencesTheOldOneAndKeepsItsAcknowledgement() {
        Mapping old = mapping("n1", Duration.ofMinutes(1));
        table.register(old);
        acknowledge(old, 7);
        Mapping next = mapping("n2", Duration.ofMinutes(1));
        assertThat(table.register(next)).contains(owner(old));
        assertThat(table.online(bob.id())).containsExactly(next.withAcked(7));
        acknowledge(old, 9); // too late: it does not own the row any more
        table.remove(List.of(owner(old)));
        assertThat(table.online(bob.id())).containsExactly(next.withAcked(7));
    }

    @Test
    void anEndedLeaseIsGoneAndFencesNobody() {
        table.register(mapping("n1", Duration.ofMinutes(-1)));
        assertThat(table.online(bob.id())).isEmpty();
        assertThat(table.register(mapping("n1", Duration.ofMinutes(1)))).isEmpty();
    }

    @Test
    void renewingTellsWhoLostItsRow() {
        Mapping kept = mapping("n1", Duration.ofSeconds(5));
        table.register(kept);
        Owner stranger = new Owner(bob.id(), UUID.randomUUID(), UUID.randomUUID(), "n1");
        Instant until = now.plusSeconds(600);
        assertThat(table.renew("n1", List.of(owner(kept), stranger), until))
                .containsExactly(stranger.session());
        assertThat(table.online(bob.id())).containsExactly(kept.withLease(until));
    }

    @Test
    void whatWasAcknowledgedStaysWhenTheTerminalGoes() {
        Mapping mapping = mapping("n1", Duration.ofMinutes(1));
        table.register(mapping);
        acknowledge(mapping, 12);
        acknowledge(mapping, 11); // never goes back
        table.remove(List.of(owner(mapping)));
        assertThat(table.online(bob.id())).isEmpty();
        assertThat(table.acknowledged(bob.id())).isEqualTo(12);
    }

    @Test
    void aNodeThatStartsEndsTheLeasesOfItsLastProcess() {
        table.register(mapping("n1", Duration.ofMinutes(1)));
        table.clear("n2");
        assertThat(table.online(bob.id())).hasSize(1);
        table.clear("n1");
        assertThat(table.online(bob.id())).isEmpty();
    }

    private Mapping mapping(String node, Duration lease) {
        return new Mapping(
                bob.id(),
                "bob@example.org",
                terminal,
                UUID.randomUUID(),
                node,
                TerminalKind.CLI,
                "lap\"top",
                List.of("192.168.1.7", "fd00::1"),
                "192.0.2.1:4711",
                List.of("typing"),
                now,
                now.plus(lease),
                0);
    }

    private void acknowledge(Mapping mapping, long seq) {
        table.acknowledged(
                List.of(new Acknowledgement(bob.id(), terminal, mapping.session(), seq)));
    }

    private static Owner owner(Mapping mapping) {
        return new Owner(
                mapping.accountId(), mapping.terminal(), mapping.session(), mapping.node());
    }
}
