package org.hailpost.bridge.session;

import java.util.List;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.ErrorCode;

/**
 * What a session has once its hello was accepted: who it is, its place in the log, its subscription
 * and its rates. Owned by the session's thread; others read only the final fields and the stream's
 * waiting time.
 */
final class Admission {
    private final Sessions node;
    private final Owner owner;
    private final Principal principal;
    private final EventStream stream;
    private final ChangeLog.Subscription subscription;
    private final Whispers whispers;
    private final TokenBucket requestRate;
    private final TokenBucket sendRate;
    private long reported;

    Admission(
            Sessions node,
            Owner owner,
            Principal principal,
            EventStream stream,
            ChangeLog.Subscription subscription) {
        this.node = node;
        this.owner = owner;
        this.principal = principal;
        this.stream = stream;
        this.subscription = subscription;
        this.whispers =
                new Whispers(node.ports().conversations(), node, principal, owner.session());
        int perSecond = node.limits().requestsPerSecond();
        int perMinute = node.limits().sendsPerMinute();
        this.requestRate = new TokenBucket(perSecond, 2.0 * perSecond, node.nanos());
        this.sendRate = new TokenBucket(perMinute / 60.0, perMinute, node.nanos());
        this.reported = stream.acked();
    }

    Owner owner() {
        return owner;
    }

    Principal principal() {
        return principal;
    }

    EventStream stream() {
        return stream;
    }

    ChangeLog.Subscription subscription() {
        return subscription;
    }

    /**
     * Does what the frame asks. False if it has no place here: a second hello, an ack of what was
     * never sent.
     */
    boolean handle(ClientFrame frame, Outlet outlet) {
        return switch (frame) {
            case ClientFrame.Hello _ -> false;
            case ClientFrame.Ack ack -> stream.acknowledge(ack.seq());
            case Ephemeral ephemeral -> {
                if (requestRate.take(node.nanos())) {
                    whispers.say(ephemeral);
                }
                yield true;
            }
            case ClientFrame.Send _ -> answer(frame, sendRate, outlet);
            case ClientFrame.Threads _,
                    ClientFrame.History _,
                    ClientFrame.Search _,
                    ClientFrame.Read _,
                    ClientFrame.Unknown _ ->
                    answer(frame, requestRate, outlet);
        };
    }

    private boolean answer(ClientFrame frame, TokenBucket rate, Outlet outlet) {
        Requests requests = node.requests();
        byte[] answer =
                rate.take(node.nanos())
                        ? requests.answer(principal, owner.terminal(), frame)
                        : requests.failure(
                                Requests.number(frame),
                                ErrorCode.RATE_LIMITED,
                                true,
                                rate.untilNext(),
                                "too many requests");
        if (answer.length > 0) {
            outlet.send(List.of(answer));
        }
        return true;
    }

    /** Passes on how far the terminal has acknowledged, if that is news. */
    void report() {
        long acked = stream.acked();
        if (acked > reported) {
            node.ports()
                    .changeLog()
                    .acknowledged(owner.accountId(), owner.terminal(), owner.session(), acked);
            reported = acked;
            node.upkeep()
                    .acknowledged(
                            new Acknowledgement(
                                    owner.accountId(), owner.terminal(), owner.session(), acked));
        }
    }
}
