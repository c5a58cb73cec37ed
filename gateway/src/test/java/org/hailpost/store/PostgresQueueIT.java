package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestQueue.to;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Fate;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue's rows: what is queued with a mail is there once, taken once, and leaves no trace. */
class PostgresQueueIT {
    private static final Failure BUSY = new Failure("mx.example", "4.2.0", "450 busy");

    private final TestQueue t = new TestQueue();

    @AfterEach
    void close() {
        t.close();
    }

    @Test
    void aMailIsQueuedInTheTransactionOfItsCopiesAndSharesTheirBytes() {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example", "eve@b.example")));
        assertThat(t.count("content")).isEqualTo(1);
        assertThat(t.number("select message_count from content")).isEqualTo(2);
        assertThat(t.count("outbound_mail")).isEqualTo(1);
        assertThat(t.count("outbound_recipient")).isEqualTo(2);
        assertThat(t.count("outbound_destination")).isEqualTo(2);
    }

    @Test
    void aMailThatOnlyLeavesIsOneOfTheQueueAlone() {
        var receipt = t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        assertThat(receipt.copies()).isEmpty();
        assertThat(t.count("message")).isZero();
        assertThat(t.number("select message_count from content")).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestQueuesNothing() {
        Account ann = t.account("ann@example.org");
        NewMessage mail = t.sent(ann, to("bob@a.example"));
        NewMessage request =
                new NewMessage(
                        mail.content(),
                        mail.scanned(),
                        mail.copies(),
                        new NewMessage.Request(ann.id(), UUID.randomUUID()),
                        mail.outgoing());
        t.intake.store(request);
        assertThat(t.intake.store(request).repeated()).isTrue();
        assertThat(t.count("outbound_mail")).isEqualTo(1);
    }

    @Test
    void whatFailsToBeStoredIsNotQueued() {
        Account ann = t.account("ann@example.org");
        NewMessage mail = t.sent(ann, to("bob@a.example"));
        t.execute("delete from mailbox");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> t.intake.store(mail))
                .isInstanceOf(org.hailpost.mailbox.MailboxGoneException.class);
        assertThat(t.count("outbound_recipient") + t.count("outbound_destination")).isZero();
    }

    @Test
    void aClaimIsAnAttemptAndNobodyElseGetsIt() throws Exception {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example", "eve@a.example")));
        Consignment claimed = claim().getFirst();
        assertThat(claimed.destination()).isEqualTo("a.example");
        assertThat(claimed.parcel().recipients()).hasSize(2);
        assertThat(claimed.entries()).allSatisfy(e -> assertThat(e.attempts()).isEqualTo(1));
        assertThat(new String(claimed.parcel().trace(), StandardCharsets.US_ASCII))
                .isEqualTo("X-Out: 1\r\n");
        assertThat(new String(claimed.parcel().content().bytes(), StandardCharsets.US_ASCII))
                .startsWith("From: <ann@example.org>");
        assertThat(claim()).isEmpty();
    }

    @Test
    void aLargeContentIsReadWhileItGoesOut() throws Exception {
        byte[] large = TestAccounts.mail("a@b.example", "c@d.example", "big", "x".repeat(3 << 20));
        NewMessage small = t.leaving("ann@example.org", to("bob@a.example"));
        NewMessage in = TestAccounts.incoming(large);
        t.intake.store(
                new NewMessage(in.content(), in.scanned(), List.of(), null, small.outgoing()));
        Consignment claimed = claim().getFirst();
        assertThat(claimed.parcel().content().size()).isEqualTo(large.length);
        assertThat(claimed.parcel().content().bytes()).isEqualTo(large);
    }

    @Test
    void relayedRecipientsLeaveAndTheLastTakesTheMailAlong() {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example", "eve@b.example")));
        List<Consignment> claimed = claim();
        settle(claimed.get(0), new Fate.Relayed("mx", "250 ok", false));
        assertThat(t.count("outbound_mail")).isEqualTo(1);
        settle(claimed.get(1), new Fate.Relayed("mx", "250 ok", false));
        assertThat(t.count("outbound_mail")).isZero();
        assertThat(t.number("select message_count from content")).isEqualTo(1); // in Sent
    }

