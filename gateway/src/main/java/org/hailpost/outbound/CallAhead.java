package org.hailpost.outbound;

import java.time.Duration;
import org.hailpost.message.Address;

/** Asks other hosts whom they would take a mail for. Thread-safe; blocks, within its limits. */
public interface CallAhead {
    /**
     * Goes as far as RCPT, with the null sender, and sends no mail. Never throws.
     *
     * @return {@link Handover.Relayed} if it would be taken
     */
    Handover ask(Destination destination, Address recipient, Duration within);
}
