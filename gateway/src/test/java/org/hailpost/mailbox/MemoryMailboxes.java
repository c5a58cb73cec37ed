package org.hailpost.mailbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hailpost.account.Quota;
import org.hailpost.account.QuotaLimits;
import org.hailpost.message.ScannedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A whole store in memory with the semantics of the real one: seq per account, UIDs in commit
 * order, deltas to the feed after each change. Synchronized throughout. A test can hold the feed
 * back, lose changes, or make the store unavailable.
 */
public final class MemoryMailboxes implements MailboxStore, MessageFiling, ChangeFeed {
    private static final class Box {
        Mailbox mailbox;
        long uidNext = 1;
        long modseq = 1;
        long recentFrom = 1;
        final TreeMap<Long, MailboxDelta.Row> rows = new TreeMap<>();
        final Map<Long, Instant> saved = new HashMap<>();
        final Map<Long, Long> expunged = new TreeMap<>();

        Box(Mailbox mailbox) {
            this.mailbox = mailbox;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(MessageMeta meta, byte[] bytes) {}

    private final Map<Long, Box> boxes = new LinkedHashMap<>();
    private final Map<Long, Set<String>> subscriptions = new HashMap<>();
    private final Map<Long, Stored> messages = new HashMap<>();
    private final Map<Long, Long> seqs = new HashMap<>();
    private final Map<Long, List<Listener>> listeners = new HashMap<>();
    private final MemoryQuotas quotas = new MemoryQuotas(this::used);
    private final Annotations annotations = new MemoryAnnotations(this::annotated);
    private long nextId = 1;
    private long nextUidValidity = 1000;
    private boolean losing;
    private boolean down;
    private final List<Long> metasRead = new ArrayList<>();
    private int reads;
    private int refused;

    /** An account with INBOX and one mailbox for each role. */
    public synchronized void addAccount(long accountId) {
        for (Role role : Role.values()) {
            make(accountId, role.mailboxName(), role, true);
        }
        subscriptions.put(accountId, new TreeSet<>(Set.of("INBOX", "Sent")));
    }

    /** From now on changes are committed but nobody hears of them. */
    public synchronized void loseChanges(boolean lose) {
        losing = lose;
    }

    public synchronized void down(boolean isDown) {
        down = isDown;
    }

    /** What somebody else's connection did before it was down for us. */
    public synchronized void flagWhileDown(
            long accountId, long mailboxId, List<Long> uids, FlagChange change) {
        down = false;
        changeFlags(accountId, mailboxId, uids, change);
        down = true;
    }

    /** Snapshots and re-reads so far. */
    public synchronized int reads() {
        return reads;
    }

    /** Calls that found it down. */
    public synchronized int refused() {
        return refused;
    }

    /** Tells listeners what a poll of the log would. */
    public void tellHead(long accountId) {
        List<Listener> all;
        long seq;
        synchronized (this) {
            all = List.copyOf(listeners.getOrDefault(accountId, List.of()));
            seq = seqs.getOrDefault(accountId, 1L);
        }
        all.forEach(listener -> listener.missed(seq));
    }

    /** Removes a mailbox under whoever has it selected. */
    public synchronized void remove(long mailboxId) {
        boxes.remove(mailboxId);
    }

    @Override
    public synchronized void delete(long accountId, long mailboxId) {
        box(accountId, mailboxId);
        boxes.remove(mailboxId);
        long seq = nextSeq(accountId);
        if (!losing) {
            publish(
                    List.of(
                            new Change(
                                    accountId,
                                    seq,
                                    List.of(),
                                    List.of(mailboxId),
                                    List.of(new Change.NamesChanged()))));
        }
    }

    @Override
    public synchronized void rename(long accountId, String from, String to) {
        if (find(accountId, to).isPresent()) {
            throw new MailboxExistsException(to);
        }
        if (from.equals("INBOX")) {
            Box inbox = byRole(accountId, Role.INBOX);
            Mailbox target = create(accountId, to, null);
            move(accountId, inbox.mailbox.id(), List.copyOf(inbox.rows.keySet()), target.id());
            return;
        }
        List<Box> renamed =
                boxes.values().stream()
                        .filter(box -> box.mailbox.accountId() == accountId)
                        .filter(box -> (box.mailbox.name() + '/').startsWith(from + '/'))
                        .toList();
        if (renamed.isEmpty()) {
            throw new MailboxGoneException(from);
        }
        int slash = to.lastIndexOf('/');
        if (slash > 0 && find(accountId, to.substring(0, slash)).isEmpty()) {
            create(accountId, to.substring(0, slash), null);
        }
        for (Box box : renamed) {
            Mailbox old = box.mailbox;
            box.mailbox =
                    new Mailbox(
                            accountId,
                            old.id(),
                            to + old.name().substring(from.length()),
                            old.role(),
                            old.uidValidity(),
                            true,
                            old.keywords());
        }
        note(accountId, new Change.NamesChanged());
    }

    @Override
    public synchronized Copied move(
            long accountId, long mailboxId, List<Long> uids, long targetMailboxId) {
        Copied copied = copy(accountId, mailboxId, uids, targetMailboxId);
        expunge(accountId, box(accountId, mailboxId), copied.sourceUids());
        return copied;
    }

    @Override
    public synchronized List<Long> expungedSince(
            long accountId, long mailboxId, long modseq, long from) {
        return box(accountId, mailboxId).expunged.entrySet().stream()
                .filter(gone -> gone.getValue() > modseq && gone.getKey() >= from)
                .map(Map.Entry::getKey)
                .sorted()
                .limit(AT_ONCE)
                .toList();
    }

    private Box make(long accountId, String name, @Nullable Role role, boolean selectable) {
        long id = nextId++;
        Box box =
                new Box(
                        new Mailbox(
                                accountId,
                                id,
                                name,
                                role,
                                nextUidValidity++,
                                selectable,
                                List.of()));
        boxes.put(id, box);
        return box;
    }

    private Box box(long accountId, long mailboxId) {
        if (down) {
            refused++;
            throw new MailUnavailableException("down", new IOException("down"));
        }
        Box box = boxes.get(mailboxId);
        if (box == null || box.mailbox.accountId() != accountId) {
            throw new MailboxGoneException("mailbox " + mailboxId);
        }
        return box;
    }

    private long nextSeq(long accountId) {
        return seqs.merge(accountId, 2L, (seq, _) -> seq + 1); // 1 is the account itself
    }

    private void publish(long accountId, long seq, MailboxDelta delta) {
        if (!losing) {
            publish(List.of(new Change(accountId, seq, List.of(delta))));
        }
    }

    private static MailboxDelta delta(Box box, List<MailboxDelta.Row> rows, List<Long> expunged) {
        return new MailboxDelta(
                box.mailbox.id(), rows, expunged, box.mailbox.keywords(), box.uidNext, box.modseq);
    }

    @Override
    public MemoryQuotas quotas() {
        return quotas;
    }

    @Override
    public Annotations annotations() {
        return annotations;
    }

    /** What the account has in all its mailboxes. */
    private synchronized Quota used(long accountId, QuotaLimits limits) {
        List<Integer> sizes =
                boxes.values().stream()
                        .filter(box -> box.mailbox.accountId() == accountId)
                        .flatMap(box -> box.rows.values().stream())
                        .map(row ->
                                Objects.requireNonNull(messages.get(row.messageId())).bytes.length)
                        .toList();
        return new Quota(sizes.stream().mapToLong(Integer::longValue).sum(), sizes.size(), limits);
    }

    @Override
    public synchronized List<Mailbox> list(long accountId) {
        return boxes.values().stream()
                .map(box -> box.mailbox)
                .filter(mailbox -> mailbox.accountId() == accountId)
                .toList();
    }

    @Override
    public synchronized Optional<Mailbox> find(long accountId, String name) {
        if (down) {
            throw new MailUnavailableException("down", new IOException("down"));
        }
        String wanted = name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
        return list(accountId).stream()
                .filter(mailbox -> mailbox.name().equals(wanted))
                .findFirst();
    }

    @Override
    public synchronized Mailbox create(long accountId, String name, @Nullable Role role) {
        if (find(accountId, name).isPresent()) {
            throw new MailboxExistsException(name);
        }
        if (role != null && list(accountId).stream().anyMatch(mailbox -> mailbox.role() == role)) {
            throw new RoleTakenException(role);
        }
        int slash = name.lastIndexOf('/');
        if (slash > 0 && find(accountId, name.substring(0, slash)).isEmpty()) {
            create(accountId, name.substring(0, slash), null);
        }
        Mailbox made = make(accountId, name, role, true).mailbox;
        note(accountId, new Change.NamesChanged());
        return made;
    }

    private void note(long accountId, Change.Note note) {
        long seq = nextSeq(accountId);
        if (!losing) {
            publish(List.of(Change.of(accountId, seq, note)));
        }
    }

    private synchronized void annotated(long accountId, Change.Annotated note) {
        note(accountId, note);
    }

    @Override
    public synchronized Catalogue catalogue(long accountId) {
        if (down) {
            refused++;
            throw new MailUnavailableException("down", new IOException("down"));
        }
        return new Catalogue(
                seqs.getOrDefault(accountId, 1L),
                boxes.values().stream()
                        .filter(box -> box.mailbox.accountId() == accountId)
                        .map(box -> new Catalogue.Entry(box.mailbox, box.uidNext, box.modseq))
                        .toList(),
                subscriptions(accountId));
    }

    @Override
    public synchronized Set<String> subscriptions(long accountId) {
        return Set.copyOf(subscriptions.getOrDefault(accountId, Set.of()));
    }

    @Override
    public synchronized void subscribe(long accountId, String name) {
        if (subscriptions.computeIfAbsent(accountId, _ -> new TreeSet<>()).add(name)) {
            note(accountId, new Change.SubscriptionsChanged());
        }
    }

    @Override
    public synchronized void unsubscribe(long accountId, String name) {
        if (subscriptions.getOrDefault(accountId, new TreeSet<>()).remove(name)) {
            note(accountId, new Change.SubscriptionsChanged());
        }
    }

    @Override
    public synchronized MailboxStatus status(long accountId, long mailboxId) {
        Box box = box(accountId, mailboxId);
        return new MailboxStatus(
                box.rows.size(),
                box.rows.tailMap(box.recentFrom).size(),
                box.rows.values().stream().filter(row -> (row.flags() & Flags.SEEN) == 0).count(),
                box.rows.values().stream()
                        .filter(row -> (row.flags() & Flags.DELETED) != 0)
                        .count(),
                box.uidNext,
                box.mailbox.uidValidity(),
                box.modseq);
    }

    @Override
    public synchronized long octets(long accountId, long mailboxId, long flags) {
        return box(accountId, mailboxId).rows.values().stream()
                .filter(row -> (row.flags() & flags) == flags)
                .mapToLong(
                        row -> Objects.requireNonNull(messages.get(row.messageId())).bytes.length)
                .sum();
    }

    @Override
    public synchronized MailboxSnapshot snapshot(long accountId, long mailboxId) {
        Box box = box(accountId, mailboxId);
        reads++;
        List<MailboxDelta.Row> rows = List.copyOf(box.rows.values());
        return new MailboxSnapshot(
                rows.stream().mapToLong(MailboxDelta.Row::uid).toArray(),
                rows.stream().mapToLong(MailboxDelta.Row::messageId).toArray(),
                rows.stream().mapToLong(MailboxDelta.Row::flags).toArray(),
                rows.stream().mapToLong(MailboxDelta.Row::modseq).toArray(),
                box.mailbox.keywords(),
                box.uidNext,
                box.modseq,
                seqs.getOrDefault(accountId, 1L));
    }

    @Override
    public synchronized MailboxDelta changesSince(long accountId, long mailboxId, long modseq) {
        Box box = box(accountId, mailboxId);
        reads++;
        return delta(
                box,
                box.rows.values().stream().filter(row -> row.modseq() > modseq).toList(),
                box.expunged.entrySet().stream()
                        .filter(gone -> gone.getValue() > modseq)
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Override
    public synchronized long claimRecent(long accountId, long mailboxId) {
        Box box = box(accountId, mailboxId);
        long from = box.recentFrom;
        box.recentFrom = box.uidNext;
        return from;
    }

    private long bits(Box box, long flags, List<String> names) {
        List<String> keywords = new ArrayList<>(box.mailbox.keywords());
        long bits = flags;
        for (String name : names) {
            int at = 0;
            while (at < keywords.size() && !keywords.get(at).equalsIgnoreCase(name)) {
                at++;
            }
            if (at == Flags.KEYWORD_LIMIT) {
                continue;
            }
            if (at == keywords.size()) {
                keywords.add(name);
            }
            bits |= Flags.keyword(at);
        }
        Mailbox old = box.mailbox;
        box.mailbox =
                new Mailbox(
                        old.accountId(),
                        old.id(),
                        old.name(),
                        old.role(),
                        old.uidValidity(),
                        old.selectable(),
                        keywords);
        return bits;
    }

    @Override
    public synchronized FlagChange.Outcome changeFlags(
            long accountId, long mailboxId, List<Long> uids, FlagChange change) {
        Box box = box(accountId, mailboxId);
        long bits = bits(box, change.flags(), change.keywords());
        List<FlagEdit> edits = new ArrayList<>();
        List<Long> modified = new ArrayList<>();
        for (long uid : uids) {
            MailboxDelta.Row row = box.rows.get(uid);
            if (row == null) {
                continue;
            }
            if (row.modseq() > change.unchangedSince().orElse(Long.MAX_VALUE)) {
                modified.add(uid);
                continue;
            }
            edits.add(FlagEdit.of(uid, change.operation(), bits));
        }
        FlagChange.Outcome outcome = editFlags(accountId, mailboxId, edits);
        return new FlagChange.Outcome(outcome.modseq(), outcome.changed(), modified);
    }

    @Override
    public synchronized FlagChange.Outcome editFlags(
            long accountId, long mailboxId, List<FlagEdit> edits) {
        Box box = box(accountId, mailboxId);
        List<MailboxDelta.Row> changed = new ArrayList<>();
        long modseq = seqs.getOrDefault(accountId, 1L) + 1;
        for (FlagEdit edit : edits) {
            MailboxDelta.Row row = box.rows.get(edit.uid());
            if (row != null && edit.apply(row.flags()) != row.flags()) {
                MailboxDelta.Row now =
                        new MailboxDelta.Row(
                                edit.uid(), row.messageId(), edit.apply(row.flags()), modseq);
                box.rows.put(edit.uid(), now);
                changed.add(now);
            }
        }
        if (changed.isEmpty()) {
            return new FlagChange.Outcome(0, List.of(), List.of());
        }
        nextSeq(accountId);
        box.modseq = modseq;
        publish(accountId, modseq, delta(box, changed, List.of()));
        return new FlagChange.Outcome(modseq, changed, List.of());
    }

    @Override
    public synchronized List<Long> expunge(long accountId, long mailboxId, List<Long> uids) {
        Box box = box(accountId, mailboxId);
        Set<Long> asked = Set.copyOf(uids);
        List<Long> gone =
                box.rows.values().stream()
                        .filter(row -> (row.flags() & Flags.DELETED) != 0)
                        .map(MailboxDelta.Row::uid)
                        .filter(asked::contains)
                        .toList();
        expunge(accountId, box, gone);
        return gone;
    }

    private void expunge(long accountId, Box box, List<Long> gone) {
        if (gone.isEmpty()) {
            return;
        }
        long seq = nextSeq(accountId);
        box.modseq = seq;
        for (long uid : gone) {
            long messageId = Objects.requireNonNull(box.rows.remove(uid)).messageId();
            box.expunged.put(uid, seq);
            if (boxes.values().stream()
                    .flatMap(other -> other.rows.values().stream())
                    .noneMatch(row -> row.messageId() == messageId)) {
                messages.remove(messageId);
            }
        }
        publish(accountId, seq, delta(box, List.of(), gone));
    }

    @Override
    public synchronized Copied copy(
            long accountId, long mailboxId, List<Long> uids, long targetMailboxId) {
        Box source = box(accountId, mailboxId);
        Box target = box(accountId, targetMailboxId);
        List<Long> from = new ArrayList<>();
        List<Long> to = new ArrayList<>();
        List<MailboxDelta.Row> rows = new ArrayList<>();
        long seq = seqs.getOrDefault(accountId, 1L) + 1;
        for (long uid : uids) {
            MailboxDelta.Row row = source.rows.get(uid);
            if (row != null) {
                List<String> names = new ArrayList<>();
                for (int i = 0; i < source.mailbox.keywords().size(); i++) {
                    if (Flags.isSet(row.flags(), Flags.keyword(i))) {
                        names.add(source.mailbox.keywords().get(i));
                    }
                }
                long flags = bits(target, row.flags() & Flags.SYSTEM, names);
                MailboxDelta.Row copy =
                        new MailboxDelta.Row(target.uidNext++, row.messageId(), flags, seq);
                target.rows.put(copy.uid(), copy);
                target.saved.put(copy.uid(), Instant.now());
                rows.add(copy);
                from.add(uid);
                to.add(copy.uid());
            }
        }
        if (!rows.isEmpty()) {
            nextSeq(accountId);
            target.modseq = seq;
            publish(accountId, seq, delta(target, rows, List.of()));
        }
        return new Copied(target.mailbox.uidValidity(), from, to);
    }

    /** Of which messages metadata was read since the last call. */
    synchronized List<Long> metasRead() {
        List<Long> read = List.copyOf(metasRead);
        metasRead.clear();
        return read;
    }

    @Override
    public synchronized void metas(
            long accountId,
            List<Long> messageIds,
            Set<MessageMeta.Field> fields,
            Consumer<MessageMeta> each) {
        metasRead.addAll(messageIds);
        for (long id : messageIds) {
            Stored stored = messages.get(id);
            if (stored != null) {
                each.accept(only(stored.meta, fields));
            }
        }
    }

    private static MessageMeta only(MessageMeta all, Set<MessageMeta.Field> fields) {
        return new MessageMeta(
                all.messageId(),
                all.size(),
                all.traceSize(),
                all.headerSize(),
                all.internalDate(),
                all.sentDay(),
                all.threadId(),
                fields.contains(MessageMeta.Field.ENVELOPE) ? all.envelope() : null,
                fields.contains(MessageMeta.Field.BODY_STRUCTURE) ? all.bodyStructure() : null,
                fields.contains(MessageMeta.Field.BODY) ? all.body() : null,
                fields.contains(MessageMeta.Field.PART_INDEX) ? all.partIndex() : null,
                fields.contains(MessageMeta.Field.HEADER) ? all.header() : null,
                fields.contains(MessageMeta.Field.SEARCH_TEXT) ? all.searchText() : null,
                fields.contains(MessageMeta.Field.PREVIEW) ? all.preview() : null,
                fields.contains(MessageMeta.Field.WHOLE) && all.size() <= MessageMeta.WHOLE_BYTES
                        ? all.whole()
                        : null);
    }

    /** Says nothing: everything is read. */
    @Override
    public TextSieve.Maker sieves(long accountId) {
        return (_, _) -> TextSieve.OPEN;
    }

    @Override
    public synchronized Map<Long, Instant> savedDates(
            long accountId, long mailboxId, List<Long> uids) {
        Map<Long, Instant> saved = new HashMap<>(box(accountId, mailboxId).saved);
        saved.keySet().retainAll(uids);
        return saved;
    }

    @Override
    public synchronized List<Long> savedBetween(
            long accountId, long mailboxId, LocalDate from, LocalDate before) {
        Box box = box(accountId, mailboxId);
        return box.rows.values().stream()
                .filter(row -> {
                    Instant saved = box.saved.get(row.uid());
                    LocalDate day =
                            saved == null
                                    ? Objects.requireNonNull(messages.get(row.messageId()))
                                            .meta()
                                            .internalDate()
                                            .toLocalDate()
                                    : saved.atOffset(ZoneOffset.UTC).toLocalDate();
                    return !day.isBefore(from) && day.isBefore(before);
                })
                .map(MailboxDelta.Row::uid)
                .toList();
    }

    @Override
    public synchronized Set<Long> messagesOfThread(long accountId, long threadId) {
        return threadId == 1 ? Set.copyOf(messages.keySet()) : Set.of();
    }

    /** When the message came to the mailbox. */
    public synchronized void saveDate(long accountId, long mailboxId, long uid, Instant at) {
        box(accountId, mailboxId).saved.put(uid, at);
    }

    /** As if it was put there before save dates were noted. */
    public synchronized void forgetSaveDate(long accountId, long mailboxId, long uid) {
        box(accountId, mailboxId).saved.remove(uid);
    }

    @Override
    public synchronized InputStream open(long accountId, long messageId, long offset, long length) {
        Stored stored = messages.get(messageId);
        if (stored == null) {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("message is gone");
                }

                @Override
                public int read(byte[] target, int at, int count) throws IOException {
                    throw new IOException("message is gone");
                }
            };
        }
        int from = (int) Math.min(offset, stored.bytes.length);
        int count = (int) Math.min(length, stored.bytes.length - from);
        return new ByteArrayInputStream(stored.bytes, from, count);
    }

    @Override
    public synchronized Receipt store(NewMessage message) {
        return storeAll(List.of(message)).getFirst();
    }

    @Override
    public synchronized List<Receipt> storeAll(List<NewMessage> all) {
        all.stream()
                .flatMap(message -> message.copies().stream())
                .forEach(copy -> {
                    if (copy.target() instanceof NewMessage.Target.ById(long id)) {
                        box(copy.accountId(), id);
                    }
                });
        return all.stream().map(this::storeOne).toList();
    }

    @Override
    public synchronized Receipt replace(NewMessage message, Replaced replaced) {
        Box box = box(replaced.accountId(), replaced.mailboxId());
        MailboxDelta.Row old = box.rows.get(replaced.uid());
        if (old == null) {
            throw new MessageGoneException(replaced.uid());
        }
        Receipt receipt = storeAll(List.of(message)).getFirst();
        box.rows.put(
                old.uid(),
                new MailboxDelta.Row(
                        old.uid(), old.messageId(), old.flags() | Flags.DELETED, old.modseq()));
        expunge(replaced.accountId(), replaced.mailboxId(), List.of(replaced.uid()));
        return receipt;
    }

    private Receipt storeOne(NewMessage message) {
        List<Receipt.Stored> places = new ArrayList<>();
        for (NewMessage.Copy copy : message.copies()) {
            Box box =
                    switch (copy.target()) {
                        case NewMessage.Target.ById(long id) -> box(copy.accountId(), id);
                        case NewMessage.Target.ByRole(Role role) -> byRole(copy.accountId(), role);
                    };
            long id = nextId++;
            messages.put(id, stored(id, message, copy));
            long seq = nextSeq(copy.accountId());
            MailboxDelta.Row row =
                    new MailboxDelta.Row(
                            box.uidNext++, id, bits(box, copy.flags(), copy.keywords()), seq);
            box.rows.put(row.uid(), row);
            box.saved.put(row.uid(), Instant.now());
            box.modseq = seq;
            publish(copy.accountId(), seq, delta(box, List.of(row), List.of()));
            places.add(
                    new Receipt.Stored(
                            copy.accountId(),
                            id,
                            1,
                            box.mailbox.id(),
                            box.mailbox.uidValidity(),
                            row.uid(),
                            seq));
        }
        return new Receipt(places, false);
    }

    private Box byRole(long accountId, Role role) {
        return boxes.values().stream()
                .filter(box -> box.mailbox.accountId() == accountId)
                .filter(box -> box.mailbox.role() == role)
                .findFirst()
                .orElseThrow();
    }

    private static Stored stored(long id, NewMessage message, NewMessage.Copy copy) {
        try {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(copy.trace());
            whole.write(message.content().bytes());
            byte[] bytes = whole.toByteArray();
            ScannedMessage scanned = message.scanned();
            int headerSize = copy.trace().length + (int) scanned.headerSize();
            MessageMeta meta =
                    new MessageMeta(
                            id,
                            bytes.length,
                            copy.trace().length,
                            headerSize,
                            copy.internalDate(),
                            scanned.headers().localDate(),
                            1,
                            scanned.envelope(),
                            scanned.bodyStructure(),
                            scanned.body(),
                            scanned.partIndex(),
                            Arrays.copyOf(bytes, headerSize),
                            scanned.searchText(),
                            scanned.text().text().isEmpty()
                                    ? scanned.text().quoted()
                                    : scanned.text().text(),
                            bytes);
            return new Stored(meta, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Subscription subscribe(long accountId, Listener listener) {
        List<Listener> list =
                listeners.computeIfAbsent(accountId, _ -> new CopyOnWriteArrayList<>());
        list.add(listener);
        return () -> list.remove(listener);
    }

    @Override
    public synchronized void publish(List<Change> changes) {
        for (Change change : changes) {
            listeners
                    .getOrDefault(change.accountId(), List.of())
                    .forEach(listener -> listener.changed(change));
        }
    }

    @Override
    public synchronized boolean caughtUp(long accountId) {
        return !losing;
    }
}
