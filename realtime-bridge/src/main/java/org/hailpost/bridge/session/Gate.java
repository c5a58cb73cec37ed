package org.hailpost.bridge.session;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.hailpost.bridge.frame.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Lets an authenticated terminal in: finds its place in the log, takes its row of the mapping
 * table, fences who had it.
 */
final class Gate {
    private final Sessions node;

    Gate(Sessions node) {
        this.node = node;
    }

    /** A new admission, the first frames to send, and how far the log reached. */
    record Entry(Admission admission, List<byte[]> frames, long head) {}

    /** Subscribes before it looks at the head, so that no change falls between the two. */
    Entry admit(
            Principal principal, ClientFrame.Hello hello, Session session, LongConsumer reached) {
        ChangeLog changeLog = node.ports().changeLog();
        ChangeLog.Subscription subscription = changeLog.subscribe(principal.accountId(), reached);
        try {
            return admit(principal, hello, session, subscription);
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
    }

    private Entry admit(
            Principal principal,
            ClientFrame.Hello hello,
            Session session,
            ChangeLog.Subscription subscription) {
        ChangeLog changeLog = node.ports().changeLog();
        Terminal terminal = hello.terminal();
        Head head = changeLog.head(principal.accountId());
        Resume resume = hello.resume();
        long from =
                resume == null
                        ? changeLog.startFor(principal.accountId(), terminal.id())
                        : resume.seq();
        boolean resync =
                head.seq() - from > node.limits().replayLimit()
                        || from > head.seq()
                        || (resume != null && !resume.epoch().equals(head.epoch()));
        long start = resync ? head.seq() : from;
        Owner owner = new Owner(principal.accountId(), terminal.id(), session.id(), node.name());
        Instant now = node.now();
        node.ports()
                .table()
                .register(row(principal, terminal, owner, session.remote(), now, start))
                .ifPresent(node::fence);
        EventStream stream =
                new EventStream(
                        changeLog,
                        principal,
                        head.epoch(),
                        start,
                        window(hello.window()),
                        node::nanos);
        Welcome welcome = welcome(principal, session, head, resume != null && !resync, now);
        byte[] first = node.codec().encode(welcome);
        List<byte[]> frames =
                resync
                        ? List.of(
                                first,
                                node.codec()
                                        .encode(new ServerFrame.Resync(head.epoch(), head.seq())))
                        : List.of(first);
        return new Entry(
                new Admission(node, owner, principal, stream, subscription), frames, head.seq());
    }

    private Mapping row(
            Principal principal,
            Terminal terminal,
            Owner owner,
            InetSocketAddress remote,
            Instant now,
            long acked) {
        return new Mapping(
                principal.accountId(),
                principal.address(),
                terminal.id(),
                owner.session(),
                owner.node(),
                terminal.kind(),
                terminal.name(),
                terminal.localAddresses(),
                remote.getAddress().getHostAddress() + ":" + remote.getPort(),
                terminal.capabilities(),
                now,
                now.plus(node.limits().lease()),
                acked);
    }

    private Welcome welcome(
            Principal principal, Session session, Head head, boolean resumed, Instant now) {
        SessionLimits limits = node.limits();
        return new Welcome(
                session.id(),
                node.name(),
                principal.address(),
                principal.scope(),
                head.epoch(),
                head.seq(),
                resumed,
                (int) limits.pingInterval().toSeconds(),
                (int) limits.lease().toSeconds(),
                new Welcome.Limits(
                        FrameLimits.CLIENT_FRAME,
                        node.ports().blobs().largest(),
                        limits.sendsPerMinute()),
                now);
    }

    private static int window(@Nullable Integer asked) {
        return asked == null ? FrameLimits.DEFAULT_WINDOW : asked;
    }
}
