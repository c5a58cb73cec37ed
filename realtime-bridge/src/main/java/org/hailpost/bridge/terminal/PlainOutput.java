package org.hailpost.bridge.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.ServerFrame.HistoryPage;
import org.hailpost.bridge.frame.ServerFrame.SearchPage;
import org.hailpost.bridge.frame.ServerFrame.ThreadsPage;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.hailpost.bridge.frame.ThreadSummary;

/** A script's output for people: what the window would show, without colours. */
final class PlainOutput implements ScriptOutput, Screen {
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final Layout layout;

    PlainOutput(PrintStream out, Layout layout) {
        this.out = out;
        this.layout = layout;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public Paint paint() {
        return Paint.NONE;
    }

    @Override
    public void print(List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(String.join(System.lineSeparator(), lines));
            out.flush();
        }
    }

    @Override
    public void state(String status, String prompt) {}

    private void say(String line) {
        print(List.of(SafeText.line(line)));
    }

    @Override
    public void connected(Welcome welcome) {
        say("connected " + welcome.account());
    }

    @Override
    public void disconnected(Disconnected disconnected) {
        say(
                "disconnected: "
                        + disconnected.detail()
                        + (disconnected.willRetry() ? "; trying again" : ""));
    }

    @Override
    public void event(Event event) {
        switch (event) {
            case Event.MessageNew(_, String thread, Message message, String suggested) -> {
                print(message(thread, message));
                if (suggested != null) {
                    say("      [perhaps an answer in " + suggested + "]");
                }
            }
            case Event.MessageState state ->
                    say(
                            "state "
                                    + state.message()
                                    + " "
                                    + state.party()
                                    + " "
                                    + state.state().name().toLowerCase(Locale.ROOT)
                                    + reason(state));
            case Event.ThreadRead read -> say("read " + read.thread() + " " + read.upTo());
            case Event.MessageFlags _,
                    Event.MessageRemoved _,
                    Event.MailboxChanged _,
                    Event.Other _ -> {}
        }
    }

    private static String reason(Event.MessageState state) {
        return state.reason() == null ? "" : ": " + state.reason();
    }

    private List<String> message(String thread, Message message) {
        String place = "[" + SafeText.line(thread) + "] " + SafeText.line(message.subject());
        return layout.message(message, false, place, this);
    }

    @Override
    public void resync(long head) {
        say("resync " + head);
    }

    @Override
    public void sent(Sent sent) {
        say("sent " + sent.message() + " " + sent.thread());
    }

    @Override
    public void threads(ThreadsPage page) {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (ThreadSummary thread : page.threads()) {
            number++;
            lines.add(layout.thread(number, thread, false, this));
        }
        print(lines.isEmpty() ? List.of("no threads") : lines);
    }

    @Override
    public void history(HistoryPage page) {
        for (Message message : page.messages().reversed()) {
            print(message(page.thread(), message));
            print(layout.state(message, this));
        }
    }

    @Override
    public void search(SearchPage page) {
        page.hits().forEach(hit -> print(message(hit.thread(), hit.message())));
    }

    @Override
    public void opened(String thread) {
        say("opened " + thread);
    }

    @Override
    public void read(String thread, String upTo) {
        say("read " + thread + " " + upTo);
    }

    @Override
    public void saved(String message, String part, String file) {
        say("saved " + message + " " + part + " " + file);
    }

    @Override
    public void failed(String command, String reason) {
        say("failed " + command + ": " + reason);
    }
}
