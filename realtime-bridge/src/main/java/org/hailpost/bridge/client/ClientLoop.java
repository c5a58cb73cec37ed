package org.hailpost.bridge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ServerFrame.Bye;
import org.hailpost.bridge.frame.ServerFrame.Failure;
import org.hailpost.bridge.frame.ServerFrame.Resync;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a client: at most one {@link Connection} at a time, what follows from each frame,
 * and what follows from its end. Everything here runs on the serial loop; the public methods bring
 * their work there.
 */
final class ClientLoop implements Connection.Owner, Deliveries.Outcome {
    private static final int DETAIL = 200;

    private final ClientOptions options;
    private final Transport transport;
    private final Timers timers;
    private final FrameCodec codec = FrameCodec.forTerminal();
    private final SerialExecutor loop;
    private final Backoff backoff;
    private final EventCursor cursor;
    private final Requests requests;
    private final Acknowledger acknowledger;
    private final Deliveries deliveries;
    private final CompletableFuture<Welcome> firstWelcome = new CompletableFuture<>();
    private final CompletableFuture<Disconnected> ended = new CompletableFuture<>();
    private volatile @Nullable Welcome welcome;
    private @Nullable Connection connection;
    private @Nullable Resume asked;
    private Timers.@Nullable Timer retry;
    private boolean closing;
    private boolean over;

    ClientLoop(
            ClientOptions options,
            Transport transport,
            Timers timers,
            Backoff backoff,
            Listener listener,
            @Nullable Resume start) {
        this.options = options;
        this.transport = transport;
        this.timers = timers;
        this.backoff = backoff;
        this.loop = new SerialExecutor(options.executor());
        this.cursor = new EventCursor(start, options.window());
        this.requests = new Requests(loop, options.executor(), timers);
        this.acknowledger =
                new Acknowledger(
                        options.window(), timers, loop, seq -> send(new ClientFrame.Ack(seq)));
        this.deliveries = new Deliveries(options.executor(), listener, options.store(), this);
    }

    void start() {
        loop.execute(this::dial);
    }

    /** Completes with the first welcome, or fails when there will be none. */
    CompletableFuture<Welcome> firstWelcome() {
        return firstWelcome.copy();
    }

    /** Completes when the client has ended for good. */
    CompletableFuture<Disconnected> ended() {
        return ended.copy();
    }

    /** The newest welcome, of a session that may be over. */
    Optional<Welcome> welcome() {
        return Optional.ofNullable(welcome);
    }

    /** Asks until there is an answer, over reconnects, for at most the timeout. */
    CompletableFuture<ServerFrame> ask(long request, ClientFrame frame, Duration timeout) {
        CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
        String json = encode(frame);
        loop.execute(() -> ask(request, json, answer, timeout));
        return answer;
    }

    private void ask(
            long request, String json, CompletableFuture<ServerFrame> answer, Duration timeout) {
        Welcome now = welcome;
        int limit = now == null ? FrameLimits.CLIENT_FRAME : now.limits().frame();
        if (over || closing) {
            requests.fail(answer, new ClientClosedException("the client is closed"));
        } else if (json.getBytes(UTF_8).length > limit) {
            requests.fail(
                    answer,
                    new RequestFailedException(
                            ErrorCode.TOO_LARGE, false, null, "more than " + limit + " bytes"));
        } else if (requests.add(request, json, answer, timeout)) {
            sendText(json);
        }
    }

    /** Says it now or never. */
    void hint(Ephemeral frame) {
        loop.execute(() -> send(frame));
    }

    void close() {
        loop.execute(() -> {
            if (over || closing) {
                return;
            }
            closing = true;
            acknowledger.flush();
            if (connection == null) {
                end(new Disconnected(null, "closed", false, Duration.ZERO));
            } else {
                connection.close();
            }
        });
    }

    private void dial() {
        if (over || closing) {
            return;
        }
        asked = cursor.resume();
        ClientFrame.Hello hello =
                new ClientFrame.Hello(
                        ClientFrame.Hello.VERSION,
                        options.credential(),
                        options.terminal(),
                        asked,
                        options.window());
        Connection next =
                new Connection(loop, timers, codec, encode(hello), options.probeAfter(), this);
        connection = next;
        next.dial(transport);
    }

