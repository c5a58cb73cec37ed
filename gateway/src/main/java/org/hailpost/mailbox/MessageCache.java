package org.hailpost.mailbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hailpost.mailbox.MessageMeta.Field;
import org.jspecify.annotations.Nullable;

/**
 * What was read of messages lately, so that asking again costs no read: a message never changes.
 * Half of the octets are for metadata, half for whole small messages, so that a client which copies
 * a mailbox does not push everybody's envelopes out. Thread-safe; blocks where it has to read.
 */
public final class MessageCache {
    /** What an entry costs beside its octets: about. */
    private static final int ENTRY = 250;

    /** The others come from texts, which clients do not ask for again and again. */
    private static final Set<Field> KEPT =
            EnumSet.of(
                    Field.ENVELOPE,
                    Field.BODY_STRUCTURE,
                    Field.BODY,
                    Field.PART_INDEX,
                    Field.HEADER);

    private final MailboxStore store;
    private final Cache<Key, Kept> metas;
    private final Cache<Key, byte[]> wholes;

    private record Key(long accountId, long messageId) {}

    /** What is known of a message, and which columns were read. */
    private record Kept(MessageMeta meta, EnumSet<Field> fields) {
        int octets() {
            return ENTRY
                    + length(meta.envelope())
                    + length(meta.bodyStructure())
                    + length(meta.body())
                    + length(meta.partIndex())
                    + length(meta.header());
        }

        private static int length(byte @Nullable [] bytes) {
            return bytes == null ? 0 : bytes.length;
        }
    }

    /**
     * @param octets to keep at most; 0 for none
     */
    public MessageCache(MailboxStore store, long octets) {
        this.store = store;
        metas = cache(octets / 2, (_, kept) -> kept.octets());
        wholes = cache(octets / 2, (_, whole) -> ENTRY + whole.length);
    }

    private static <V> Cache<Key, V> cache(long octets, Weigher<Key, V> weigher) {
        return Caffeine.newBuilder()
                .maximumWeight(octets)
                .weigher(weigher)
                .executor(Runnable::run) // keeping order takes microseconds
                .build();
    }

    /** {@link MailboxStore#metas}, by message id. */
    public Map<Long, MessageMeta> read(long accountId, List<Long> messageIds, Set<Field> fields) {
        return read(accountId, messageIds, fields, List::of);
    }

    /**
     * The same.
     *
     * @param next messages to read along for later, if there is something to read at all
     */
    public Map<Long, MessageMeta> read(
            long accountId, List<Long> messageIds, Set<Field> fields, Supplier<List<Long>> next) {
        Map<Long, MessageMeta> found = HashMap.newHashMap(messageIds.size());
        EnumSet<Field> lacking = EnumSet.noneOf(Field.class);
        List<Long> toRead = lookUp(accountId, messageIds, fields, found, lacking);
        if (!toRead.isEmpty()) {
            toRead.addAll(lookUp(accountId, next.get(), fields, new HashMap<>(), lacking));
            store.metas(
                    accountId,
                    toRead,
                    lacking,
                    meta -> {
                        MessageMeta whole = keep(accountId, meta, lacking);
                        found.put(whole.messageId(), whole);
                    });
        }
        return found;
    }

    /** Puts what is known into {@code found}; returns of which messages something is lacking. */
    private List<Long> lookUp(
            long accountId,
            List<Long> messageIds,
            Set<Field> fields,
            Map<Long, MessageMeta> found,
            Set<Field> lacking) {
        List<Long> toRead = new ArrayList<>();
        for (Long id : messageIds) {
            Key key = new Key(accountId, id);
            Kept kept = metas.getIfPresent(key);
            if (kept == null) {
                lacking.addAll(fields);
                toRead.add(id);
                continue;
            }
            byte[] whole = whole(key, kept.meta(), fields);
            EnumSet<Field> unknown = EnumSet.noneOf(Field.class);
            unknown.addAll(fields);
            unknown.removeAll(kept.fields());
            if (whole != null || kept.meta().size() > MessageMeta.WHOLE_BYTES) {
                unknown.remove(Field.WHOLE);
            }
            if (unknown.isEmpty()) {
                found.put(id, whole == null ? kept.meta() : kept.meta().withWhole(whole));
            } else {
                lacking.addAll(unknown);
                toRead.add(id);
            }
        }
        return toRead;
    }

    private byte @Nullable [] whole(Key key, MessageMeta meta, Set<Field> fields) {
        boolean wanted = fields.contains(Field.WHOLE) && meta.size() <= MessageMeta.WHOLE_BYTES;
        return wanted ? wholes.getIfPresent(key) : null;
    }

    /** Adds what was read to what was known; returns both together. */
    private MessageMeta keep(long accountId, MessageMeta read, Set<Field> fields) {
        Key key = new Key(accountId, read.messageId());
        EnumSet<Field> kept = EnumSet.noneOf(Field.class);
        kept.addAll(fields);
        kept.retainAll(KEPT);
        Kept before = metas.getIfPresent(key);
        MessageMeta together = read;
        if (before != null) {
            together = read.with(before.meta());
            kept.addAll(before.fields());
        }
        if (before == null || kept.size() > before.fields().size()) {
            metas.put(key, new Kept(together.withoutTexts(), kept));
        }
        byte[] whole = together.whole();
        if (whole != null) {
            wholes.put(key, whole);
        } else if (!fields.contains(Field.WHOLE)) {
            byte[] known = wholes.getIfPresent(key);
            together = known == null ? together : together.withWhole(known);
        }
        return together;
    }
}
