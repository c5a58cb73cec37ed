package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import org.hailpost.mailbox.MessageMeta;

/**
 * A message in a tree of threads, or a dummy that only holds its children together. Threads may be
 * as deep as there are messages: nothing here recurses.
 */
final class ThreadNode {
    /** By sent date (RFC 5256 §2.2), alike ones in mailbox order; a dummy as its first child. */
    static final Comparator<ThreadNode> BY_DATE =
            Comparator.comparingLong((ThreadNode node) -> node.shown().sent)
                    .thenComparingInt(node -> node.shown().at);

    /** A message with its ids and those that it cites, about. */
    static final long OCTETS = 1024;

    private static final int DUMMY = -1;

    final List<ThreadNode> children = new ArrayList<>(0);
    private final int at;
    private final long sent;
    private final String subject;
    private final boolean reply;

    /** A dummy. */
    ThreadNode() {
        at = DUMMY;
        sent = 0;
        subject = "";
        reply = false;
    }

    /**
     * @param at place of the message in what was found
     */
    ThreadNode(int at, MessageMeta meta) {
        EnvelopeFields envelope = EnvelopeFields.parse(Objects.requireNonNull(meta.envelope()));
        BaseSubject base = BaseSubject.of(envelope.subject());
        this.at = at;
        this.sent = envelope.sent(meta);
        this.subject = SortTable.key(base.text());
        this.reply = base.replyOrForward();
    }

    boolean dummy() {
        return at == DUMMY;
    }

    /** The base subject in its collation; of a dummy that of its first child. */
    String subject() {
        return shown().subject;
    }

    boolean replyOrForward() {
        return reply;
    }

    private ThreadNode shown() {
        return dummy() ? children.getFirst() : this;
    }

    void sortChildren() {
        if (children.size() > 1) {
            children.sort(BY_DATE);
        }
    }

    /** Writes it as a thread-list (RFC 5256 §5). */
    void write(WireOutput out, IntToLongFunction number) throws IOException {
        Deque<Iterator<ThreadNode>> branches = new ArrayDeque<>();
        ThreadNode node = this;
        out.put('(');
        while (true) {
            if (!node.dummy()) {
                out.number(number.applyAsLong(node.at));
                if (!node.children.isEmpty()) {
                    out.put(' ');
                }
            }
            if (node.children.size() == 1) {
                node = node.children.getFirst();
                continue;
            }
            branches.push(node.children.iterator());
            while (!branches.isEmpty() && !branches.getFirst().hasNext()) {
                branches.pop();
                out.put(')');
            }
            if (branches.isEmpty()) {
                return;
            }
            node = branches.getFirst().next();
            out.put('(');
        }
    }
}