    @Override
    public void frame(Connection from, ServerFrame frame) {
        switch (frame) {
            case Welcome now -> welcomed(from, now);
            case Event event -> event(from, event);
            case Resync resync -> resynced(resync);
            case Ephemeral ephemeral -> deliveries.ephemeral(ephemeral);
            case ServerFrame.Ok ok -> requests.answered(ok.request(), ok);
            case ServerFrame.ThreadsPage page -> requests.answered(page.request(), page);
            case ServerFrame.HistoryPage page -> requests.answered(page.request(), page);
            case ServerFrame.SearchPage page -> requests.answered(page.request(), page);
            case Failure failure -> {
                Long request = failure.request();
                if (request == null) {
                    from.failure(failure);
                } else {
                    requests.refused(request, failure);
                }
            }
            case Bye bye -> from.bye(bye);
            case ServerFrame.Unknown _ -> {}
        }
    }

    private void welcomed(Connection from, Welcome now) {
        if (from.live()) {
            from.finish(0, "a second welcome");
            return;
        }
        welcome = now;
        cursor.welcomed(
                asked, now.epoch(), now.resumed(), now.scope() instanceof Scope.WholeAccount);
        acknowledger.begin(cursor.acknowledgeable());
        from.welcomed(now);
        deliveries.tell(listener -> listener.connected(now));
        firstWelcome.completeAsync(() -> now, options.executor());
        requests.unanswered().forEach(this::sendText);
    }

    private void event(Connection from, Event event) {
        String epoch = cursor.epoch();
        if (!from.live() || epoch == null) {
            from.finish(0, "an event before the welcome");
            return;
        }
        switch (cursor.offer(event.seq())) {
            case DUPLICATE -> acknowledger.reached(cursor.acknowledgeable());
            case GAP -> from.finish(0, "events are missing before " + event.seq());
            case EXCESS -> from.finish(0, "more events than the window allows");
            case NEXT -> {
                from.progress();
                deliveries.event(epoch, event);
            }
        }
    }

    private void resynced(Resync resync) {
        cursor.resynced(resync.epoch(), resync.head());
        acknowledger.begin(resync.head());
        deliveries.resync(resync.epoch(), resync.head());
    }

    @Override
    public void handled(String epoch, long seq) {
        loop.execute(() -> {
            cursor.handled(epoch, seq);
            if (connection != null && connection.live()) {
                acknowledger.reached(cursor.acknowledgeable());
            }
        });
    }

    @Override
    public void failed(long seq) {
        loop.execute(() -> {
            cursor.rewind();
            deliveries.restart();
            if (connection != null) {
                connection.finish(0, "the listener failed at " + seq);
            }
        });
    }

    @Override
    public void over(Connection from, int code, String reason) {
        connection = null;
        if (closing) {
            end(new Disconnected(null, "closed", false, Duration.ZERO));
            return;
        }
        if (from.good()) {
            backoff.reset();
        }
        Bye bye = from.bye();
        Failure failure = from.failure();
        CloseCode known = CloseCode.of(bye == null ? code : bye.code()).orElse(null);
        String detail = detail(known, reason, failure);
        boolean again = bye == null ? known == null || known.reconnect() : bye.reconnect();
        if (!again) {
            end(new Disconnected(known, detail, false, Duration.ZERO));
            return;
        }
        Duration wait = wait(bye, failure);
        deliveries.tell(each -> each.disconnected(new Disconnected(known, detail, true, wait)));
        retry = timers.after(wait, () -> loop.execute(this::dial));
    }

    private Duration wait(@Nullable Bye bye, @Nullable Failure failure) {
        Duration own = backoff.next();
        if (bye != null && bye.jitterMillis() > 0) {
            return backoff.below(bye.jitterMillis());
        }
        Long asked = failure == null ? null : failure.retryAfterMillis();
        return asked == null ? own : own.plusMillis(Math.clamp(asked, 0, 600_000));
    }

    private static String detail(
            @Nullable CloseCode known, String reason, @Nullable Failure failure) {
        String detail = failure == null ? reason : failure.detail();
        if (detail.isBlank()) {
            detail = known == null ? "connection lost" : known.reason();
        }
        return detail.substring(0, Math.min(detail.length(), DETAIL));
    }

    private void end(Disconnected last) {
        over = true;
        if (retry != null) {
            retry.cancel();
        }
        ClientClosedException closed = new ClientClosedException(last.detail());
        requests.failAll(closed);
        deliveries.stop(
                listener -> listener.disconnected(last),
                () -> {
                    firstWelcome.completeExceptionally(closed);
                    ended.complete(last);
                });
        transport.shutdown();
    }

    private void send(ClientFrame frame) {
        sendText(encode(frame));
    }

    private void sendText(String json) {
        if (connection != null && connection.live()) {
            connection.send(json);
        }
    }

    private String encode(ClientFrame frame) {
        return new String(codec.encode(frame), UTF_8);
    }
}
