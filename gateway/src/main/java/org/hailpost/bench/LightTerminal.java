package org.hailpost.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that costs its driver next to nothing: it reads of a frame what it needs, acknowledges
 * at the pace the protocol asks for, and resumes where it was. It checks what it gets: each seq
 * follows the one before it.
 */
final class LightTerminal extends WebSocketTalker {
    private static final FrameCodec CODEC = FrameCodec.forTerminal();
    private static final int ACK_EVENTS = 32;
    private static final long ACK_NANOS = Duration.ofMillis(500).toNanos();
    private static final String EVENT = "{\"type\":\"event\"";
    private static final String NEW_MESSAGE = "{\"type\":\"event\",\"kind\":\"message.new\"";
    private static final String WELCOME = "{\"type\":\"welcome\"";
    private static final String BYE = "{\"type\":\"bye\"";
    private static final String RESYNC = "{\"type\":\"resync\"";

    /** Is told what happens to a terminal, on the loop's thread, with times of nanoTime. */
    interface Watcher {
        Watcher NOBODY = new Watcher() {};

        default void welcome(LightTerminal terminal, boolean resumed, long at) {}

        default void message(LightTerminal terminal, String subject, long at) {}

        /** The gateway has asked to come back after a random part of this time. */
        default void bye(LightTerminal terminal, long jitterMillis) {}

        /**
         * It is not connected any more.
         *
         * @param welcomed whether it had got in
         * @param code what the gateway said; 0 if it did not say anything
         */
        default void gone(LightTerminal terminal, boolean welcomed, int code, String why) {}
    }

    private final Loop loop;
    private final Target target;
    private final Target.Login login;
    private final Watcher watcher;
    private final UUID id = UUID.randomUUID();
    private @Nullable Wire wire;
    private @Nullable String epoch;

    /** The last seq; -1 before the first, which says where a terminal begins. */
    private long seen = -1;

    private long acknowledged;
    private boolean ackDue;
    private boolean mute;
    private boolean welcomed;
    private @Nullable String broken;

    LightTerminal(Loop loop, Target target, Target.Login login, Watcher watcher) {
        this.loop = loop;
        this.target = target;
        this.login = login;
        this.watcher = watcher;
    }

    /** Connects, as a new terminal or where it was. From any thread. */
    void connect() {
        loop.connect(target.bridge(), this);
    }

    /** Acknowledges nothing from now on. On the loop's thread. */
    void mute() {
        mute = true;
    }

    /** Stops or goes on reading. On the loop's thread. */
    void reading(boolean on) {
        if (wire != null) {
            wire.reading(on);
        }
    }

    /** Goes without a word. On the loop's thread. */
    void leave() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    /** The first thing that was not as promised. */
    @Nullable String broken() {
        return broken;
    }

    @Override
    void opened(Wire opened) {
        wire = opened;
        Resume resume = epoch == null || seen < 0 ? null : new Resume(epoch, seen);
        Terminal self = new Terminal(id, TerminalKind.JAVA, "bench", List.of(), List.of());
        sendText(
                opened,
                CODEC.encode(
                        new ClientFrame.Hello(
                                ClientFrame.Hello.VERSION,
                                login.credential(),
                                self,
                                resume,
                                null)));
    }

    @Override
    void text(Wire from, String frame) {
        if (frame.startsWith(EVENT)) {
            event(frame);
        } else if (frame.startsWith(WELCOME)) {
            welcome(frame);
        } else if (frame.startsWith(RESYNC)) {
            breaks("resync");
            epoch = JsonScan.text(frame, "epoch");
            seen = JsonScan.number(frame, "head");
            acknowledged = seen;
        } else if (frame.startsWith(BYE)) {
            watcher.bye(this, JsonScan.number(frame, "jitterMillis"));
        }
    }

    private void welcome(String frame) {
        boolean resumed = frame.contains("\"resumed\":true");
        if (seen >= 0 && !resumed) {
            breaks("not resumed");
        }
        epoch = JsonScan.text(frame, "epoch");
        welcomed = true;
        watcher.welcome(this, resumed, System.nanoTime());
    }

    private void event(String frame) {
        long at = System.nanoTime();
        long seq = JsonScan.number(frame, "seq");
        if (seen >= 0 && seq != seen + 1) {
            breaks("seq " + seq + " after " + seen);
        }
        if (seen < 0) {
            acknowledged = seq - 1;
        }
        seen = seq;
        if (frame.startsWith(NEW_MESSAGE)) {
            watcher.message(this, JsonScan.text(frame, "subject"), at);
        }
        if (seen - acknowledged >= ACK_EVENTS) {
            acknowledge();
        } else if (!ackDue) {
            ackDue = true;
            loop.at(at + ACK_NANOS, this::acknowledgeInTime);
        }
    }

    private void acknowledgeInTime() {
        ackDue = false;
        if (seen > acknowledged) {
            acknowledge();
        }
    }

    private void acknowledge() {
        if (wire != null && !mute) {
            acknowledged = seen;
            String ack = "{\"type\":\"ack\",\"seq\":" + seen + "}";
            sendText(wire, ack.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void breaks(String what) {
        if (broken == null) {
            broken = login.address() + ": " + what;
        }
    }

    @Override
    void saidGoodbye(int code) {
        gone(code, "closed with " + code);
    }

    @Override
    public void closed(String why) {
        gone(0, why);
    }

    private void gone(int code, String why) {
        boolean wasIn = welcomed;
        welcomed = false;
        wire = null;
        watcher.gone(this, wasIn, code, why);
    }
}
