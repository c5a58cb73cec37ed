package org.hailpost.outbound;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.message.Address;

/**
 * How much an account may send to the world outside in a day, so that a stolen password does not
 * make a spammer of this host. Blocks; throws what the store throws when it is not to be reached.
 */
public interface Allowance {
    /**
     * Counts a mail that is about to leave, unless it is one too many. What is counted stays
     * counted, also if the mail is not stored in the end.
     *
     * @param parties whom it is for; new are those to whom the account has never written, and who
     *     have not written to it
     * @param request the clientId of a terminal's send: what was sent already is not refused
     */
    Answer take(long accountId, List<Address> parties, Optional<UUID> request);

    /** The answers. */
    enum Answer {
        GRANTED,
        /** As many mails as there may be in a day have left. */
        MAILS_SPENT,
        /** As many parties as there may be in a day were new. */
        PARTIES_SPENT
    }

    /**
     * How much it is; a day is one of UTC.
     *
     * @param mails 0 for any number
     * @param newParties 0 for any number
     */
    record Daily(int mails, int newParties) {
        public static final Daily UNLIMITED = new Daily(0, 0);

        public Daily {
            if (mails < 0 || newParties < 0) {
                throw new IllegalArgumentException("a daily limit is 0 (none) or more");
            }
        }
    }
}
