package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hailpost.account.Account;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.address.TableUnavailableException;
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
    void aCrowdIsRegisteredAtOnceAndOneBadRowHarmsItselfOnly() throws Exception {
        List<Mapping> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(mapping(UUID.randomUUID(), "lap\"top " + i));
        }
        Mapping bad = mapping(UUID.randomUUID(), "no zero byte goes into a text: \0");
        List<Future<Optional<Owner>>> registered = new ArrayList<>();
        Future<Optional<Owner>> refused;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            crowd.forEach(row -> registered.add(threads.submit(() -> table.register(row))));
            refused = threads.submit(() -> table.register(bad));
        }
        assertThat(registered).allMatch(answer -> answer.resultNow().isEmpty());
        assertThat(refused.exceptionNow()).isInstanceOf(TableUnavailableException.class);
        assertThat(table.online(bob.id())).containsExactlyInAnyOrderElementsOf(crowd);
        table.acknowledged(
                crowd.stream()
                        .map(row -> new Acknowledgement(bob.id(), row.terminal(), row.session(), 5))
                        .toList());
        assertThat(table.online(bob.id())).allMatch(row -> row.ackedSeq() == 5);
    }

    @Test
    void sessionsThatWantTheSameRowAtOnceFenceEachOtherInARow() throws Exception {
        List<Mapping> rivals = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rivals.add(mapping(terminal, "rival " + i));
        }
        List<Future<Optional<Owner>>> registered = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rivals.forEach(row -> registered.add(threads.submit(() -> table.register(row))));
        }
        List<UUID> survivors = new ArrayList<>(rivals.stream().map(Mapping::session).toList());
        for (Future<Optional<Owner>> answer : registered) {
            answer.resultNow()
                    .ifPresent(fenced -> assertThat(survivors.remove(fenced.session())).isTrue());
        }
        assertThat(survivors).hasSize(1);
        assertThat(table.online(bob.id()))
                .extracting(Mapping::session)
                .containsExactlyElementsOf(survivors);
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
        return mapping(terminal, node, "lap\"top", lease);
    }

    private Mapping mapping(UUID id, String name) {
        return mapping(id, "n1", name, Duration.ofMinutes(1));
    }

    private Mapping mapping(UUID id, String node, String name, Duration lease) {
        return new Mapping(
                bob.id(),
                "bob@example.org",
                id,
                UUID.randomUUID(),
                node,
                TerminalKind.CLI,
                name,
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
