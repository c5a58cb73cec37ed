package org.hailpost.bridge.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hailpost.bridge.address.TableUnavailableException;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.MalformedFrameException;
import org.hailpost.bridge.frame.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal's session from connect to close.
 *
 * <p>Others — the socket's event loop, the change feed, the node's clock — only leave something to
 * find (a frame in the inbox, a higher head, a wish to close) and wake the session. {@link #work}
 * finds it and runs on at most one virtual thread at a time; only there frames are handled, ports
 * called and events written, which makes order a matter of course. Between two runs a session is a
 * few hundred bytes and no thread.
 */
public final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** A window of single acknowledgements, twice. */
    private static final int INBOX_FRAMES = 2048;

    private static final int INBOX_BYTES = 256 * 1024;

    private final UUID id = UUID.randomUUID();
    private final Sessions node;
    private final Outlet outlet;
    private final Serial serial;
    private final Inbox inbox;
    private final long born;

    /** How far the account's log is said to reach. */
    private final AtomicLong head = new AtomicLong();

    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean hello;
    private volatile boolean byeWanted;
    private volatile long heard;
    private volatile long pinged;

    /** Set once by the hello; before that the terminal is nobody. */
    private volatile @Nullable Admission admission;

    /** A port failed; the clock wakes the session to try again. */
    private volatile boolean stalled;

    // Below: the session's thread only.
    private final TokenBucket frames;
    private boolean finished;

    Session(Sessions node, Outlet outlet) {
        this.node = node;
        this.outlet = outlet;
        this.serial = new Serial(node.executor(), this::work);
        SessionLimits limits = node.limits();
        this.inbox = new Inbox(INBOX_FRAMES, INBOX_BYTES);
        this.born = node.nanos();
        this.heard = born;
        this.pinged = born;
        this.frames =
                new TokenBucket(limits.framesPerSecond(), 5.0 * limits.framesPerSecond(), born);
    }

    public UUID id() {
        return id;
    }

    /** From the socket: a text frame came. Never blocks. */
    public void received(byte[] frame) {
        heard = node.nanos();
        if (inbox.offer(frame)) {
            serial.wake();
        } else {
            close(CloseCode.RATE);
        }
    }

    /** From the socket: some sign of life, such as a pong. */
    public void heard() {
        heard = node.nanos();
    }

    /** From the socket: bytes may be written again. */
    public void writable() {
        serial.wake();
    }

    /** From the socket: the connection is gone. */
    public void gone() {
        closing.set(true);
        serial.wake();
    }

    /** Closes from whatever thread; the first code counts. */
    public void close(CloseCode code) {
        close(code, code.reason());
    }

    public void close(CloseCode code, String reason) {
        if (closing.compareAndSet(false, true)) {
            log.debug("event=session-close session={} code={} why=\"{}\"", id, code.code(), reason);
            outlet.close(code, reason);
            serial.wake();
        }
    }

    /** The node drains: says goodbye after what is being done now. */
    void bye() {
        byeWanted = true;
        serial.wake();
    }

    /** An ephemeral for this terminal; dropped unless it can go out at once. */
    void whisper(@Nullable String thread, byte[] frame) {
        Admission admitted = admission;
        if (admitted != null
                && admitted.principal().scope().covers(thread)
                && !closing.get()
                && outlet.writable()) {
            outlet.send(List.of(frame));
        }
    }

    InetSocketAddress remote() {
        return outlet.remote();
    }

    /** Null before the hello. */
    @Nullable Admission admission() {
        return admission;
    }

    /** From the node's clock, several times a second: looks at the deadlines, never blocks. */
    void tick(long now) {
        SessionLimits limits = node.limits();
        Admission admitted = admission;
        long waiting = admitted == null ? 0 : admitted.stream().waitingSince();
        if (!hello && past(now, born, limits.helloTimeout())) {
            close(CloseCode.MALFORMED, "no hello in time");
        } else if (waiting != 0 && past(now, waiting, limits.ackTimeout())) {
            close(CloseCode.SLOW);
        } else if (past(now, heard, limits.lease())) {
            close(CloseCode.GOING_AWAY, "silent");
        } else if (past(now, pinged, limits.pingInterval())) {
            pinged = now;
            outlet.ping();
        }
        if (stalled) {
            serial.wake();
        }
    }

    private static boolean past(long now, long since, Duration limit) {
        return now - since > limit.toNanos();
    }

    private void work() {
        try {
            stalled = false;
            boolean more = true;
            while (more && !closing.get()) {
                more = handleInbox();
                more |= pump();
            }
        } catch (PortUnavailableException | TableUnavailableException e) {
            log.debug("event=port-unavailable session={}", id, e);
            stalled = true;
        } catch (RuntimeException e) {
            log.error("event=session-failed session={}", id, e);
            close(CloseCode.INTERNAL);
        }
        if (closing.get() && !finished) {
            finished = true;
            finish();
        }
    }

    /** Handles every frame that is there. False: there was none. */
    private boolean handleInbox() {
        boolean any = false;
        for (byte[] frame = inbox.poll(); frame != null; frame = inbox.poll()) {
            any = true;
            if (closing.get()) {
                break;
            }
            if (frames.take(node.nanos())) {
                handle(frame);
            } else {
                close(CloseCode.RATE);
            }
        }
        return any;
    }

    private void handle(byte[] bytes) {
        ClientFrame frame;
        try {
            frame = node.codec().decodeClient(bytes);
        } catch (MalformedFrameException e) {
            malformed(e);
            return;
        }
        Admission admitted = admission;
        if (admitted != null) {
            long acked = admitted.stream().acked();
            if (!admitted.handle(frame, outlet)) {
                close(CloseCode.MALFORMED, "frame out of place");
            } else if (admitted.stream().acked() > acked) {
                frames.giveBack(); // there are no more such frames than events
            }
        } else if (frame instanceof ClientFrame.Hello greeting) {
            hello = true;
            greet(greeting);
        } else {
            close(CloseCode.MALFORMED, "hello must come first");
        }
    }

    private void malformed(MalformedFrameException e) {
        if (admission != null && e.request() != null) {
            outlet.send(
                    List.of(
                            node.requests()
                                    .failure(
                                            e.request(),
                                            ErrorCode.INVALID,
                                            false,
                                            null,
                                            String.valueOf(e.getMessage()))));
        } else {
            close(CloseCode.MALFORMED);
        }
    }

    private void greet(ClientFrame.Hello greeting) {
        try {
            switch (node.ports()
                    .accounts()
                    .authenticate(greeting.credential(), outlet.remote().getAddress())) {
                case Accounts.Authenticated(Principal principal) -> admit(principal, greeting);
                case Accounts.Refused() -> close(CloseCode.REFUSED);
                case Accounts.Throttled(Duration retryAfter) -> {
                    turnAway(ErrorCode.RATE_LIMITED, retryAfter, "too many failures");
                    close(CloseCode.RATE);
                }
                case Accounts.Unavailable() -> unavailable();
            }
        } catch (PortUnavailableException | TableUnavailableException e) {
            log.debug("event=hello-unavailable session={}", id, e);
            unavailable();
        }
    }

    private void unavailable() {
        turnAway(ErrorCode.UNAVAILABLE, null, "try again later");
        close(CloseCode.TRY_AGAIN_LATER);
    }

    private void turnAway(ErrorCode code, @Nullable Duration retryAfter, String detail) {
        outlet.send(List.of(node.requests().failure(null, code, true, retryAfter, detail)));
    }

    /**
     * From the first line on a revocation finds the session; ephemerals do only from the last, so
     * nothing overtakes the welcome.
     */
    private void admit(Principal principal, ClientFrame.Hello greeting) {
        Gate.Entry entry = node.gate().admit(principal, greeting, this, this::reached);
        node.admitted(this, entry.admission());
        outlet.send(entry.frames());
        admission = entry.admission();
        reached(entry.head());
    }

    /**
     * From any thread: the account's log reaches this far. Wakes always, as an earlier word may
     * have been ahead of the log.
     */
    private void reached(long seq) {
        head.accumulateAndGet(seq, Math::max);
        serial.wake();
    }

    /**
     * Reports acknowledgements, then writes what the window allows. True: there may be more to do
     * at once.
     */
    private boolean pump() {
        Admission admitted = admission;
        if (admitted == null) {
            return false;
        }
        admitted.report();
        if (byeWanted) {
            long jitter = node.limits().drainJitter().toMillis();
            var bye = new ServerFrame.Bye(CloseCode.DRAIN.code(), true, jitter);
            outlet.send(List.of(node.codec().encode(bye)));
            close(CloseCode.DRAIN);
            return false;
        }
        if (!outlet.writable()) {
            return false;
        }
        return switch (admitted.stream().next(head.get())) {
            case EventStream.Idle() -> !inbox.isEmpty();
            case EventStream.Frames(List<byte[]> events) -> {
                if (!events.isEmpty()) {
                    outlet.send(events);
                }
                yield true;
            }
            case EventStream.Gap(Head now) -> {
                resync(admitted, now);
                yield true;
            }
        };
    }

    /**
     * In the same epoch the session goes on after the gap; in a new one nothing of it holds, so it
     * starts over.
     */
    private void resync(Admission admitted, Head now) {
        outlet.send(List.of(node.codec().encode(new ServerFrame.Resync(now.epoch(), now.seq()))));
        if (now.epoch().equals(admitted.stream().epoch())) {
            admitted.stream().jumpTo(now.seq());
        } else {
            close(CloseCode.RESYNC);
        }
    }

    private void finish() {
        Admission admitted = admission;
        if (admitted != null) {
            admitted.subscription().close();
            try {
                admitted.report();
            } catch (PortUnavailableException e) {
                // The terminal resumes from its own seq, and acknowledges again.
                log.debug("event=ack-unreported session={}", id, e);
            }
        }
        node.finished(this);
    }
}
