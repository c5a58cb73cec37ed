package org.hailpost.outbound;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Handover.Refused;
import org.hailpost.outbound.Handover.Relayed;

/**
 * A carrier without sockets: answers each recipient as its test says, and notes what it was given.
 */
public final class FakeCarrier implements Carrier {
    private final ConcurrentLinkedQueue<Trip> trips = new ConcurrentLinkedQueue<>();
    private volatile BiFunction<Destination, Recipient, Handover> answer = (_, _) -> relayed();

    /** One call. */
    public record Trip(Destination destination, Parcel parcel) {}

    @Override
    public List<Handover> carry(Destination destination, Parcel parcel) {
        trips.add(new Trip(destination, parcel));
        return parcel.recipients().stream()
                .map(recipient -> answer.apply(destination, recipient))
                .toList();
    }

    public void answer(BiFunction<Destination, Recipient, Handover> answers) {
        this.answer = answers;
    }

    public List<Trip> trips() {
        return List.copyOf(trips);
    }

    public static Handover relayed() {
        return new Relayed("mx.example", "250 2.0.0 taken", false);
    }

    public static Handover refused() {
        return new Refused(new Failure("mx.example", "5.1.1", "550 5.1.1 no such user"));
    }

    public static Handover deferred() {
        return new Deferred(new Failure("mx.example", "4.2.0", "450 4.2.0 later"), false);
    }

    public static Handover unreachable() {
        return new Deferred(new Failure("", "4.4.1", "connection refused"), true);
    }
}
