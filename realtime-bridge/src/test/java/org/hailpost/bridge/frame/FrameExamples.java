package org.hailpost.bridge.frame;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One full and, where fields are optional, one spare example of every frame. */
public final class FrameExamples {
    private static final UUID ID = UUID.fromString("0190b6a0-0000-7000-8000-000000000001");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Party AMY = new Party("amy@x.com", "Amy", Trust.DMARC);

    public static final Message MESSAGE =
            new Message(
                    "M77",
                    AT,
                    AMY,
                    List.of(new Party("bob@example.org", null, null)),
                    "Lunch",
                    "See you at noon – “really”\n",
                    false,
                    true,
                    List.of(new Attachment("sha256:00ff", "2", "a.pdf", 81_234, "application/pdf")),
                    "<1@x.com>",
                    true,
                    false,
                    DeliveryState.QUEUED);

    private static final Message SPARE =
            new Message(
                    "M78", AT, AMY, List.of(), "", "", false, false, List.of(), null, false, true,
                    null);

    private FrameExamples() {}

    public static List<ClientFrame> client() {
        return List.of(
                hello(new Credential.Bearer("b"), new Resume("e7", 4180), 64),
                hello(new Credential.Guest("g"), null, null),
                hello(new Credential.Password("bob@example.org", "s"), null, null),
                new ClientFrame.Ack(4181),
                new ClientFrame.Send(
                        12,
                        ID,
                        "T9",
                        List.of(),
                        "Re",
                        "Hi",
                        List.of(
                                new SentBlob(
                                        "sha256:" + "0f".repeat(32), "a.pdf", "application/pdf")),
                        SendMode.AUTO),
                new ClientFrame.Send(
                        12, ID, null, List.of("amy@x.com"), null, "Hi", List.of(), null),
                new ClientFrame.Threads(13, "c", 30),
                new ClientFrame.Threads(13, null, null),
                new ClientFrame.History(14, "T9", "c", 50, true),
                new ClientFrame.History(14, "T9", null, null, null),
                new ClientFrame.Search(15, "noon", 20),
                new ClientFrame.Search(15, "noon", null),
                new ClientFrame.Read(16L, "T9", "M77"),
                new ClientFrame.Read(null, "T9", "M77"),
                new Ephemeral("typing", "T9", null, "started"),
                new Ephemeral("presence", null, null, null));
    }

    public static List<ServerFrame> server() {
        return List.of(
                new ServerFrame.Welcome(
                        ID,
                        "n2",
                        "bob@example.org",
                        new Scope.OneThread("T9"),
                        "e7",
                        4197,
                        true,
                        25,
                        60,
                        new ServerFrame.Welcome.Limits(65_536, 52_428_800, 60),
                        AT),
                new Event.MessageNew(4181, "T9", MESSAGE, "T4"),
                new Event.MessageNew(4182, "T9", SPARE, null),
                new Event.MessageState(
                        4183, "T9", "M70", "amy@x.com", DeliveryState.BOUNCED, "5.1.1 unknown"),
                new Event.MessageState(4184, "T9", "M70", "a@x.com", DeliveryState.RELAYED, null),
                new Event.MessageFlags(
                        4185,
                        List.of(
                                new Event.MessageFlags.Flagged(
                                        "T9", "M70", List.of("seen", "flagged")))),
                new Event.ThreadRead(4186, "T9", "M77", 0),
                new Event.MessageRemoved(
                        4187, List.of(new Event.MessageRemoved.Removed("T9", "M70"))),
                new Event.MailboxChanged(4188, "Archive"),
                new Event.MailboxChanged(4189, null),
                new ServerFrame.Ok(12, "M78", "T9", 4190L),
                new ServerFrame.Ok(16, null, null, null),
                new ServerFrame.ThreadsPage(
                        13,
                        List.of(
                                new ThreadSummary(
                                        "T9", List.of(AMY), "Lunch", 2, AT, "M77", "See you")),
                        "c"),
                new ServerFrame.ThreadsPage(13, List.of(), null),
                new ServerFrame.HistoryPage(14, "T9", List.of(MESSAGE, SPARE), "c"),
                new ServerFrame.HistoryPage(14, "T9", List.of(), null),
                new ServerFrame.SearchPage(
                        15, List.of(new ServerFrame.SearchPage.Hit("T9", MESSAGE))),
                new ServerFrame.Failure(12L, ErrorCode.RATE_LIMITED, true, 4000L, "slow down"),
                new ServerFrame.Failure(null, ErrorCode.UNAVAILABLE, true, null, "later"),
                new Ephemeral("typing", "T9", "amy@x.com", "started"),
                new ServerFrame.Resync("e8", 9001),
                new ServerFrame.Bye(4012, true, 15_000));
    }

    private static ClientFrame.Hello hello(
            Credential credential, @Nullable Resume resume, @Nullable Integer window) {
        return new ClientFrame.Hello(
                1,
                credential,
                new Terminal(
                        ID, TerminalKind.CLI, "desk", List.of("192.168.1.7"), List.of("typing")),
                resume,
                window);
    }
}
