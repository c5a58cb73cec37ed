package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;

/** Reads metadata of what a search found, to put it in order: a page at a time, keys stay. */
final class FoundMessages {
    /** Keys of more would take too much memory at once. */
    private static final int MAX_MESSAGES = 250_000;

    private static final int PAGE = 500;

    private FoundMessages() {}

    /** Takes a message at its place in what was found. */
    @FunctionalInterface
    interface Taker {
        void take(int at, MessageMeta meta);
    }

    /**
     * Hands over all that are still there.
     *
     * @throws ImapException NO if they are too many
     */
    static void read(
            ImapSession session,
            Found found,
            Set<MessageMeta.Field> fields,
            Progress progress,
            Taker taker)
            throws IOException, ImapException {
        if (found.size() > MAX_MESSAGES) {
            throw ImapException.no(
                    "LIMIT", "At most " + MAX_MESSAGES + " messages are put in order at once");
        }
        for (int from = 0; from < found.size(); from += PAGE) {
            // A message that was copied within its mailbox is there several times.
            Map<Long, List<Integer>> places = new LinkedHashMap<>();
            for (int at = from; at < Math.min(from + PAGE, found.size()); at++) {
                places.computeIfAbsent(found.messageId(at), _ -> new ArrayList<>(1)).add(at);
            }
            session.services()
                    .store()
                    .metas(
                            session.accountId(),
                            List.copyOf(places.keySet()),
                            fields,
                            meta -> {
                                for (int at : places.getOrDefault(meta.messageId(), List.of())) {
                                    taker.take(at, meta);
                                }
                            });
            progress.at(from + PAGE, found.size());
        }
    }
}
