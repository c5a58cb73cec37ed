package org.hailpost.bridge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.MalformedFrameException;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ServerFrame.Bye;
import org.hailpost.bridge.frame.ServerFrame.Failure;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.jspecify.annotations.Nullable;

/**
 * One connection from dialling to its end: says hello, watches that the welcome and later any sign
 * of life come in time, and reads frames one by one. Brings everything that the transport tells
 * onto the client's loop, which owns the rest of it.
 */
final class Connection implements Transport.Peer {
    /** From dialling to the welcome. */
    static final Duration GREETING = Duration.ofSeconds(20);

    /** A session that lived this long was a good one, even without an event. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    /** Pings before silence means that nobody is there; they last longer than a busy pause. */
    private static final int PINGS = 3;

    private final SerialExecutor loop;
    private final Timers timers;
    private final FrameCodec codec;
    private final String hello;
    private final Duration probeAfter;
    private final Owner owner;
    private volatile long lastHeard;
    private Transport.@Nullable Channel channel;
    private Timers.@Nullable Timer watch;
    private Timers.@Nullable Timer probe;

    /** Something came since the last question whether the gateway is there. */
    private boolean unproven;

    /** The question is open, since {@link #asked}. */
    private boolean asking;

    private long asked;
    private @Nullable Welcome welcome;
    private @Nullable Bye bye;
    private @Nullable Failure failure;
    private long welcomedAt;
    private boolean progress;
    private boolean over;

    /** The client's loop, as a connection sees it. */
    interface Owner {
        void frame(Connection from, ServerFrame frame);

        void over(Connection from, int code, String detail);
    }

    Connection(
            SerialExecutor loop,
            Timers timers,
            FrameCodec codec,
            String hello,
            Duration probeAfter,
            Owner owner) {
        this.loop = loop;
        this.timers = timers;
        this.codec = codec;
        this.hello = hello;
        this.probeAfter = probeAfter;
        this.owner = owner;
    }

    void dial(Transport transport) {
        watch = timers.after(GREETING, () -> loop.execute(() -> finish(0, "no welcome in time")));
        transport.open(this);
    }

    @Override
    public void opened(Transport.Channel opened) {
        loop.execute(() -> {
            if (over) {
                opened.abort();
                return;
            }
            channel = opened;
            heard();
            opened.send(hello);
            opened.more();
            stirred();
        });
    }

    @Override
    public void text(String text) {
        heard();
        loop.execute(() -> read(text));
    }

    private void read(String text) {
        if (over) {
            return;
        }
        try {
            owner.frame(this, codec.decodeServer(text.getBytes(UTF_8)));
        } catch (MalformedFrameException e) {
            finish(0, "malformed frame: " + e.getMessage());
            return;
        }
        if (channel != null && !over) {
            channel.more();
            stirred();
        }
    }

    @Override
    public void part() {
        heard();
        loop.execute(this::stirred);
    }

    @Override
    public void heard() {
        lastHeard = timers.nanos();
    }

    @Override
    public void lost(int code, String detail) {
        loop.execute(() -> finish(code, detail));
    }

    /** Ends it from this side; told to the owner like any other end. */
    void finish(int code, String detail) {
        if (over) {
            return;
        }
        over = true;
        if (watch != null) {
            watch.cancel();
        }
        if (probe != null) {
            probe.cancel();
        }
        if (channel != null) {
            channel.abort();
        }
        owner.over(this, code, detail);
    }

    void welcomed(Welcome now) {
        welcome = now;
        welcomedAt = timers.nanos();
        watchSilence(Duration.ofSeconds(Math.max(1, now.pingSeconds())));
    }

    /**
     * The gateway pings; two and a half periods without a byte are a dead line, whatever TCP
     * believes.
     */
    private void watchSilence(Duration period) {
        if (watch != null) {
            watch.cancel();
        }
        watch = timers.after(period, () -> loop.execute(() -> checkSilence(period)));
    }

    private void checkSilence(Duration period) {
        if (over) {
            return;
        }
        long silent = timers.nanos() - lastHeard;
        if (silent > period.toNanos() * 5 / 2) {
            finish(0, "the gateway went silent");
            return;
        }
        if (silent >= period.toNanos() && channel != null) {
            channel.ping();
        }
        watchSilence(period);
    }

    /**
     * The JDK's WebSocket loses the end of a connection that comes while it hands on what came
     * before (an InternalError in its TransportImpl, swallowed). So when silence follows the
     * opening, a frame or a part of one, the gateway is asked whether it is there. More than once:
     * the first ping into a closed connection only makes TCP say so to the second.
     */
    private void stirred() {
        unproven = true;
        if (!over && probe == null) {
            probeLater();
        }
    }

    private void probeLater() {
        probe = timers.after(probeAfter, () -> loop.execute(this::probe));
    }

    private void probe() {
        probe = null;
        if (over || channel == null) {
            return;
        }
        long now = timers.nanos();
        if (asking && lastHeard - asked >= 0) {
            asking = false;
            if (!unproven) {
                return;
            }
        }
        if (asking && now - asked >= PINGS * probeAfter.toNanos()) {
            finish(0, "the gateway does not answer");
            return;
        }
        if (!asking && now - lastHeard >= probeAfter.toNanos()) {
            asking = true;
            asked = now;
            unproven = false;
        }
        if (asking) {
            channel.ping();
        }
        probeLater();
    }

    boolean send(String json) {
        return channel != null && channel.send(json);
    }

    /** A polite end; {@link #lost} follows. */
    void close() {
        if (channel == null) {
            finish(0, "closed");
        } else {
            channel.close();
        }
    }

    void bye(Bye said) {
        bye = said;
    }

    void failure(Failure said) {
        failure = said;
    }

    void progress() {
        progress = true;
    }

    boolean live() {
        return welcome != null && !over;
    }

    /** Whether the next attempt may begin with short waits again. */
    boolean good() {
        return welcome != null && (progress || timers.nanos() - welcomedAt >= GOOD.toNanos());
    }

    @Nullable Bye bye() {
        return bye;
    }

    @Nullable Failure failure() {
        return failure;
    }
}
