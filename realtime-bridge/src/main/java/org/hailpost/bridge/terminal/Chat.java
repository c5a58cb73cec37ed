package org.hailpost.bridge.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.hailpost.bridge.frame.ThreadSummary;

/**
 * The conversation as a person sees it: what comes in is written above the prompt, what is typed is
 * said or done. Commands run on the user's thread and only ask; answers are written when they come.
 */
final class Chat implements Listener {
    private static final int PAGE = 30;
    private static final int HISTORY_ON_OPEN = 10;

    private final BridgeClient client;
    private final String account;
    private final Screen screen;
    private final Layout layout;
    private final ThreadList threads = new ThreadList();
    private final ChatStatus status;
    private final ChatAnswers answers;
    private final ChatFiles files;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final AtomicBoolean refreshing = new AtomicBoolean();

    Chat(BridgeClient client, String account, Screen screen, Layout layout) {
        this.client = client;
        this.account = account;
        this.screen = screen;
        this.layout = layout;
        this.status = new ChatStatus(account, screen, threads);
        this.answers = new ChatAnswers(screen);
        this.files = new ChatFiles(client);
    }

    ThreadList threads() {
        return threads;
    }

    /** Does what a line says. False: the user wants to go. */
    boolean execute(String line) {
        switch (ChatCommand.parse(line)) {
            case ChatCommand.Nothing() -> {}
            case ChatCommand.Say(String text) -> say(text);
            case ChatCommand.To(String address, String text) -> sayTo(address, text);
            case ChatCommand.Threads() -> showThreads();
            case ChatCommand.Open(String wanted) -> open(wanted);
            case ChatCommand.History(int messages) -> openThen(id -> history(id, messages, false));
            case ChatCommand.Original(int messages) -> openThen(id -> history(id, messages, true));
            case ChatCommand.Attach(List<String> names, String text) -> attach(names, text);
            case ChatCommand.Save(int number, String file) -> save(number, file);
            case ChatCommand.Search(String text) -> search(text);
            case ChatCommand.Read() -> openThen(this::markRead);
            case ChatCommand.Help() -> screen.print(ChatHelp.LINES);
            case ChatCommand.Wrong(String hint) -> answers.warn(hint);
            case ChatCommand.Quit() -> {
                return false;
            }
        }
        return true;
    }

    /** The user changes the line being written. */
    void typing() {
        threads.openId().ifPresent(thread -> status.ownTyping(() -> client.typing(thread, true)));
    }

    private void say(String text) {
        openThen(thread -> {
            noteOffline();
            status.sent();
            answers.to(
                    files.send(Outgoing.reply(thread, text)),
                    _ -> {},
                    "not sent: \"" + text + "\"");
        });
    }

    private void sayTo(String address, String text) {
        noteOffline();
        status.sent();
        answers.to(
                files.send(Outgoing.to(address, text)),
                sent -> {
                    threads.open(sent.thread());
                    status.show();
                },
                "not sent to " + address + ": \"" + text + "\"");
    }

    private void attach(List<String> names, String text) {
        Optional<String> wrong = files.attach(names);
        if (wrong.isPresent()) {
            answers.warn(wrong.get());
        } else if (!text.isEmpty()) {
            say(text);
        } else {
            String note =
                    names.isEmpty()
                            ? "(no files go with the next line)"
                            : "(with the next line: " + String.join(", ", names) + ")";
            screen.print(List.of(screen.paint().faint(SafeText.line(note))));
        }
    }

    private void save(int number, String file) {
        files.save(number, file)
                .ifPresentOrElse(
                        saving ->
                                answers.to(
                                        saving,
                                        path ->
                                                screen.print(
                                                        List.of(
                                                                screen.paint()
                                                                        .faint(
                                                                                "(saved: "
                                                                                        + path
                                                                                        + ")"))),
                                        "not saved"),
                        () -> answers.warn("no attachment " + number + " was shown"));
    }

