package org.hailpost.bridge.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.bridge.frame.TerminalKind;
import org.junit.jupiter.api.Test;

class InMemoryMappingTableTest {
    private static final UUID TERMINAL = UUID.randomUUID();

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AddressMappingTable table = new InMemoryMappingTable(now::get);

    private Mapping row(long account, UUID terminal, UUID session, long acked) {
        return new Mapping(
                account,
                "a" + account + "@x.org",
                terminal,
                session,
                "n1",
                TerminalKind.CLI,
                "desk",
                List.of("10.0.0.1"),
                "192.0.2.1:5000",
                List.of(),
                now.get(),
                now.get().plusSeconds(60),
                acked);
    }

    private static Owner owner(Mapping row) {
        return new Owner(row.accountId(), row.terminal(), row.session(), row.node());
    }

    @Test
    void aNewSessionFencesTheOldOneAndKeepsItsAcknowledgements() {
        Mapping first = row(1, TERMINAL, UUID.randomUUID(), 40);
        Mapping second = row(1, TERMINAL, UUID.randomUUID(), 5);
        assertThat(table.register(first)).isEmpty();
        assertThat(table.register(second)).contains(owner(first));
        assertThat(table.online(1)).containsExactly(second.withAcked(40));
    }

    @Test
    void aFencedSessionCanChangeNothing() {
        Mapping first = row(1, TERMINAL, UUID.randomUUID(), 0);
        Mapping second = row(1, TERMINAL, UUID.randomUUID(), 0);
        table.register(first);
        table.register(second);
        table.acknowledged(List.of(new Acknowledgement(1, TERMINAL, first.session(), 99)));
        table.remove(List.of(owner(first)));
        assertThat(table.renew("n1", List.of(owner(first), owner(second)), now.get()))
                .containsExactly(first.session());
        table.renew("n1", List.of(owner(second)), second.leaseUntil());
        assertThat(table.online(1)).containsExactly(second);
    }

    @Test
    void acknowledgementsNeverGoBack() {
        Mapping row = row(1, TERMINAL, UUID.randomUUID(), 0);
        table.register(row);
        table.acknowledged(List.of(new Acknowledgement(1, TERMINAL, row.session(), 9)));
        table.acknowledged(List.of(new Acknowledgement(1, TERMINAL, row.session(), 3)));
        assertThat(table.online(1)).extracting(Mapping::ackedSeq).containsExactly(9L);
    }

    @Test
    void aLeaseThatRanOutCountsAsGone() {
        Mapping row = row(1, TERMINAL, UUID.randomUUID(), 7);
        table.register(row);
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(61)));
        assertThat(table.online(1)).isEmpty();
        assertThat(table.all()).isEmpty();
        assertThat(table.register(row(1, TERMINAL, UUID.randomUUID(), 0))).isEmpty();
    }

    @Test
    void removedRowsAreGoneAndTheOthersStay() {
        Mapping one = row(1, TERMINAL, UUID.randomUUID(), 0);
        Mapping other = row(1, UUID.randomUUID(), UUID.randomUUID(), 0);
        Mapping foreign = row(2, TERMINAL, UUID.randomUUID(), 0);
        List.of(one, other, foreign).forEach(table::register);
        table.remove(List.of(owner(one)));
        assertThat(table.online(1)).containsExactly(other);
        assertThat(table.all()).containsExactly(other, foreign);
        assertThat(table.renew("n1", List.of(owner(one)), now.get()))
                .containsExactly(one.session());
    }
}
