package org.hailpost.bridge.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.ThreadSummary;

/**
 * The status line and the prompt: connection, unread messages, who types, how far the last message
 * has come towards each party. Each fact stands alone and the newest wins, so any thread may set
 * it; whoever does so paints all of them.
 */
final class ChatStatus {
    /** A typing notice counts this long, and is sent no more often than half of it. */
    private static final Duration TYPING = Duration.ofSeconds(6);

    private static final String CONNECTING = "connecting";

    private final String account;
    private final Screen screen;
    private final ThreadList threads;
    private volatile boolean connected;
    private volatile String trouble = CONNECTING;
    private volatile String typist = "";
    private volatile long typedAt;

    /** Of the message that was told of last. */
    private volatile Progress progress = new Progress("", Map.of());

    private record Progress(String message, Map<String, DeliveryState> parties) {}

    /** Owned by the user's thread. */
    private long ownTypingAt;

    ChatStatus(String account, Screen screen, ThreadList threads) {
        this.account = account;
        this.screen = screen;
        this.threads = threads;
    }

    boolean isConnected() {
        return connected;
    }

    /** True if the user was told of trouble before. */
    boolean connected() {
        boolean again = !trouble.equals(CONNECTING);
        connected = true;
        trouble = CONNECTING;
        show();
        return again;
    }

    /** True if it is news: the first failure, or one for another reason. */
    boolean disconnected(Disconnected why) {
        boolean news = connected || !trouble.equals(why.detail());
        connected = false;
        trouble = why.detail();
        typist = "";
        show();
        return news;
    }

    void typing(String who, boolean started) {
        typist = started ? who : "";
        typedAt = System.nanoTime();
        show();
        if (started) {
            later(TYPING, this::forgetTypist);
        }
    }

    private void forgetTypist() {
        if (!typist.isEmpty() && System.nanoTime() - typedAt >= TYPING.toNanos()) {
            typist = "";
            show();
        }
    }

    /** Who has written types no more. */
    void arrived(String from) {
        if (typist.equals(from)) {
            typist = "";
        }
        show();
    }

    /** The user sends something, from the user's thread. */
    void sent() {
        progress = new Progress("", Map.of());
        ownTypingAt = 0;
        show();
    }

    /** How far a message of the account has come; called in the order of events. */
    void progress(String message, String party, DeliveryState state) {
        Progress before = progress;
        Map<String, DeliveryState> parties =
                new TreeMap<>(before.message.equals(message) ? before.parties : Map.of());
        parties.put(party, state);
        progress = new Progress(message, parties);
        show();
    }

    /** Passes on that the user types, but not on every key. */
    void ownTyping(Runnable tell) {
        long now = System.nanoTime();
        if (ownTypingAt == 0 || now - ownTypingAt >= TYPING.toNanos() / 2) {
            ownTypingAt = now;
            tell.run();
        }
    }

    void show() {
        List<String> parts = new ArrayList<>();
        parts.add(connected ? account : "NOT CONNECTED (" + SafeText.line(trouble) + ")");
        int unread = threads.unread();
        if (unread > 0) {
            parts.add(unread + " unread");
        }
        String nowTyping = typist;
        Map<String, DeliveryState> parties = progress.parties;
        if (!nowTyping.isEmpty()) {
            parts.add(nowTyping + " is typing");
        } else if (!parties.isEmpty()) {
            parts.add(DeliveryWords.of(parties));
        }
        screen.state(String.join(" | ", parts), prompt());
    }

    private String prompt() {
        String open =
                threads.openId()
                        .flatMap(threads::thread)
                        .map(ThreadSummary::parties)
                        .map(Layout::parties)
                        .orElse("");
        return Wrap.cut(open, 30) + "> ";
    }

    static void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(task);
    }
}
