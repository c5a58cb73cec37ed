package org.hailpost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;

/** ORDEREDSUBJECT: what has the same base subject answers the first of them (RFC 5256 §3). */
final class SubjectThreading implements Threading {
    private final List<ThreadNode> all = new ArrayList<>();

    @Override
    public Set<MessageMeta.Field> fields() {
        return EnumSet.of(MessageMeta.Field.ENVELOPE);
    }

    @Override
    public void take(ThreadNode node, MessageMeta meta) {
        all.add(node);
    }

    @Override
    public List<ThreadNode> threads() {
        all.sort(ThreadNode.BY_DATE);
        Map<String, ThreadNode> first = new HashMap<>();
        List<ThreadNode> threads = new ArrayList<>();
        for (ThreadNode node : all) {
            ThreadNode thread = first.putIfAbsent(node.subject(), node);
            if (thread == null) {
                threads.add(node);
            } else {
                thread.children.add(node);
            }
        }
        return threads;
    }
}
