package org.hailpost.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.SearchText;
import org.jspecify.annotations.Nullable;

/**
 * REFERENCES, in the steps and the words of RFC 5256 §3. While links are made (step 1) a message is
 * a number and a link is a number in an array; the tree (steps 2 to 6) is of nodes.
 */
final class ReferencesThreading implements Threading {
    private static final int NONE = -1;

    /** Of one message; the last ones are near. */
    private static final int MAX_REFERENCES = 100;

    /** Of ids of messages which are not here. Beyond it no more are noted. */
    private static final int MAX_DUMMY_OCTETS = 16 << 20;

    /** What one takes beside its characters. */
    private static final int DUMMY = 100;

    private final Map<String, Integer> byId = new HashMap<>();
    private final List<@Nullable ThreadNode> messages = new ArrayList<>();
    private int[] parents = new int[64];
    private int[] childCounts = new int[64];
    private int dummyOctets;

    @Override
    public Set<MessageMeta.Field> fields() {
        return EnumSet.of(MessageMeta.Field.ENVELOPE, MessageMeta.Field.HEADER);
    }

    @Override
    public void take(ThreadNode node, MessageMeta meta) {
        EnvelopeFields envelope = EnvelopeFields.parse(Objects.requireNonNull(meta.envelope()));
        link(place(node, envelope), references(envelope, meta));
    }

    /** The first message with an id has it, and takes its dummy's place; others are without. */
    private int place(ThreadNode node, EnvelopeFields envelope) {
        for (String id :
                MessageIds.parse(Objects.requireNonNullElse(envelope.messageId(), ""), 1)) {
            Integer known = byId.get(id);
            if (known == null) {
                byId.put(id, messages.size());
            } else if (messages.get(known) == null) {
                messages.set(known, node);
                return known;
            }
        }
        return add(node);
    }

    private static List<String> references(EnvelopeFields envelope, MessageMeta meta) {
        List<String> ids = new ArrayList<>();
        for (SearchText.Field field : SearchText.fields(Objects.requireNonNull(meta.header()))) {
            if (field.named("References")) {
                ids.addAll(MessageIds.parse(field.raw(), Integer.MAX_VALUE));
            }
        }
        if (ids.isEmpty()) {
            return MessageIds.parse(Objects.requireNonNullElse(envelope.inReplyTo(), ""), 1);
        }
        return List.copyOf(ids.subList(Math.max(0, ids.size() - MAX_REFERENCES), ids.size()));
    }

    private int add(@Nullable ThreadNode node) {
        int message = messages.size();
        if (message == parents.length) {
            parents = Arrays.copyOf(parents, 2 * message);
            childCounts = Arrays.copyOf(childCounts, 2 * message);
        }
        parents[message] = NONE;
        messages.add(node);
        return message;
    }

    @Override
    public List<ThreadNode> threads() {
        Set<ThreadNode> root = tree();
        root = mergeSubjects(root);
        for (ThreadNode node : messages) { // step 6
            if (node != null) {
                node.sortChildren();
            }
        }
        root.forEach(ThreadNode::sortChildren);
        return root.stream().sorted(ThreadNode.BY_DATE).toList();
    }

    /** Step 1. */
    private void link(int current, List<String> references) {
        int before = NONE;
        for (String id : references) {
            int message = byId.getOrDefault(id, NONE);
            if (message == NONE && dummyOctets < MAX_DUMMY_OCTETS) {
                message = add(null);
                byId.put(id, message);
                dummyOctets += DUMMY + id.length();
            }
            if (message == NONE) {
                continue;
            }
            if (before != NONE && parents[message] == NONE) {
                makeChild(before, message);
            }
            before = message;
        }
        if (parents[current] != NONE) {
            childCounts[parents[current]]--;
            parents[current] = NONE;
        }
        if (before != NONE) {
            makeChild(before, current);
        }
    }

    /** Unless that would make a loop. */
    private void makeChild(int parent, int child) {
        if (parent == child || (childCounts[child] > 0 && isAncestor(child, parent))) {
            return;
        }
        parents[child] = parent;
        childCounts[parent]++;
    }

    private boolean isAncestor(int ancestor, int message) {
        for (int above = message; above != NONE; above = parents[above]) {
            if (above == ancestor) {
                return true;
            }
        }
        return false;
    }

    /**
     * Steps 2 and 3: what has no parent is a child of the root. Dummies give their children to what
     * is above them; only on top one stays, if it holds several together.
     */
    private Set<ThreadNode> tree() {
        Set<ThreadNode> root = new LinkedHashSet<>();
        Map<Integer, ThreadNode> held = new HashMap<>();
        for (int message = 0; message < messages.size(); message++) {
            ThreadNode node = messages.get(message);
            if (node == null) {
                continue;
            }
            int above = aboveDummies(parents[message]);
            if (above == NONE) {
                root.add(node);
                continue;
            }
            ThreadNode parent = messages.get(above);
            if (parent == null) {
                parent = held.computeIfAbsent(above, _ -> new ThreadNode());
                root.add(parent);
            }
            parent.children.add(node);
        }
        Set<ThreadNode> pruned = new LinkedHashSet<>();
        for (ThreadNode node : root) {
            pruned.add(node.dummy() && node.children.size() == 1 ? node.children.getFirst() : node);
        }
        return pruned;
    }

    /** The nearest message on the way up, or the topmost dummy; shortens the way for the next. */
    private int aboveDummies(int from) {
        int above = from;
        while (above != NONE && messages.get(above) == null && parents[above] != NONE) {
            above = parents[above];
        }
        int at = from;
        while (at != above) {
            int next = parents[at];
            parents[at] = above;
            at = next;
        }
        return above;
    }

    /** Steps 4 and 5. */
    private static Set<ThreadNode> mergeSubjects(Set<ThreadNode> threads) {
        threads.stream().filter(ThreadNode::dummy).forEach(ThreadNode::sortChildren);
        List<ThreadNode> sorted = threads.stream().sorted(ThreadNode.BY_DATE).toList();
        Map<String, ThreadNode> table = new HashMap<>();
        for (ThreadNode current : sorted) { // step 5.B
            if (!current.subject().isEmpty()) {
                table.merge(current.subject(), current, ReferencesThreading::better);
            }
        }
        Set<ThreadNode> root = new LinkedHashSet<>(sorted);
        for (ThreadNode current : sorted) { // step 5.C
            ThreadNode first = table.get(current.subject());
            if (first == null || first == current || !root.contains(current)) {
                continue;
            }
            root.remove(current);
            if (first.dummy()) {
                first.children.addAll(current.dummy() ? current.children : List.of(current));
            } else if (current.replyOrForward() && !first.replyOrForward()) {
                first.children.add(current);
            } else {
                ThreadNode both = new ThreadNode();
                both.children.add(first);
                both.children.add(current);
                root.remove(first);
                root.add(both);
                table.put(current.subject(), both);
            }
        }
        return root;
    }

    private static ThreadNode better(ThreadNode known, ThreadNode current) {
        boolean replace =
                !known.dummy()
                        && (current.dummy()
                                || (known.replyOrForward() && !current.replyOrForward()));
        return replace ? current : known;
    }
}
