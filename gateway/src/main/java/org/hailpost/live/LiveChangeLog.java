package org.hailpost.live;

import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.session.ChangeLog;
import org.hailpost.bridge.session.Head;
import org.hailpost.bridge.session.LoggedEvent;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.ThreadStore;

/** The bridge's view of the accounts' change logs. */
public final class LiveChangeLog implements ChangeLog {
    private final EventLog log;
    private final ThreadStore threads;
    private final ChangeFeed feed;
    private final PushedMail pushed;
    private final LongUnaryOperator lastAcknowledged;
    private final RecentEvents recent = new RecentEvents(System::nanoTime);
    private final FrameCodec codec = FrameCodec.forGateway();

    /**
     * @param lastAcknowledged the highest seq that any terminal of an account has acknowledged
     */
    public LiveChangeLog(
            EventLog log,
            ThreadStore threads,
            ChangeFeed feed,
            PushedMail pushed,
            LongUnaryOperator lastAcknowledged) {
        this.log = log;
        this.threads = threads;
        this.feed = feed;
        this.pushed = pushed;
        this.lastAcknowledged = lastAcknowledged;
    }

    @Override
    public Head head(long accountId) {
        EventLog.Head head = Ports.call(() -> log.head(accountId));
        return new Head(head.epoch(), head.seq());
    }

    @Override
    public List<LoggedEvent> read(long accountId, Scope scope, long afterSeq, int limit) {
        return Ports.call(() -> {
            List<Event> events = recent.after(accountId, afterSeq, limit);
            return (events.isEmpty() ? log.read(accountId, afterSeq, limit) : events)
                    .stream().map(event -> logged(accountId, scope, event)).toList();
        });
    }

    private LoggedEvent logged(long accountId, Scope scope, Event event) {
        String thread = event.threadId() == 0 ? null : Ids.thread(event.threadId());
        if (!scope.covers(thread)) {
            return LoggedEvent.hidden(event.seq());
        }
        pushed.offered(accountId, event);
        int unread =
                event.kind() instanceof Event.ThreadRead
                        ? (int) threads.unread(accountId, event.threadId())
                        : 0;
        var frame = Frames.event(event, unread);
        return new LoggedEvent(
                event.seq(), frame.getClass().getSimpleName(), thread, codec.encode(frame));
    }

    @Override
    public long startFor(long accountId, UUID terminal) {
        return Ports.call(() -> lastAcknowledged.applyAsLong(accountId));
    }

    @Override
    public Subscription subscribe(long accountId, LongConsumer newHead) {
        ChangeFeed.Subscription subscription =
                feed.subscribe(
                        accountId,
                        new ChangeFeed.Listener() {
                            @Override
                            public void changed(Change change) {
                                Event event = change.event();
                                if (event != null) {
                                    recent.add(accountId, event);
                                }
                                newHead.accept(change.seq());
                            }

                            @Override
                            public void missed(long head) {
                                newHead.accept(head);
                            }
                        });
        return subscription::close;
    }

    @Override
    public void acknowledged(long accountId, UUID terminal, UUID session, long seq) {
        pushed.acknowledged(accountId, seq);
    }
}