    @Test
    void theSenderHearsOfEachPartyInItsOwnAccount() {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example", "eve@b.example")));
        List<Consignment> claimed = claim();
        settle(claimed.get(0), new Fate.Relayed("mx.a", "250 ok", false));
        settle(claimed.get(1), new Fate.Bounced(new Failure("mx.b", "5.1.1", "550 who?")));
        assertThat(new PostgresEventLog(t.database, t.feed).read(ann.id(), 2, 10))
                .extracting(Event::kind)
                .map(kind -> (Event.MessageState) kind)
                .extracting(
                        Event.MessageState::party,
                        Event.MessageState::state,
                        Event.MessageState::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "bob@a.example", Event.State.QUEUED, ""),
                        org.assertj.core.groups.Tuple.tuple(
                                "eve@b.example", Event.State.QUEUED, ""),
                        org.assertj.core.groups.Tuple.tuple(
                                "bob@a.example", Event.State.RELAYED, "mx.a: 250 ok"),
                        org.assertj.core.groups.Tuple.tuple(
                                "eve@b.example", Event.State.BOUNCED, "mx.b: 550 who?"));
    }

    @Test
    void aDeferredOneComesBackWhenItIsDue() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        settle(claim().getFirst(), new Fate.Deferred(BUSY, Duration.ZERO));
        Consignment again = claim().getFirst();
        assertThat(again.entries().getFirst().attempts()).isEqualTo(2);
        assertThat(again.entries().getFirst().lastFailure()).isEqualTo(BUSY);
        settle(again, new Fate.Deferred(BUSY, Duration.ofHours(1)));
        assertThat(claim()).isEmpty();
    }

    @Test
    void oneThatIsGivenBackWasNotTried() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        settle(claim().getFirst(), new Fate.GivenBack());
        assertThat(claim().getFirst().entries().getFirst().attempts()).isEqualTo(1);
    }

    @Test
    void aResultOfALostClaimChangesNothing() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        Consignment lost = claim().getFirst();
        assertThat(t.queue.recover()).isEqualTo(1);
        Consignment newer = claim().getFirst();
        settle(lost, new Fate.Bounced(BUSY));
        assertThat(t.count("outbound_recipient")).isEqualTo(1);
        settle(newer, new Fate.Relayed("mx", "250 ok", false));
        assertThat(t.count("outbound_recipient")).isZero();
    }

    @Test
    void aDestinationThatIsPutOffIsNotLookedAtAndThenProbed() {
        for (int i = 0; i < 5; i++) {
            t.intake.store(t.leaving("ann@example.org", to("bob" + i + "@dead.example")));
        }
        t.intake.store(t.leaving("ann@example.org", to("eve@alive.example")));
        t.queue.putOff("dead.example", _ -> Duration.ofHours(1));
        t.queue.putOff("dead.example", failures -> Duration.ofDays(failures)); // it is already
        assertThat(
                        t.number(
                                "select failures from outbound_destination where name = 'dead.example'"))
                .isEqualTo(1);
        assertThat(claim()).extracting(Consignment::destination).containsExactly("alive.example");
        t.intake.store(t.leaving("ann@example.org", to("bob@dead.example")));
        assertThat(claim()).isEmpty();
        t.execute("update outbound_destination set put_off_until = now(), due_at = now()");
        List<Consignment> probe = claim();
        assertThat(probe).hasSize(1);
        assertThat(probe.getFirst().claim()).isEqualTo(Consignment.Claim.PROBE);
        t.queue.answered("dead.example");
        assertThat(claim()).hasSize(5);
    }

    @Test
    void anIdleDestinationLeavesAndComesBackWithItsNextMail() {
        for (int round = 0; round < 3; round++) {
            t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
            settle(claim().getFirst(), new Fate.Relayed("mx", "250 ok", false));
            assertThat(claim()).isEmpty();
            assertThat(t.count("outbound_destination")).isZero();
        }
    }

    @Test
    void aMailForLaterWaits() {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, Instant.now().plusSeconds(3600), to("bob@a.example")));
        assertThat(claim()).isEmpty();
        t.intake.store(t.sent(ann, to("eve@a.example")));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aSaturatedDestinationIsLeftOutAndEachGetsItsShare() {
        for (int i = 0; i < 20; i++) {
            t.intake.store(t.leaving("a@example.org", to("x" + i + "@a.example", "y@b.example")));
        }
        List<Consignment> claimed = t.queue.claim(Set.of("a.example"), 10, 7);
        assertThat(claimed).hasSize(7);
        assertThat(claimed).extracting(Consignment::destination).containsOnly("b.example");
        assertThat(t.queue.claim(Set.of(), 10, 7)).hasSize(14);
    }

    @Test
    void twoNodesNeverTakeTheSame() throws Exception {
        PostgresQueue other = new PostgresQueue(t.database, t.intake, t.feed, "other");
        IntStream.range(0, 60)
                .parallel()
                .forEach(i -> t.intake.store(t.leaving("a@b.example", to("x" + i + "@a.example"))));
        List<Long> taken = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (PostgresQueue node : List.of(t.queue, other)) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 40; i++) {
                                    var some = node.claim(Set.of(), 10, 3);
                                    synchronized (taken) {
                                        some.forEach(c -> taken.add(c.mailId()));
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void aTransactionThatOnlyQueuedHasARowToShow() {
        t.intake.store(t.leaving("ann@example.org", to("bob@a.example")));
        settle(claim().getFirst(), new Fate.Relayed("mx", "250 ok", false));
        assertThat(t.count("outbound_commit")).isEqualTo(1);
        WaitingMessage waiting =
                new WaitingMessage(
                        t.leaving("ann@example.org", to("bob@a.example")), System.nanoTime());
        waiting.take();
        IntakeBatch batch =
                new IntakeBatch(
                        new IdBlocks(),
                        new PostgresQuotas(t.database),
                        t.entrance,
                        List.of(waiting));
        t.database.inTransaction(connection -> {
            batch.write(connection);
            return true;
        });
        assertThat(new Doubts(t.database).committed(batch)).isTrue();
        t.execute("delete from outbound_commit");
        assertThat(new Doubts(t.database).committed(batch)).isFalse();
    }

    private List<Consignment> claim() {
        return t.queue.claim(Set.of(), 100, 100);
    }

    private void settle(Consignment consignment, Fate fate) {
        t.queue.settle(
                List.of(
                        new Settlement(
                                consignment,
                                java.util.Collections.nCopies(
                                        consignment.entries().size(), fate))));
    }
}
