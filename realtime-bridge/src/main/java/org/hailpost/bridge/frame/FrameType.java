package org.hailpost.bridge.frame;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of frames: which record is which {@code type}, and which event is which {@code kind}.
 */
final class FrameType {
    static final String EVENT = "event";

    static final Map<String, Class<? extends ClientFrame>> CLIENT =
            Map.of(
                    "hello", ClientFrame.Hello.class,
                    "ack", ClientFrame.Ack.class,
                    "send", ClientFrame.Send.class,
                    "threads", ClientFrame.Threads.class,
                    "history", ClientFrame.History.class,
                    "search", ClientFrame.Search.class,
                    "read", ClientFrame.Read.class,
                    "ephemeral", Ephemeral.class);

    static final Map<String, Class<? extends ServerFrame>> SERVER =
            Map.of(
                    "welcome", ServerFrame.Welcome.class,
                    "ok", ServerFrame.Ok.class,
                    "threads-page", ServerFrame.ThreadsPage.class,
                    "history-page", ServerFrame.HistoryPage.class,
                    "search-page", ServerFrame.SearchPage.class,
                    "error", ServerFrame.Failure.class,
                    "ephemeral", Ephemeral.class,
                    "resync", ServerFrame.Resync.class,
                    "bye", ServerFrame.Bye.class);

    static final Map<String, Class<? extends Event>> EVENTS =
            Map.of(
                    "message.new", Event.MessageNew.class,
                    "message.state", Event.MessageState.class,
                    "message.flags", Event.MessageFlags.class,
                    "thread.read", Event.ThreadRead.class,
                    "message.removed", Event.MessageRemoved.class,
                    "mailbox.changed", Event.MailboxChanged.class);

    private static final Map<Class<?>, String> NAMES = new HashMap<>();

    static {
        for (Map<String, ? extends Class<?>> table : List.of(CLIENT, SERVER, EVENTS)) {
            table.forEach((name, record) -> NAMES.put(record, name));
        }
    }

    private FrameType() {}

    /** The {@code type} of a frame, or the {@code kind} of an event. */
    static String name(Frame frame) {
        return switch (frame) {
            case Event.Other other -> other.kind();
            case ClientFrame.Unknown unknown -> unknown.type();
            case ServerFrame.Unknown unknown -> unknown.type();
            default -> {
                String name = NAMES.get(frame.getClass());
                if (name == null) {
                    throw new IllegalArgumentException("no frame type for " + frame.getClass());
                }
                yield name;
            }
        };
    }
}
