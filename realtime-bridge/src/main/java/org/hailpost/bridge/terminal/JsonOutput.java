package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Frame;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.ServerFrame.HistoryPage;
import org.hailpost.bridge.frame.ServerFrame.SearchPage;
import org.hailpost.bridge.frame.ServerFrame.ThreadsPage;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object per line, in ASCII: the frames of {@code hailpost.v1} as they are, and a few
 * types of its own.
 */
final class JsonOutput implements ScriptOutput {
    private final PrintStream out;
    private final FrameCodec codec = FrameCodec.forTerminal();

    JsonOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void connected(Welcome welcome) {
        frame(welcome);
    }

    @Override
    public void disconnected(Disconnected disconnected) {
        line(
                type("disconnected")
                        .put("detail", disconnected.detail())
                        .put("willRetry", disconnected.willRetry()));
    }

    @Override
    public void event(Event event) {
        frame(event);
    }

    @Override
    public void resync(long head) {
        line(type("resync").put("head", head));
    }

    @Override
    public void sent(Sent sent) {
        line(
                type("sent")
                        .put("clientId", sent.clientId().toString())
                        .put("message", sent.message())
                        .put("thread", sent.thread())
                        .put("seq", sent.seq()));
    }

    @Override
    public void threads(ThreadsPage page) {
        frame(page);
    }

    @Override
    public void history(HistoryPage page) {
        frame(page);
    }

    @Override
    public void search(SearchPage page) {
        frame(page);
    }

    @Override
    public void opened(String thread) {
        line(type("opened").put("thread", thread));
    }

    @Override
    public void read(String thread, String upTo) {
        line(type("read").put("thread", thread).put("upTo", upTo));
    }

    @Override
    public void saved(String message, String part, String file) {
        line(type("saved").put("message", message).put("part", part).put("file", file));
    }

    @Override
    public void failed(String command, String reason) {
        line(type("failed").put("command", command).put("detail", reason));
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private void frame(Frame frame) {
        print(new String(codec.encode(frame), UTF_8));
    }

    private void line(ObjectNode json) {
        print(json.toString());
    }

    /**
     * Beyond ASCII stands only in strings, where an escape means the same and no terminal can be
     * misled.
     */
    private void print(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7F) {
                ascii.append(c);
            } else {
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        out.println(ascii);
        out.flush();
    }
}
