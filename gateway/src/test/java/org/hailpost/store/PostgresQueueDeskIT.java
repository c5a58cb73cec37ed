package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestQueue.to;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Fate;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.QueueDesk.Line;
import org.hailpost.outbound.QueueDesk.Selection;
import org.hailpost.outbound.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an administrator sees of the queue and does to it. */
class PostgresQueueDeskIT {
    private static final Selection ALL = new Selection.All();

    private final TestQueue t = new TestQueue();
    private final PostgresQueueDesk desk = new PostgresQueueDesk(t.database);

    @AfterEach
    void close() {
        t.close();
    }

    @Test
    void aLineSaysWhoWaitsForWhatAndWhy() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        defer();
        Line line = desk.list(ALL, 10).lines().getFirst();
        assertThat(line.recipient()).isEqualTo("bob@a.example");
        assertThat(line.sender()).isEqualTo("ann@example.org");
        assertThat(line.attempts()).isEqualTo(1);
        assertThat(line.failure().diagnostic()).isEqualTo("450 busy");
        assertThat(line.dueAt()).isPresent();
    }

    @Test
    void aLongListIsCutAndCounted() {
        t.intake.store(t.leaving("", to("a@a.example", "b@a.example", "c@a.example")));
        var listing = desk.list(ALL, 2);
        assertThat(listing.lines()).hasSize(2);
        assertThat(listing.total()).isEqualTo(3);
    }

    @Test
    void selectionsAreByMailAddressDomainOrRoute() {
        t.intake.store(t.leaving("", to("Bob@a.example", "eve@b.example")));
        t.intake.store(t.leaving("", to("joe@b.example")));
        long first = t.number("select min(id) from outbound_mail");
        assertThat(recipients(new Selection.OfMail(first)))
                .containsExactly("Bob@a.example", "eve@b.example");
        assertThat(recipients(new Selection.OfAddress("bob@A.example")))
                .containsExactly("Bob@a.example");
        assertThat(recipients(new Selection.OfDestination("b.example")))
                .containsExactly("eve@b.example", "joe@b.example");
    }

    @Test
    void aMailIsShownWithItsHeader() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        var mail = desk.show(t.number("select id from outbound_mail")).orElseThrow();
        assertThat(mail.header()).startsWith("X-Out: 1\r\nFrom: <ann@example.org>");
        assertThat(mail.lines()).hasSize(1);
        assertThat(desk.show(4711)).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsTriedAgainIsDueAtOnceEvenAtADeadDestination() {
        t.intake.store(t.leaving("", to("bob@a.example", "eve@a.example")));
        defer();
        t.queue.putOff("a.example", _ -> Duration.ofDays(1));
        assertThat(claim()).isEmpty();
        assertThat(desk.retry(new Selection.OfDestination("a.example"))).isEqualTo(2);
        assertThat(claim().getFirst().entries()).hasSize(2);
    }

    @Test
    void whatIsHeldStaysUntilItIsReleased() {
        t.intake.store(t.leaving("", to("bob@a.example", "eve@b.example")));
        assertThat(desk.hold(new Selection.OfAddress("bob@a.example"))).isEqualTo(1);
        assertThat(desk.retry(ALL)).as("nothing that is not held waits for later").isZero();
        assertThat(claim()).extracting(Consignment::destination).containsExactly("b.example");
        assertThat(claim()).isEmpty();
        t.execute("update outbound_mail set since = now() - interval '9 days'");
        assertThat(t.queue.overdue(10)).as("is not given up").isEmpty();
        assertThat(desk.release(ALL)).isEqualTo(1);
        assertThat(claim()).extracting(Consignment::destination).containsExactly("a.example");
    }

    @Test
    void whatIsDroppedLeavesNothingBehindAndItsSenderSeesIt() {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example")));
        for (int i = 0; i < 3; i++) {
            t.intake.store(t.leaving("", to("x@b.example", "y@b.example")));
        }
        assertThat(desk.drop(ALL)).isEqualTo(7);
        assertThat(t.count("outbound_mail")).isZero();
        assertThat(t.count("content")).isEqualTo(1);
        assertThat(t.text("select state from delivery_state")).isEqualTo("bounced");
        assertThat(claim()).isEmpty();
        assertThat(t.count("outbound_destination")).isZero();
    }

    @Test
    void theJanitorFindsWhatARepairByHandHasLost() {
        t.intake.store(t.leaving("", to("bob@a.example", "eve@b.example")));
        t.intake.store(t.leaving("", to("joe@a.example")));
        t.execute("delete from outbound_destination");
        t.execute("delete from outbound_recipient where address = 'joe@a.example'");
        try (Janitor janitor =
                new Janitor(
                        t.database, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1))) {
            janitor.clean();
        }
        assertThat(t.count("outbound_mail")).isEqualTo(1);
        assertThat(t.count("content")).isEqualTo(1);
        assertThat(claim()).hasSize(2);
    }

    private List<String> recipients(Selection selection) {
        return desk.list(selection, 10).lines().stream().map(Line::recipient).toList();
    }

    private List<Consignment> claim() {
        return t.queue.claim(Set.of(), 100, 100);
    }

    private void defer() {
        Fate later =
                new Fate.Deferred(
                        new Failure("mx.example", "4.2.0", "450 busy"), Duration.ofHours(1));
        for (Consignment consignment : claim()) {
            t.queue.settle(
                    List.of(
                            new Settlement(
                                    consignment,
                                    Collections.nCopies(consignment.entries().size(), later))));
        }
    }
}
