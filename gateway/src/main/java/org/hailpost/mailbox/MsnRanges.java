package org.hailpost.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sequence numbers of one session's view as ascending, disjoint, closed ranges. */
public final class MsnRanges {
    private int[] bounds = new int[8];
    private int used;

    /**
     * Adds a range; ranges must come in ascending order of their start. An empty one is ignored.
     */
    public void add(int from, int to) {
        if (from > to) {
            return;
        }
        if (used > 0 && from <= bounds[used - 1] + 1) {
            bounds[used - 1] = Math.max(bounds[used - 1], to);
            return;
        }
        if (used == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * used);
        }
        bounds[used++] = from;
        bounds[used++] = to;
    }

    public boolean isEmpty() {
        return used == 0;
    }

    /** How many numbers are in the ranges. */
    public int count() {
        int count = 0;
        for (int i = 0; i < used; i += 2) {
            count += bounds[i + 1] - bounds[i] + 1;
        }
        return count;
    }

    /** The same numbers in several ranges, none with more than so many; one at least. */
    public List<MsnRanges> portions(int most) {
        if (count() <= most) {
            return List.of(this);
        }
        List<MsnRanges> portions = new ArrayList<>();
        MsnRanges portion = new MsnRanges();
        int left = most;
        for (int i = 0; i < used; i += 2) {
            for (int from = bounds[i]; from <= bounds[i + 1]; ) {
                int to = Math.min(bounds[i + 1], from + left - 1);
                portion.add(from, to);
                left -= to - from + 1;
                from = to + 1;
                if (left == 0) {
                    portions.add(portion);
                    portion = new MsnRanges();
                    left = most;
                }
            }
        }
        if (!portion.isEmpty()) {
            portions.add(portion);
        }
        return portions;
    }

    public boolean contains(int msn) {
        int low = 0;
        int high = used / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (msn < bounds[2 * middle]) {
                high = middle - 1;
            } else if (msn > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Walks the numbers, so that a page can stop and the next go on. */
    public Cursor cursor() {
        return new Cursor();
    }

    /** A place in the ranges. */
    public final class Cursor {
        private int range;
        private int next = used == 0 ? 0 : bounds[0];

        public boolean hasNext() {
            return range < used;
        }

        /** The next number; call only if there is one. */
        public int next() {
            int msn = next;
            if (msn == bounds[range + 1]) {
                range += 2;
                next = range < used ? bounds[range] : 0;
            } else {
                next = msn + 1;
            }
            return msn;
        }
    }
}
