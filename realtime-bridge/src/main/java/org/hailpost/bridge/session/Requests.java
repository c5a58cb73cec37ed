package org.hailpost.bridge.session;

import java.time.Duration;
import java.util.UUID;
import java.util.function.IntFunction;
import org.hailpost.bridge.address.TableUnavailableException;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.frame.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests: checks the scope, asks {@link Conversations}, turns every failure into one
 * {@code error} frame. Stateless, shared by all sessions; runs on the session's thread and may
 * block.
 */
final class Requests {
    private static final Logger log = LoggerFactory.getLogger(Requests.class);
    private static final int DEFAULT_PAGE = 30;
    private static final byte[] NOTHING = {};

    private final Conversations conversations;
    private final FrameCodec codec;

    Requests(Conversations conversations, FrameCodec codec) {
        this.conversations = conversations;
        this.codec = codec;
    }

    /**
     * The answer to a request, never longer than a terminal must take; empty if none was asked for.
     */
    byte[] answer(Principal principal, UUID terminal, ClientFrame frame) {
        Long number = number(frame);
        try {
            return switch (frame) {
                case ClientFrame.Send send -> send(principal, terminal, send);
                case ClientFrame.Threads threads -> threads(principal, threads);
                case ClientFrame.History history -> history(principal, history);
                case ClientFrame.Search search -> search(principal, search);
                case ClientFrame.Read read -> read(principal, read);
                case ClientFrame.Unknown _ -> unsupported(number);
                case ClientFrame.Hello _, ClientFrame.Ack _, Ephemeral _ ->
                        throw new IllegalArgumentException("not a request: " + frame.getClass());
            };
        } catch (RequestRefusedException e) {
            return failure(number, e.code(), false, null, String.valueOf(e.getMessage()));
        } catch (PortUnavailableException | TableUnavailableException e) {
            log.debug("event=request-unavailable", e);
            return failure(number, ErrorCode.UNAVAILABLE, true, null, "try again later");
        } catch (RuntimeException e) {
            log.error("event=request-failed", e);
            return failure(number, ErrorCode.INTERNAL, true, null, "internal error");
        }
    }

    /** The number a frame wants its answer under. */
    static @Nullable Long number(ClientFrame frame) {
        return switch (frame) {
            case ClientFrame.Send send -> Long.valueOf(send.request());
            case ClientFrame.Threads threads -> Long.valueOf(threads.request());
            case ClientFrame.History history -> Long.valueOf(history.request());
            case ClientFrame.Search search -> Long.valueOf(search.request());
            case ClientFrame.Read read -> read.request();
            case ClientFrame.Unknown unknown -> unknown.request();
            case ClientFrame.Hello _, ClientFrame.Ack _, Ephemeral _ -> null;
        };
    }

    private byte[] send(Principal principal, UUID terminal, ClientFrame.Send send) {
        requireScope(principal, send.thread());
        return switch (conversations.send(principal, terminal, request(send))) {
            case Conversations.Sent sent ->
                    codec.encode(
                            new ServerFrame.Ok(
                                    send.request(), sent.message(), sent.thread(), sent.seq()));
            case Conversations.Failed failed ->
                    failure(
                            send.request(),
                            failed.code(),
                            failed.temporary(),
                            failed.retryAfter(),
                            failed.detail());
        };
    }

    private byte[] threads(Principal principal, ClientFrame.Threads threads) {
        requireScope(principal, null);
        return bounded(
                limit(threads.limit()),
                limit -> {
                    var page = conversations.threads(principal, threads.cursor(), limit);
                    return new ServerFrame.ThreadsPage(
                            threads.request(), page.items(), page.next());
                });
    }

    private byte[] history(Principal principal, ClientFrame.History history) {
        requireScope(principal, history.thread());
        return bounded(
                limit(history.limit()),
                limit -> {
                    var page =
                            conversations.history(
                                    principal,
                                    history.thread(),
                                    history.before(),
                                    limit,
                                    Boolean.TRUE.equals(history.whole()));
                    return new ServerFrame.HistoryPage(
                            history.request(), history.thread(), page.items(), page.next());
                });
    }

    private byte[] search(Principal principal, ClientFrame.Search search) {
        requireScope(principal, null);
        return bounded(
                limit(search.limit()),
                limit ->
                        new ServerFrame.SearchPage(
                                search.request(),
                                conversations.search(principal, search.text(), limit)));
    }

    private byte[] read(Principal principal, ClientFrame.Read read) {
        requireScope(principal, read.thread());
        conversations.read(principal, read.thread(), read.upTo());
        Long number = read.request();
        return number == null
                ? NOTHING
                : codec.encode(new ServerFrame.Ok(number, null, null, null));
    }

    private byte[] unsupported(@Nullable Long number) {
        return number == null
                ? NOTHING
                : failure(number, ErrorCode.UNSUPPORTED, false, null, "unknown request");
    }

    /** Asks for fewer items until the page is small enough; a single item always is. */
    private byte[] bounded(int limit, IntFunction<ServerFrame> page) {
        byte[] frame = codec.encode(page.apply(limit));
        return frame.length <= FrameLimits.SERVER_FRAME || limit == 1
                ? frame
                : bounded(limit / 2, page);
    }

    byte[] failure(
            @Nullable Long request,
            ErrorCode code,
            boolean temporary,
            @Nullable Duration retryAfter,
            String detail) {
        return codec.encode(
                new ServerFrame.Failure(
                        request,
                        code,
                        temporary,
                        retryAfter == null ? null : retryAfter.toMillis(),
                        detail));
    }

    /** What touches no single thread needs the whole account. */
    private static void requireScope(Principal principal, @Nullable String thread) {
        boolean allowed =
                thread == null
                        ? principal.scope() instanceof Scope.WholeAccount
                        : principal.scope().covers(thread);
        if (!allowed) {
            throw new RequestRefusedException(ErrorCode.FORBIDDEN, "outside this session's scope");
        }
    }

    private static Conversations.SendRequest request(ClientFrame.Send send) {
        SendMode mode = send.mode();
        return new Conversations.SendRequest(
                send.clientId(),
                send.thread(),
                send.to(),
                send.subject(),
                send.text(),
                send.blobs(),
                mode == null ? SendMode.AUTO : mode);
    }

    private static int limit(@Nullable Integer asked) {
        return asked == null ? DEFAULT_PAGE : asked;
    }
}
