package org.hailpost.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/**
 * Fuzz target: whatever messages say of each other, each is in the threads once, and the response
 * is well-formed. Four bytes are a message: its id, two references, its subject and its date.
 */
public final class ThreadFuzz {
    private static final MessageMeta META = meta();
    private static final int MAX_MESSAGES = 2_000;

    private ThreadFuzz() {}

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int count = Math.min(data.length / 4, MAX_MESSAGES);
        for (Threading threading : List.of(new ReferencesThreading(), new SubjectThreading())) {
            for (int i = 0; i < count; i++) {
                MessageMeta meta = message(data, 4 * i);
                threading.take(new ThreadNode(i, meta), meta);
            }
            check(threading.threads(), count);
        }
    }

    private static void check(List<ThreadNode> threads, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WireOutput out = new WireOutput(bytes);
        try {
            for (ThreadNode thread : threads) {
                thread.write(out, at -> at + 1);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = bytes.toString(StandardCharsets.US_ASCII);
        BitSet seen = new BitSet();
        int depth = 0;
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = 10 * number + c - '0';
                continue;
            }
            if (number > 0) {
                if (seen.get(number) || depth == 0) {
                    throw new AssertionError(number + " in " + text);
                }
                seen.set(number);
                number = 0;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        if (depth != 0 || seen.cardinality() != count || text.contains("()")) {
            throw new AssertionError(count + " messages are " + text);
        }
    }

    /** Few ids, so that they meet; 0 is none. */
    private static MessageMeta message(byte[] data, int at) {
        String id = id(data[at]);
        String references = id(data[at + 1]) + " " + id(data[at + 2]);
        int rest = data[at + 3];
        String subject = (rest & 1) != 0 ? "Re: " : "";
        subject += (rest & 6) == 0 ? "" : "s" + (rest & 6);
        String date = "1 May 2026 12:%02d:00 +0000".formatted(rest >> 3 & 31);
        String envelope =
                "(\"%s\" \"%s\" NIL NIL NIL NIL NIL NIL NIL \"%s\")".formatted(date, subject, id);
        return new MessageMeta(
                1,
                META.size(),
                META.traceSize(),
                META.headerSize(),
                META.internalDate(),
                META.sentDay(),
                META.threadId(),
                envelope.getBytes(StandardCharsets.US_ASCII),
                null,
                null,
                null,
                ("References: " + references + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII),
                null,
                null,
                null);
    }

    private static String id(byte value) {
        int id = value & 63;
        return id == 0 ? "" : "<" + id + "@x>";
    }

    private static MessageMeta meta() {
        RowPage page = new RowPage(1);
        MsnRanges first = new MsnRanges();
        first.add(1, 1);
        FuzzMailbox.view().read(first.cursor(), page);
        Map<Long, MessageMeta> metas = FuzzMailbox.metas(page);
        return Objects.requireNonNull(metas.get(page.messageId(0)));
    }
}
