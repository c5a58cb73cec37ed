package org.hailpost.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MsnRangesTest {
    private static MsnRanges ranges(int... bounds) {
        MsnRanges ranges = new MsnRanges();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(bounds[i], bounds[i + 1]);
        }
        return ranges;
    }

    private static List<Integer> numbers(MsnRanges ranges) {
        List<Integer> numbers = new ArrayList<>();
        for (MsnRanges.Cursor cursor = ranges.cursor(); cursor.hasNext(); ) {
            numbers.add(cursor.next());
        }
        return numbers;
    }

    @Test
    void portionsHaveAllNumbersInOrderAndNoneTooMany() {
        assertThat(ranges(1, 3, 5, 5, 8, 12).portions(4))
                .extracting(MsnRangesTest::numbers)
                .containsExactly(List.of(1, 2, 3, 5), List.of(8, 9, 10, 11), List.of(12));
        assertThat(ranges(1, 8).portions(4))
                .extracting(MsnRangesTest::numbers)
                .containsExactly(List.of(1, 2, 3, 4), List.of(5, 6, 7, 8));
    }

    @Test
    void whatIsSmallOrEmptyIsOnePortion() {
        assertThat(ranges(2, 5).portions(4)).hasSize(1);
        assertThat(new MsnRanges().portions(4)).singleElement().matches(MsnRanges::isEmpty);
    }
}
