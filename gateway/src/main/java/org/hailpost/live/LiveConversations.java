package org.hailpost.live;

import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ThreadSummary;
import org.hailpost.bridge.session.Conversations;
import org.hailpost.bridge.session.Principal;
import org.hailpost.bridge.session.RequestRefusedException;
import org.hailpost.mailbox.ThreadStore;
import org.jspecify.annotations.Nullable;

/** What terminals ask for, from the threads of their account. */
public final class LiveConversations implements Conversations {
    private final ThreadStore threads;
    private final PushedMail pushed;
    private final TerminalMail mail;

    public LiveConversations(ThreadStore threads, PushedMail pushed, TerminalMail mail) {
        this.threads = threads;
        this.pushed = pushed;
        this.mail = mail;
    }

    @Override
    public Page<ThreadSummary> threads(Principal principal, @Nullable String cursor, int limit) {
        ThreadStore.ThreadPage page =
                Ports.call(() -> threads.threads(principal.accountId(), cursor, limit));
        return new Page<>(page.threads().stream().map(Frames::thread).toList(), page.next());
    }

    @Override
    public Page<Message> history(
            Principal principal, String thread, @Nullable String before, int limit, boolean whole) {
        long id = existing(principal, thread);
        ThreadStore.HistoryPage page =
                Ports.call(() -> threads.history(principal.accountId(), id, before, limit));
        return new Page<>(
                page.messages().stream().map(message -> Frames.message(message, whole)).toList(),
                page.next());
    }

    @Override
    public List<ServerFrame.SearchPage.Hit> search(Principal principal, String text, int limit) {
        return Ports.call(() -> threads.search(principal.accountId(), text, limit)).stream()
                .map(message ->
                        new ServerFrame.SearchPage.Hit(
                                Ids.thread(message.threadId()), Frames.message(message)))
                .toList();
    }

    @Override
    public void read(Principal principal, String thread, String upTo) {
        long id = existing(principal, thread);
        List<Long> read =
                Ports.call(() -> threads.read(principal.accountId(), id, Ids.number(upTo)));
        if (!read.isEmpty()) {
            Ports.call(() -> {
                pushed.displayed(principal.accountId(), read);
                return read;
            });
        }
    }

    @Override
    public SendOutcome send(Principal principal, UUID terminal, SendRequest request) {
        return Ports.call(() -> mail.send(principal, request));
    }

    @Override
    public List<Counterpart> counterparts(Principal principal, String thread) {
        long id = existing(principal, thread);
        return Ports.call(() -> threads.counterparts(principal.accountId(), id)).stream()
                .map(other -> new Counterpart(other.accountId(), Ids.thread(other.threadId())))
                .toList();
    }

    private long existing(Principal principal, String thread) {
        long id = Ids.number(thread);
        if (Ports.call(() -> threads.thread(principal.accountId(), id)).isEmpty()) {
            throw new RequestRefusedException(ErrorCode.NOT_FOUND, "there is no thread " + thread);
        }
        return id;
    }
}
