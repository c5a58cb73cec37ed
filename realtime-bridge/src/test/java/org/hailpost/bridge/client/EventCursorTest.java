package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.hailpost.bridge.client.EventCursor.Verdict;
import org.hailpost.bridge.frame.Resume;
import org.junit.jupiter.api.Test;

class EventCursorTest {
    private static final Resume TEN = new Resume("e1", 10);

    @Test
    void handledNotReceivedIsTheResumePoint() {
        EventCursor cursor = new EventCursor(TEN, 8);
        cursor.welcomed(TEN, "e1", true, true);
        assertThat(cursor.offer(11)).isEqualTo(Verdict.NEXT);
        assertThat(cursor.offer(12)).isEqualTo(Verdict.NEXT);
        cursor.handled("e1", 11);
        assertThat(cursor.resume()).isEqualTo(new Resume("e1", 11));
    }

    @Test
    void moreThanTheWindowUnhandledIsAnExcess() {
        EventCursor cursor = new EventCursor(TEN, 2);
        cursor.welcomed(TEN, "e1", true, true);
        assertThat(cursor.offer(11)).isEqualTo(Verdict.NEXT);
        assertThat(cursor.offer(12)).isEqualTo(Verdict.NEXT);
        assertThat(cursor.offer(12)).isEqualTo(Verdict.DUPLICATE);
        assertThat(cursor.offer(13)).isEqualTo(Verdict.EXCESS);
        cursor.handled("e1", 11);
        assertThat(cursor.offer(13)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aResumedSessionMustGoOnExactlyThere() {
        EventCursor cursor = new EventCursor(TEN, 8);
        cursor.welcomed(TEN, "e1", true, true);
        assertThat(cursor.offer(12)).isEqualTo(Verdict.GAP);
        assertThat(cursor.offer(11)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void whatAnOldEpochHandledCountsForNothing() {
        EventCursor cursor = new EventCursor(TEN, 8);
        cursor.welcomed(TEN, "e2", false, true);
        cursor.handled("e1", 11);
        assertThat(cursor.resume()).isNull();
        assertThat(cursor.offer(3)).isEqualTo(Verdict.NEXT);
        assertThat(cursor.offer(5)).isEqualTo(Verdict.GAP);
    }

    @Test
    void rewindingLetsUnhandledEventsComeAgain() {
        EventCursor cursor = new EventCursor(TEN, 8);
        cursor.welcomed(TEN, "e1", true, true);
        cursor.offer(11);
        cursor.offer(12);
        cursor.handled("e1", 11);
        cursor.rewind();
        assertThat(cursor.offer(12)).isEqualTo(Verdict.NEXT);
    }
}
