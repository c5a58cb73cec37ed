package org.hailpost.bridge.frame;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal says. A {@code request} number is the terminal's own; it comes back in the
 * answer.
 */
public sealed interface ClientFrame extends Frame
        permits Ephemeral,
                ClientFrame.Hello,
                ClientFrame.Ack,
                ClientFrame.Send,
                ClientFrame.Threads,
                ClientFrame.History,
                ClientFrame.Search,
                ClientFrame.Read,
                ClientFrame.Unknown {

    /**
     * The first frame of a session, due within five seconds; the only one that carries a
     * credential.
     */
    record Hello(
            int version,
            Credential credential,
            Terminal terminal,
            @Nullable Resume resume,
            @Nullable Integer window)
            implements ClientFrame {
        public static final int VERSION = 1;

        public Hello {
            Check.that(version == VERSION, "version must be 1");
            Check.present(credential, "credential");
            Check.present(terminal, "terminal");
            Check.that(
                    window == null || (window >= 1 && window <= FrameLimits.WINDOW),
                    "window must be 1 to 1024");
        }
    }

    /** Everything up to and including {@code seq} is stored or shown; also the credit for more. */
    record Ack(long seq) implements ClientFrame {
        public Ack {
            Check.that(seq >= 0, "seq must not be negative");
        }
    }

    /** Writes into {@code thread}, or to the addresses {@code to}: exactly one of the two. */
    record Send(
            long request,
            UUID clientId,
            @Nullable String thread,
            List<String> to,
            @Nullable String subject,
            String text,
            List<SentBlob> blobs,
            @Nullable SendMode mode)
            implements ClientFrame {
        public Send {
            Check.request(request);
            Check.present(clientId, "clientId");
            to = Check.list(to, "to", FrameLimits.RECIPIENTS, FrameLimits.ADDRESS);
            blobs = Check.copy(blobs, "blobs", FrameLimits.BLOBS);
            Check.that((thread == null) != to.isEmpty(), "exactly one of thread and to");
            Check.optionalId(thread, 'T', "thread");
            Check.optionalLength(subject, FrameLimits.SUBJECT, "subject");
            Check.length(text, FrameLimits.SEND_TEXT, "text");
        }
    }

    /**
     * Asks for the message list: threads, newest first. Answered by {@link
     * ServerFrame.ThreadsPage}.
     */
    record Threads(long request, @Nullable String cursor, @Nullable Integer limit)
            implements ClientFrame {
        public Threads {
            Check.request(request);
            Check.optionalLength(cursor, FrameLimits.CURSOR, "cursor");
            Check.page(limit);
        }
    }

    /**
     * Asks for a thread's messages, newest first. Answered by {@link ServerFrame.HistoryPage}.
     *
     * @param whole whether texts come as they were written, with all that is folded else
     */
    record History(
            long request,
            String thread,
            @Nullable String before,
            @Nullable Integer limit,
            @Nullable Boolean whole)
            implements ClientFrame {
        public History {
            Check.request(request);
            Check.id(thread, 'T', "thread");
            Check.optionalLength(before, FrameLimits.CURSOR, "before");
            Check.page(limit);
        }
    }

    /** Full text search over the account's messages. Answered by {@link ServerFrame.SearchPage}. */
    record Search(long request, String text, @Nullable Integer limit) implements ClientFrame {
        public Search {
            Check.request(request);
            Check.length(text, FrameLimits.SEARCH_TEXT, "text");
            Check.that(!text.isBlank(), "text must not be blank");
            Check.page(limit);
        }
    }

    /**
     * The thread was read up to a message. Answered by {@link ServerFrame.Ok} only if it has a
     * number.
     */
    record Read(@Nullable Long request, String thread, String upTo) implements ClientFrame {
        public Read {
            Check.optionalRequest(request);
            Check.id(thread, 'T', "thread");
            Check.id(upTo, 'M', "upTo");
        }
    }

    /**
     * A frame of a type this version does not know; answered {@code unsupported} if it has a
     * number.
     */
    record Unknown(String type, @Nullable Long request) implements ClientFrame {}
}
