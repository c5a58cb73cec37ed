package org.hailpost.bridge.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ServerFrame.HistoryPage;
import org.hailpost.bridge.frame.ServerFrame.Ok;
import org.hailpost.bridge.frame.ServerFrame.SearchPage;
import org.hailpost.bridge.frame.ServerFrame.ThreadsPage;
import org.hailpost.bridge.frame.ServerFrame.Welcome;
import org.jspecify.annotations.Nullable;

/**
 * A terminal of an account, as a Java object: connects, stays connected, hands events to a {@link
 * Listener} once and in order, and sends. Thread-safe; no method but {@link #connect} and {@link
 * #close} blocks.
 *
 * <p>Futures fail with {@link RequestFailedException} (the gateway said no), {@link
 * TimeoutException} (it said nothing in time) or {@link ClientClosedException}. Whatever was asked
 * is asked again after a reconnect, under the same ids, until one of these.
 */
public final class BridgeClient implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final ClientOptions options;
    private final Transport transport;
    private final Timers timers;
    private final Backoff backoff;
    private final BlobTransfer transfer;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicReference<@Nullable ClientLoop> started = new AtomicReference<>();

    BridgeClient(
            ClientOptions options,
            Transport transport,
            Timers timers,
            Backoff backoff,
            BlobTransfer transfer) {
        this.options = options;
        this.transport = transport;
        this.timers = timers;
        this.backoff = backoff;
        this.transfer = transfer;
    }

    /**
     * Starts to build a client of the bridge at {@code ws://} or {@code wss://}; an empty path
     * means {@code /bridge}.
     */
    public static ClientBuilder builder(URI server) {
        return new ClientBuilder(server);
    }

    /**
     * Begins to connect, and goes on doing so until closed or refused. To be called once.
     *
     * @return completes with the first welcome; fails with {@link ClientClosedException} if there
     *     will be none
     * @throws UncheckedIOException if the resume point cannot be read
     */
    @CanIgnoreReturnValue
    public CompletableFuture<Welcome> connect(Listener listener) {
        ClientLoop loop;
        try {
            loop =
                    new ClientLoop(
                            options,
                            transport,
                            timers,
                            backoff,
                            listener,
                            options.store().load().orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!started.compareAndSet(null, loop)) {
            throw new IllegalStateException("already connected once");
        }
        loop.start();
        return loop.firstWelcome();
    }

    /** Completes when the client has ended for good, with the reason. */
    public CompletableFuture<Disconnected> ended() {
        return loop().ended();
    }

    /**
     * What the gateway said last about itself and the account; empty before the first connection.
     */
    public Optional<Welcome> welcome() {
        ClientLoop loop = started.get();
        return loop == null ? Optional.empty() : loop.welcome();
    }

    /** The account this client speaks for, as the gateway writes it. */
    public String account() {
        return welcome()
                .orElseThrow(() -> new IllegalStateException("not connected yet"))
                .account();
    }

    /** Answers in a thread. */
    @CanIgnoreReturnValue
    public CompletableFuture<Sent> reply(String thread, String text) {
        return send(Outgoing.reply(thread, text));
    }

    /** Writes to an address, local or foreign. */
    @CanIgnoreReturnValue
    public CompletableFuture<Sent> send(String address, String text) {
        return send(Outgoing.to(address, text));
    }

    /** Sends once, however often the connection breaks in between. */
    @CanIgnoreReturnValue
    public CompletableFuture<Sent> send(Outgoing message) {
        long request = requests.incrementAndGet();
        ClientFrame.Send frame =
                new ClientFrame.Send(
                        request,
                        message.clientId(),
                        message.thread(),
                        message.to(),
                        message.subject(),
                        message.text(),
                        message.blobs(),
                        message.mode());
        return ask(request, frame, Ok.class, options.sendTimeout())
                .thenApply(ok -> sent(message, ok));
    }

    private static Sent sent(Outgoing message, Ok ok) {
        String id = ok.message();
        String thread = ok.thread();
        Long seq = ok.seq();
        if (id == null || thread == null || seq == null) {
            throw new IllegalStateException("the answer to a send has no message");
        }
        return new Sent(message.clientId(), id, thread, seq);
    }

    /**
     * Puts a file where a message can take it, by {@link Outgoing#withBlobs}. It keeps one of the
     * executor's threads busy, goes on where it was after a broken line, and fails with {@link
     * RequestFailedException} or {@link UncheckedIOException}.
     */
    public CompletableFuture<SentBlob> upload(Path file) {
        return transferring(() -> transfer.upload(file));
    }

    /**
     * Writes an attachment of a message to {@code out}, likewise.
     *
     * @param part what the {@link org.hailpost.bridge.frame.Attachment} says
     * @return completes with its size in bytes
     */
    public CompletableFuture<Long> download(String message, String part, OutputStream out) {
        return transferring(() -> transfer.download(message, part, out));
    }

    /** A transfer; it blocks. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> CompletableFuture<T> transferring(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(e);
                    }
                },
                options.executor());
    }

    /** The message list: threads, newest first. */
    public CompletableFuture<ThreadsPage> threads(@Nullable String cursor, int limit) {
        long request = requests.incrementAndGet();
        return ask(request, new ClientFrame.Threads(request, cursor, limit), ThreadsPage.class);
    }

    /** A thread's messages, newest first, before a cursor of an earlier page. */
    public CompletableFuture<HistoryPage> history(
            String thread, @Nullable String before, int limit) {
        return history(thread, before, limit, false);
    }

    /**
     * The same.
     *
     * @param whole with the quoted history and signatures that are folded away else
     */
    public CompletableFuture<HistoryPage> history(
            String thread, @Nullable String before, int limit, boolean whole) {
        long request = requests.incrementAndGet();
        return ask(
                request,
                new ClientFrame.History(request, thread, before, limit, whole ? true : null),
                HistoryPage.class);
    }

    public CompletableFuture<SearchPage> search(String text, int limit) {
        long request = requests.incrementAndGet();
        return ask(request, new ClientFrame.Search(request, text, limit), SearchPage.class);
    }

    /** Marks everything in the thread up to and including the message as read. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> read(String thread, String upTo) {
        long request = requests.incrementAndGet();
        return ask(request, new ClientFrame.Read(request, thread, upTo), Ok.class)
                .thenAccept(_ -> {});
    }

    /**
     * Lets the others in the thread know that somebody types, or no longer does. Lost when there is
     * no session.
     */
    public void typing(String thread, boolean started) {
        loop().hint(new Ephemeral("typing", thread, null, started ? "started" : "stopped"));
    }

    private <T extends ServerFrame> CompletableFuture<T> ask(
            long request, ClientFrame frame, Class<T> answer) {
        return ask(request, frame, answer, options.requestTimeout());
    }

    private <T extends ServerFrame> CompletableFuture<T> ask(
            long request, ClientFrame frame, Class<T> answer, Duration timeout) {
        return loop().ask(request, frame, timeout).thenApply(answer::cast);
    }

    private ClientLoop loop() {
        ClientLoop loop = started.get();
        if (loop == null) {
            throw new IllegalStateException("not connected yet");
        }
        return loop;
    }

    /**
     * Acknowledges what is handled and says goodbye; waits a moment for it. Nothing reaches the
     * listener afterwards.
     */
    @Override
    public void close() {
        ClientLoop loop = started.get();
        if (loop == null) {
            transport.shutdown();
            return;
        }
        loop.close();
        try {
            var _ = loop.ended().get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // It ends by itself; a listener that blocks may hold it up.
        }
    }
}
