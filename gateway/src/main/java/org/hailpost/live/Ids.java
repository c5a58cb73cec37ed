package org.hailpost.live;

import java.util.Optional;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.session.RequestRefusedException;

/** Ids on the wire: {@code T9} for a thread, {@code M77} for a message. */
final class Ids {
    private Ids() {}

    static String thread(long id) {
        return "T" + id;
    }

    static String message(long id) {
        return "M" + id;
    }

    /** The number in what should be a message's id; empty if it is none. */
    static Optional<Long> messageNumber(String id) {
        boolean shaped =
                id.length() > 1
                        && id.length() <= 19
                        && id.charAt(0) == 'M'
                        && id.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
        return shaped ? Optional.of(Long.parseLong(id, 1, id.length(), 10)) : Optional.empty();
    }

    /** The number in an id whose form the frame has checked; too large a one is of nothing. */
    static long number(String id) {
        try {
            return Long.parseLong(id, 1, id.length(), 10);
        } catch (NumberFormatException e) {
            throw new RequestRefusedException(ErrorCode.NOT_FOUND, "there is no " + id);
        }
    }
}
