package org.hailpost.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailboxIndexTest {
    private static final long ALICE = 7;

    private final MemoryMailboxes store = new MemoryMailboxes();
    private final MailboxIndexes indexes = new MailboxIndexes(store, store, 10);
    private long inbox;

    @BeforeEach
    void open() {
        store.addAccount(ALICE);
        inbox = store.find(ALICE, "INBOX").orElseThrow().id();
    }

    private void deliver(int count) {
        deliver(inbox, count);
    }

    private void deliver(long mailbox, int count) {
        for (int i = 0; i < count; i++) {
            Content content = Content.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                store.store(
                        new NewMessage(
                                content,
                                MessageScanner.scan(content),
                                List.of(
                                        new NewMessage.Copy(
                                                ALICE,
                                                new NewMessage.Target.ById(mailbox),
                                                new byte[0],
                                                0,
                                                List.of(),
                                                OffsetDateTime.now(ZoneOffset.UTC),
                                                true,
                                                List.of(),
                                                NewMessage.Trust.NONE,
                                                -1)),
                                null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void flag(long uid, long flag) {
        store.changeFlags(
                ALICE, inbox, List.of(uid), FlagChange.of(FlagChange.Operation.ADD, flag));
    }

    private void expunge(long... uids) {
        for (long uid : uids) {
            flag(uid, Flags.DELETED);
        }
        store.expunge(ALICE, inbox, Arrays.stream(uids).boxed().toList());
    }

    private static List<Long> uids(MailboxView view) {
        List<Long> uids = new ArrayList<>();
        for (int msn = 1; msn <= view.count(); msn++) {
            uids.add(view.uid(msn));
        }
        return uids;
    }

    /** Waits for the account's re-reading thread. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void changesInARowAreAppliedWithoutReading() {
        deliver(3);
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        MailboxView view = index.view();
        int reads = store.reads();
        flag(1, Flags.SEEN);
        assertThat(view.sync(true).changed().size()).isEqualTo(1);
        deliver(2);
        flag(2, Flags.FLAGGED);
        expunge(3);
        ViewUpdate update = view.sync(true);
        assertThat(update.expunged()).containsExactly(3);
        assertThat(update.exists()).isEqualTo(4);
        assertThat(update.changed().size()).isEqualTo(1);
        assertThat(update.changed().flags(0)).isEqualTo(Flags.FLAGGED);
        assertThat(uids(view)).containsExactly(1L, 2L, 4L, 5L);
        assertThat(store.reads()).isEqualTo(reads);
    }

    @Test
    void changesInSeveralMailboxesReachEachOfThem() {
        long work = store.create(ALICE, "Work", null).id();
        MailboxIndex first = indexes.acquire(ALICE, inbox);
        deliver(1);
        MailboxIndex second = indexes.acquire(ALICE, work);
        deliver(work, 2);
        deliver(inbox, 1);
        await(() -> first.reaches(2) && second.reaches(2));
    }

    @Test
    void aGapIsReadFromTheStore() {
        deliver(2);
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        MailboxView view = index.view();
        store.loseChanges(true);
        deliver(1);
        expunge(1);
        store.loseChanges(false);
        deliver(1);
        await(() -> index.reaches(4));
        ViewUpdate update = view.sync(true);
        assertThat(update.expunged()).containsExactly(1);
        assertThat(uids(view)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void aLostChangeCostsOnePoll() {
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        AtomicInteger pokes = new AtomicInteger();
        index.watch(pokes::incrementAndGet);
        store.loseChanges(true);
        deliver(1);
        assertThat(pokes).hasValue(0);
        store.tellHead(ALICE);
        await(() -> pokes.get() > 0);
        assertThat(index.reaches(1)).isTrue();
    }

    @Test
    void aStoreThatFailsDuringAReReadIsAskedAgainThoughNobodySaysSo() {
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        store.loseChanges(true);
        deliver(1);
        store.down(true);
        store.tellHead(ALICE);
        await(() -> store.refused() > 0);
        store.down(false);
        await(() -> index.reaches(1));
    }

    @Test
    void manyFlagChangesOverflowTheRingAndAreStillFound() {
        deliver(1000);
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        MailboxView view = index.view();
        flag(1, Flags.SEEN);
        await(() -> view.sync(true).changed().size() == 1);
        for (long uid = 1; uid <= 1000; uid++) {
            flag(uid, Flags.FLAGGED);
        }
        RowPage changed = view.sync(true).changed();
        assertThat(changed.size()).isEqualTo(1000);
        assertThat(changed.uid(999)).isEqualTo(1000);
        assertThat(view.sync(true).changed().size()).isZero();
    }

    @Test
    void idleViewsShareTheUidsOfTheIndex() {
        deliver(100);
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        MailboxView one = index.view();
        MailboxView two = index.view();
        assertThat(one.uids).isSameAs(two.uids);
        expunge(50);
        await(() -> one.sync(true).expunged().length == 1);
        assertThat(two.count()).isEqualTo(100);
        assertThat(two.uid(50)).isEqualTo(50);
        two.sync(true);
        assertThat(one.uids).isSameAs(two.uids);
    }

    @Test
    void aWarmIndexKnowsEveryCommitBeforeItIsAcquired() {
        indexes.release(indexes.acquire(ALICE, inbox));
        store.loseChanges(true);
        deliver(2);
        assertThat(indexes.acquire(ALICE, inbox).view().count()).isEqualTo(2);
    }

    @Test
    void idleMailboxesAreKeptWithinBounds() {
        long sent = store.find(ALICE, "Sent").orElseThrow().id();
        deliver(8);
        deliver(sent, 8);
        indexes.release(indexes.acquire(ALICE, inbox));
        assertThat(indexes.size()).isEqualTo(1);
        indexes.release(indexes.acquire(ALICE, sent)); // together more than ten rows
        assertThat(indexes.size()).isEqualTo(1);
    }

    @Test
    void aMailboxThatIsNotThereLeavesNothing() {
        assertThatThrownBy(() -> indexes.acquire(ALICE, 999))
                .isInstanceOf(MailboxGoneException.class);
        assertThat(indexes.size()).isZero();
    }

    @Test
    void randomChangesAreToldSoThatTheClientKnowsTheTruth() {
        Random random = new Random(42);
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        MailboxView view = index.view();
        List<Long> client = new ArrayList<>(uids(view));
        long delivered = 0;
        for (int step = 0; step < 3000; step++) {
            store.loseChanges(random.nextInt(20) == 0);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    deliver(1);
                    delivered++;
                }
                case 2 -> flag(1 + random.nextLong(delivered + 1), Flags.SEEN);
                default -> expunge(1 + random.nextLong(delivered + 1));
            }
            if (random.nextInt(3) == 0) {
                ViewUpdate update = view.sync(random.nextBoolean());
                for (int msn : update.expunged()) {
                    client.remove(msn - 1);
                }
                if (update.exists() >= 0) {
                    assertThat(update.exists()).isGreaterThan(client.size());
                    for (int msn = client.size() + 1; msn <= update.exists(); msn++) {
                        client.add(view.uid(msn));
                    }
                }
                assertThat(uids(view)).isEqualTo(client);
            }
        }
        store.loseChanges(false);
        index.refresh();
        view.sync(true);
        assertThat(uids(view))
                .isEqualTo(Arrays.stream(store.snapshot(ALICE, inbox).uids()).boxed().toList());
    }

    @Test
    void whatIsNewerIsTakenAtTheMomentTheMessagesAreNumbered() {
        deliver(3); // MODSEQ 2 to 4
        MailboxIndex index = indexes.acquire(ALICE, inbox);
        RowPage newer = new RowPage(0);
        MailboxView view = index.view(3, newer);
        expunge(3);
        assertThat(view.count()).isEqualTo(3);
        assertThat(newer.size()).isEqualTo(1);
        assertThat(newer.uid(0)).isEqualTo(3);
        assertThat(newer.modseq(0)).isEqualTo(4);
        assertThat(view.newerThan(all(view), 1).count()).isEqualTo(2);
    }

    private static MsnRanges all(MailboxView view) {
        MsnRanges all = new MsnRanges();
        all.add(1, view.count());
        return all;
    }
}
