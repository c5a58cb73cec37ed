package org.hailpost.bridge.frame;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the gateway says. Events have their own family: {@link Event}. */
public sealed interface ServerFrame extends Frame
        permits Ephemeral,
                Event,
                ServerFrame.Welcome,
                ServerFrame.Ok,
                ServerFrame.ThreadsPage,
                ServerFrame.HistoryPage,
                ServerFrame.SearchPage,
                ServerFrame.Failure,
                ServerFrame.Resync,
                ServerFrame.Bye,
                ServerFrame.Unknown {

    /**
     * The credential holds and the terminal is in the mapping table.
     *
     * @param resumed whether the events go on right after the resume point of the hello
     * @param head the newest seq of the account at this moment
     */
    record Welcome(
            UUID session,
            String node,
            String account,
            Scope scope,
            String epoch,
            long head,
            boolean resumed,
            int pingSeconds,
            int leaseSeconds,
            Limits limits,
            Instant serverTime)
            implements ServerFrame {

        /** Bytes of a frame a client may send, bytes of a blob, messages a minute. */
        public record Limits(int frame, long blob, int sendsPerMinute) {}
    }

    /** A request is done. {@code message}, {@code thread} and {@code seq} answer a send. */
    record Ok(long request, @Nullable String message, @Nullable String thread, @Nullable Long seq)
            implements ServerFrame {}

    /** Answers {@code threads}; {@code cursor} asks for the next page, absent on the last. */
    record ThreadsPage(long request, List<ThreadSummary> threads, @Nullable String cursor)
            implements ServerFrame {
        public ThreadsPage {
            threads = Check.copy(threads);
        }
    }

    /**
     * Answers {@code history}, newest first; {@code before} asks for the next page, absent on the
     * last.
     */
    record HistoryPage(long request, String thread, List<Message> messages, @Nullable String before)
            implements ServerFrame {
        public HistoryPage {
            messages = Check.copy(messages);
        }
    }

    /** Answers {@code search}, best or newest first. */
    record SearchPage(long request, List<Hit> hits) implements ServerFrame {
        public SearchPage {
            hits = Check.copy(hits);
        }

        /** A message and the thread it lies in. */
        public record Hit(String thread, Message message) {}
    }

    /** The frame {@code error}. Without {@code request} it is about the session. */
    record Failure(
            @Nullable Long request,
            ErrorCode code,
            boolean temporary,
            @Nullable Long retryAfterMillis,
            String detail)
            implements ServerFrame {}

    /**
     * Events up to {@code head} are not sent; page threads instead. Live events go on after {@code
     * head}.
     */
    record Resync(String epoch, long head) implements ServerFrame {}

    /** The gateway closes next with {@code code}; reconnect after a random part of the jitter. */
    record Bye(int code, boolean reconnect, long jitterMillis) implements ServerFrame {}

    /** A frame of a type this version does not know; to be ignored. */
    record Unknown(String type) implements ServerFrame {}
}
