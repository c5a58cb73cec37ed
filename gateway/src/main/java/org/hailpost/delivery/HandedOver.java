package org.hailpost.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.Recipient;

/**
 * What became of a mail at the servers that keep mailboxes of its recipients.
 *
 * @param taken how many recipients have it
 * @param waiting those that have not, for the outbound queue
 * @param failure why not, of one of them; a temporary one if there is one
 */
record HandedOver(int taken, List<Outgoing> waiting, Optional<Failure> failure) {
    /** Nobody was asked. */
    static HandedOver notYet(List<Outgoing> mails) {
        return new HandedOver(0, mails, Optional.empty());
    }

    /** The same after one more server has answered. */
    HandedOver and(Outgoing mail, List<Handover> results) {
        List<Recipient> left = new ArrayList<>();
        Optional<Failure> worst = failure;
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case Handover.Relayed _ -> {}
                case Handover.Refused(Failure why) -> {
                    left.add(mail.recipients().get(i));
                    worst = worst.or(() -> Optional.of(why));
                }
                case Handover.Deferred(Failure why, boolean _) -> {
                    left.add(mail.recipients().get(i));
                    worst = Optional.of(why);
                }
            }
        }
        List<Outgoing> all = new ArrayList<>(waiting);
        if (!left.isEmpty()) {
            all.add(mail.to(left));
        }
        return new HandedOver(taken + results.size() - left.size(), all, worst);
    }
}