    private void noteOffline() {
        if (!status.isConnected()) {
            screen.print(
                    List.of(
                            screen.paint()
                                    .faint("(not connected; it goes out when the line is back)")));
        }
    }

    private void openThen(Consumer<String> then) {
        threads.openId()
                .ifPresentOrElse(
                        then,
                        () -> answers.warn("no thread is open: /open N, or /to ADDRESS TEXT"));
    }

    private void open(String wanted) {
        threads.find(wanted)
                .ifPresentOrElse(
                        thread -> {
                            threads.open(thread.id());
                            status.show();
                            history(thread.id(), HISTORY_ON_OPEN, false);
                        },
                        () -> answers.warn("no thread " + wanted + "; /threads lists them"));
    }

    private void history(String thread, int messages, boolean whole) {
        answers.to(
                client.history(thread, null, messages, whole),
                page -> {
                    List<Message> newestFirst = page.messages();
                    List<String> lines = new ArrayList<>();
                    lines.add(screen.paint().bold(title(thread)));
                    if (page.before() != null) {
                        lines.add(
                                screen.paint()
                                        .faint(
                                                "(there is more: /history "
                                                        + Math.min(100, messages * 2)
                                                        + ")"));
                    }
                    newestFirst.reversed().forEach(message -> lines.addAll(written(message)));
                    screen.print(lines);
                    if (!newestFirst.isEmpty()) {
                        read(thread, newestFirst.getFirst());
                    }
                },
                "no history");
    }

    private String title(String thread) {
        return threads.thread(thread)
                .map(known ->
                        Wrap.cut(
                                "-- "
                                        + Layout.parties(known.parties())
                                        + " -- "
                                        + SafeText.line(known.subject()),
                                screen.width()))
                .orElse("-- thread " + SafeText.line(thread));
    }

    private List<String> written(Message message) {
        List<String> lines =
                new ArrayList<>(
                        layout.message(
                                message, isOwn(message), "", screen, files.numbers(message)));
        lines.addAll(layout.state(message, screen));
        return lines;
    }

    private boolean isOwn(Message message) {
        return message.from().address().equalsIgnoreCase(account);
    }

    private void search(String text) {
        answers.to(
                client.search(text, 20),
                page -> {
                    List<String> lines = new ArrayList<>();
                    page.hits()
                            .forEach(hit ->
                                    lines.addAll(
                                            layout.message(
                                                    hit.message(),
                                                    isOwn(hit.message()),
                                                    place(hit.thread(), hit.message()),
                                                    screen,
                                                    files.numbers(hit.message()))));
                    screen.print(lines.isEmpty() ? List.of("nothing found") : lines);
                },
                "no search");
    }

    private String place(String thread, Message message) {
        String subject = SafeText.line(message.subject());
        return threads.number(thread).map(number -> "[" + number + "] " + subject).orElse(subject);
    }

    private void markRead(String thread) {
        threads.thread(thread).ifPresent(known -> shown(thread, known.lastMessage()));
    }

    private void read(String thread, Message newest) {
        if (!newest.seen() || threads.thread(thread).map(ThreadSummary::unread).orElse(0) > 0) {
            shown(thread, newest.id());
        }
    }

    /** The user has seen a thread up to a message; the gateway tells the other terminals. */
    private void shown(String thread, String upTo) {
        client.read(thread, upTo);
        threads.read(thread, 0);
        status.show();
    }

    private void showThreads() {
        answers.to(
                client.threads(null, PAGE),
                page -> {
                    threads.load(page.threads());
                    printThreads();
                },
                "no message list");
    }

    private void printThreads() {
        String open = threads.openId().orElse("");
        List<String> lines = new ArrayList<>();
        for (ThreadList.Numbered each : threads.shown()) {
            lines.add(
                    layout.thread(
                            each.number(), each.thread(), each.thread().id().equals(open), screen));
        }
        screen.print(
                lines.isEmpty() ? List.of("no messages yet; /to ADDRESS TEXT writes one") : lines);
        status.show();
    }

