package org.hailpost.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.message.Address;
import org.hailpost.message.Party;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private long now = Long.MAX_VALUE - 1_000; // as nanoTime may be
    private final RecentEvents recent = new RecentEvents(() -> now);

    @Test
    void theNextOnesComeInOrderAndOfThisAccountAlone() {
        for (long seq : List.of(5L, 6L, 6L, 8L)) {
            recent.add(1, event(seq, "x"));
        }
        recent.add(2, event(7, "y"));
        assertThat(seqs(1, 4, 10)).containsExactly(5L, 6L);
        assertThat(seqs(1, 4, 1)).containsExactly(5L);
        assertThat(seqs(1, 7, 10)).containsExactly(8L);
        assertThat(seqs(1, 6, 10)).isEmpty();
        assertThat(seqs(2, 6, 10)).containsExactly(7L);
    }

    @Test
    void whatIsNoLongerNewIsForTheLogToSay() {
        recent.add(1, event(5, "x"));
        now += RecentEvents.AGE.toNanos() - 1;
        assertThat(seqs(1, 4, 1)).containsExactly(5L);
        recent.add(1, event(6, "x"));
        now += 1;
        assertThat(seqs(1, 4, 2)).isEmpty();
        assertThat(seqs(1, 5, 2)).containsExactly(6L);
    }

    @Test
    void theEldestMakeWayForManyAndForLongOnes() {
        for (int seq = 1; seq <= RecentEvents.MOST + 10; seq++) {
            recent.add(1, event(seq, ""));
        }
        assertThat(seqs(1, 9, 1)).isEmpty();
        assertThat(seqs(1, 10, 5_000)).hasSize(RecentEvents.MOST);
        recent.add(2, event(1, "x".repeat((int) RecentEvents.CHARACTERS / 2)));
        recent.add(2, event(2, "x".repeat((int) RecentEvents.CHARACTERS / 2)));
        assertThat(seqs(1, RecentEvents.MOST + 9, 1)).isEmpty();
        assertThat(seqs(2, 0, 2)).isEmpty();
        assertThat(seqs(2, 1, 2)).containsExactly(2L);
        recent.add(3, event(1, "x".repeat((int) RecentEvents.CHARACTERS)));
        assertThat(seqs(3, 0, 1)).isEmpty();
        recent.add(3, event(2, "x"));
        assertThat(seqs(3, 1, 1)).containsExactly(2L);
    }

    private List<Long> seqs(long account, long after, int limit) {
        return recent.after(account, after, limit).stream().map(Event::seq).toList();
    }

    private static Event event(long seq, String text) {
        Party party = Party.of(Address.parse("amy@x.example"));
        return new Event(
                seq,
                1,
                new Event.MessageNew(
                        new ThreadMessage(
                                seq,
                                1,
                                Instant.EPOCH,
                                true,
                                party,
                                List.of(),
                                Trust.NONE,
                                "",
                                "",
                                text,
                                "",
                                List.of(),
                                null,
                                false,
                                false,
                                Event.State.RELAYED),
                        0));
    }
}
