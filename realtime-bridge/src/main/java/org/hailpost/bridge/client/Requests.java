package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * What the client asked and the gateway has not answered, in order, at most {@value #MOST}. All of
 * it is safe to ask twice (a send by its clientId), so a new session asks again under the same
 * numbers. Owned by the client's loop; futures complete on the executor, so that what hangs on them
 * cannot hold the loop.
 */
final class Requests {
    static final int MOST = 128;

    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final SerialExecutor loop;
    private final Executor executor;
    private final Timers timers;

    private record Pending(
            String json, CompletableFuture<ServerFrame> answer, Timers.Timer deadline) {}

    Requests(SerialExecutor loop, Executor executor, Timers timers) {
        this.loop = loop;
        this.executor = executor;
        this.timers = timers;
    }

    /** False if too much is unanswered; the future has failed then. */
    boolean add(
            long request, String json, CompletableFuture<ServerFrame> answer, Duration timeout) {
        if (pending.size() >= MOST) {
            fail(
                    answer,
                    new RequestFailedException(
                            ErrorCode.RATE_LIMITED, true, null, "too many unanswered requests"));
            return false;
        }
        Timers.Timer deadline =
                timers.after(timeout, () -> loop.execute(() -> expire(request, timeout)));
        pending.put(request, new Pending(json, answer, deadline));
        return true;
    }

    private void expire(long request, Duration timeout) {
        Pending late = pending.remove(request);
        if (late != null) {
            fail(late.answer, new TimeoutException("no answer in " + timeout));
        }
    }

    /** What a new session has to send again. */
    List<String> unanswered() {
        return pending.values().stream().map(Pending::json).toList();
    }

    /** The answer to a request; of one that nobody waits for, nothing happens. */
    void answered(long request, ServerFrame frame) {
        Pending done = take(request);
        if (done != null) {
            executor.execute(() -> done.answer.complete(frame));
        }
    }

    void refused(long request, ServerFrame.Failure failure) {
        Pending done = take(request);
        if (done != null) {
            Long millis = failure.retryAfterMillis();
            fail(
                    done.answer,
                    new RequestFailedException(
                            failure.code(),
                            failure.temporary(),
                            millis == null ? null : Duration.ofMillis(millis),
                            failure.detail()));
        }
    }

    private @Nullable Pending take(long request) {
        Pending done = pending.remove(request);
        if (done != null) {
            done.deadline.cancel();
        }
        return done;
    }

    void failAll(RuntimeException failure) {
        for (Pending left : new ArrayList<>(pending.values())) {
            left.deadline.cancel();
            fail(left.answer, failure);
        }
        pending.clear();
    }

    void fail(CompletableFuture<ServerFrame> answer, Exception failure) {
        executor.execute(() -> answer.completeExceptionally(failure));
    }
}