    @Override
    public void connected(Welcome welcome) {
        if (status.connected()) {
            screen.print(List.of(screen.paint().faint("(connected again)")));
        }
        if (stale.getAndSet(false)) {
            try {
                threads.load(client.threads(null, PAGE).join().threads());
                printThreads();
            } catch (CompletionException e) {
                stale.set(true);
                answers.failed("no message list", e);
            }
        }
    }

    @Override
    public void disconnected(Disconnected disconnected) {
        boolean news = status.disconnected(disconnected);
        String detail = SafeText.line(disconnected.detail());
        if (disconnected.willRetry()) {
            if (news) {
                answers.warn("not connected: " + detail + "; trying again");
            }
        } else if (disconnected.code() == CloseCode.REPLACED) {
            answers.warn("another terminal took this one's place");
        } else if (disconnected.code() != null && disconnected.code() != CloseCode.REFUSED) {
            answers.warn("the gateway ended the session: " + detail);
        }
    }

    @Override
    public void resync(long head) {
        screen.print(List.of(screen.paint().faint("(a lot happened meanwhile; the list is new)")));
        showThreads();
    }

    @Override
    public void message(Event.MessageNew event) {
        Message message = event.message();
        boolean own = isOwn(message);
        boolean open = threads.openId().filter(event.thread()::equals).isPresent();
        int number =
                threads.arrived(event.thread(), message, account, !own && !message.seen() && !open);
        String place = open ? "" : "[" + number + "] " + SafeText.line(message.subject());
        if (own && !open) {
            place = "to " + Layout.parties(message.to()) + " " + place;
        }
        screen.print(layout.message(message, own, place, screen, files.numbers(message)));
        String suggested = event.suggestedThread();
        if (suggested != null) {
            suggest(suggested);
        }
        if (open && !own) {
            shown(event.thread(), message.id());
        }
        status.arrived(message.from().address());
    }

    /** Only a hint: who answers there, decides to. */
    private void suggest(String thread) {
        String where =
                threads.thread(thread)
                        .map(known ->
                                Layout.parties(known.parties())
                                        + ", "
                                        + SafeText.line(known.subject()))
                        .orElse("another thread");
        String open = threads.number(thread).map(String::valueOf).orElse(SafeText.line(thread));
        String note = "      [perhaps an answer in: " + where + "; /open " + open + "]";
        Wrap.wrap(note, screen.width())
                .forEach(line -> screen.print(List.of(screen.paint().faint(line))));
    }

    @Override
    public void state(Event.MessageState event) {
        String party = SafeText.line(event.party());
        switch (event.state()) {
            // They stay to be read, for somebody may have to do something.
            case BOUNCED, DEFERRED ->
                    answers.warn(
                            DeliveryWords.of(event.state(), party)
                                    + ": "
                                    + SafeText.line(event.reason()));
            case QUEUED, RELAYED, PUSHED, DISPLAYED, UNKNOWN -> {}
        }
        status.progress(event.message(), party, event.state());
    }

    @Override
    public void read(Event.ThreadRead event) {
        threads.read(event.thread(), event.unread());
        status.show();
    }

    @Override
    public void flags(Event.MessageFlags event) {
        refresh();
    }

    @Override
    public void removed(Event.MessageRemoved event) {
        refresh();
    }

    @Override
    public void mailbox(Event.MailboxChanged event) {
        refresh();
    }

    /**
     * Another client of the account changed something: asks for the list again, once for a burst of
     * changes.
     */
    private void refresh() {
        if (refreshing.compareAndSet(false, true)) {
            ChatStatus.later(
                    Duration.ofMillis(500),
                    () -> {
                        refreshing.set(false);
                        var _ =
                                client.threads(null, PAGE)
                                        .thenAccept(page -> {
                                            threads.refresh(page.threads());
                                            status.show();
                                        });
                    });
        }
    }

    @Override
    public void ephemeral(Ephemeral frame) {
        if (frame.kind().equals("typing")) {
            status.typing(SafeText.line(frame.from()), "started".equals(frame.state()));
        }
    }
}
