package org.hailpost.imap;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageCache;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the responses of one FETCH, page by page: rows from the index, metadata of a page in one
 * read, whole small messages a megabyte at a time, large ones in slices. Nothing of the store is
 * held while the client is written to. Owned by the session's thread.
 */
final class FetchWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FetchWriter.class);
    private static final int META_PAGE = 128;

    /** Fewer that become seen: of them a client whose connection breaks may have seen none. */
    private static final int SEEN_PAGE = 32;

    /** How many octets of whole messages are read at a time, the last one apart. */
    private static final long WHOLE_OCTETS = 1024 * 1024;

    /** Messages to read along when a client fetches one after the other: 1 MiB at most. */
    private static final int AHEAD = 1024 * 1024 / MessageMeta.WHOLE_BYTES;

    private final ImapSession session;
    private final Selected selected;
    private final MailboxStore store;
    private final MessageCache messages;
    private final WireOutput out;
    private final FetchItems items;
    private final Set<MessageMeta.Field> fields;
    private final SectionReader sections;
    private boolean complete = true;
    private boolean unknownEncoding;

    FetchWriter(ImapSession session, FetchItems items) {
        this.session = session;
        this.selected = session.selected();
        this.store = session.services().store();
        this.messages = session.services().messages();
        this.out = session.out();
        this.items = items;
        this.fields = items.fields();
        this.sections = new SectionReader(store, session.accountId());
    }

    /** Writes them; returns whether none of the messages was gone. */
    boolean write(MsnRanges messages) throws IOException {
        boolean fromIndex = items.fromIndex();
        RowPage page = new RowPage(capacity(fromIndex));
        MsnRanges.Cursor cursor = messages.cursor();
        while (cursor.hasNext()) {
            selected.view().read(cursor, page);
            if (page.gone() > 0) {
                complete = false;
            }
            if (fromIndex) {
                writeRows(page);
            } else {
                writeMessages(page);
            }
        }
        return complete;
    }

    /** Whether a part could not be decoded (RFC 3516 §4.3); its message has no response then. */
    boolean unknownEncoding() {
        return unknownEncoding;
    }

    private int capacity(boolean fromIndex) {
        if (fromIndex) {
            return RowPage.DEFAULT_CAPACITY;
        }
        return marks() ? SEEN_PAGE : META_PAGE;
    }

    private boolean marks() {
        return items.setsSeen() && !selected.readOnly();
    }

    /** Writes rows with what the page says of them; only for what is in the index. */
    void writeRows(RowPage page) throws IOException {
        selected.tellNewKeywords(out); // Only now is it sure which ones the rows have.
        for (int row = 0; row < page.size(); row++) {
            begin(page, row);
            for (int i = 0; i < items.items().size(); i++) {
                if (i > 0) {
                    out.put(' ');
                }
                switch (items.items().get(i)) {
                    case Plain.UID -> out.ascii("UID ").number(page.uid(row));
                    case Plain.MODSEQ -> out.ascii("MODSEQ (").number(page.modseq(row)).put(')');
                    default -> out.ascii("FLAGS ").bytes(selected.flags(page, row));
                }
            }
            out.ascii(")\r\n");
        }
    }

    private void writeMessages(RowPage page) throws IOException {
        List<Long> ids = new ArrayList<>(page.size());
        for (int row = 0; row < page.size(); row++) {
            ids.add(page.messageId(row));
        }
        boolean whole = fields.contains(MessageMeta.Field.WHOLE);
        Map<Long, MessageMeta> metas =
                whole && ids.size() == 1
                        ? single(page.msn(0), ids)
                        : messages.read(session.accountId(), ids, whole ? withoutWhole() : fields);
        Map<Long, Instant> saved =
                items.items().contains(Plain.SAVE_DATE) ? savedDates(page) : Map.of();
        Marked marked = marks() ? markSeen(page, metas.keySet()) : Marked.NONE;
        int told = 0;
        selected.tellNewKeywords(out); // Only now is it sure which ones the rows have.
        int wholeUntil = whole && ids.size() > 1 ? 0 : page.size();
        for (int row = 0; row < page.size(); row++) {
            if (row == wholeUntil) {
                wholeUntil = readWhole(ids, row, metas);
            }
            Long id = ids.get(row);
            // It goes once it is written; a message that was copied may lie here twice.
            MessageMeta meta = ids.lastIndexOf(id) == row ? metas.remove(id) : metas.get(id);
            if (meta == null) {
                complete = false;
            } else {
                boolean tell = marked.uids.contains(page.uid(row));
                if (writeMessage(page, row, meta, saved, tell) && tell) {
                    told++;
                }
            }
        }
        if (told > 0 && told == marked.uids.size()) { // else the end of the command tells it
            selected.view().toldAlready(marked.modseq);
        }
    }

    /** One whole message, and those that are probably wanted next. */
    private Map<Long, MessageMeta> single(int msn, List<Long> ids) {
        int step = selected.stepTo(msn);
        return messages.read(
                session.accountId(), ids, fields, () -> step == 0 ? List.of() : next(msn, step));
    }

    private List<Long> next(int msn, int step) {
        int from = step > 0 ? msn + 1 : Math.max(1, msn - AHEAD + 1);
        int to = step > 0 ? Math.min(selected.view().count(), msn + AHEAD - 1) : msn - 1;
        MsnRanges range = new MsnRanges();
        range.add(from, to);
        RowPage page = new RowPage(AHEAD);
        selected.view().read(range.cursor(), page);
        List<Long> ids = new ArrayList<>(page.size());
        for (int row = 0; row < page.size(); row++) {
            ids.add(page.messageId(row));
        }
        return ids;
    }

    private Set<MessageMeta.Field> withoutWhole() {
        Set<MessageMeta.Field> others = EnumSet.noneOf(MessageMeta.Field.class);
        others.addAll(fields);
        others.remove(MessageMeta.Field.WHOLE);
        return others;
    }

    /** Reads whole messages from a row on, as many as go together; returns the row after them. */
    private int readWhole(List<Long> ids, int from, Map<Long, MessageMeta> metas) {
        int until = from;
        long octets = 0;
        List<Long> small = new ArrayList<>();
        while (until < ids.size() && octets < WHOLE_OCTETS) {
            MessageMeta meta = metas.get(ids.get(until));
            if (meta != null && meta.size() <= MessageMeta.WHOLE_BYTES) {
                small.add(ids.get(until));
                octets += meta.size();
            }
            until++;
        }
        metas.keySet().removeAll(small);
        metas.putAll(messages.read(session.accountId(), small, fields));
        return until;
    }

    private Map<Long, Instant> savedDates(RowPage page) {
        List<Long> uids = new ArrayList<>(page.size());
        for (int row = 0; row < page.size(); row++) {
            uids.add(page.uid(row));
        }
        return store.savedDates(session.accountId(), selected.mailbox().id(), uids);
    }

    /**
     * Messages that have become seen.
     *
     * @param uids the client has to be told their flags
     */
    private record Marked(Set<Long> uids, long modseq) {
        static final Marked NONE = new Marked(Set.of(), 0);
    }

    /** Sets {@code \Seen} of those that can be shown. */
    private Marked markSeen(RowPage page, Set<Long> readable) {
        List<Long> unseen = new ArrayList<>();
        for (int row = 0; row < page.size(); row++) {
            if (!Flags.isSet(page.flags(row), Flags.SEEN)
                    && readable.contains(page.messageId(row))) {
                unseen.add(page.uid(row));
            }
        }
        if (unseen.isEmpty()) {
            return Marked.NONE;
        }
        FlagChange.Outcome outcome =
                store.changeFlags(
                        session.accountId(),
                        selected.mailbox().id(),
                        unseen,
                        FlagChange.of(FlagChange.Operation.ADD, Flags.SEEN));
        selected.view().index().applyFlags(outcome);
        Set<Long> changed = HashSet.newHashSet(outcome.changed().size());
        for (MailboxDelta.Row changedRow : outcome.changed()) {
            int row = page.find(changedRow.uid());
            if (row >= 0) {
                page.replace(row, changedRow.flags(), changedRow.modseq());
                changed.add(changedRow.uid());
            }
        }
        return new Marked(changed, outcome.modseq());
    }

    /** Whether there was a response. */
    private boolean writeMessage(
            RowPage page, int row, MessageMeta meta, Map<Long, Instant> saved, boolean tellFlags)
            throws IOException {
        List<Optional<SectionReader.Found>> bodies = new ArrayList<>();
        try {
            for (FetchItem item : items.items()) {
                if (item instanceof FetchItem.Body body) {
                    bodies.add(sections.read(meta, body));
                }
            }
        } catch (UnknownEncodingException e) {
            LOG.debug("imap part not decoded uid={}", page.uid(row), e);
            unknownEncoding = true;
            return false;
        } catch (IOException e) {
            LOG.debug("imap message gone while fetched uid={}", page.uid(row), e);
            complete = false;
            return false;
        }
        begin(page, row);
        int body = 0;
        for (int i = 0; i < items.items().size(); i++) {
            if (i > 0) {
                out.put(' ');
            }
            switch (items.items().get(i)) {
                case Plain.SAVE_DATE -> writeSaveDate(saved.get(page.uid(row)));
                case Plain item -> writePlain(item, page, row, meta);
                case FetchItem.Body item -> writeBody(item, bodies.get(body++));
            }
        }
        if (tellFlags) {
            tellFlags(page, row);
        }
        out.ascii(")\r\n");
        return true;
    }

    /** What the setting of \Seen changed, as far as it was not asked for. */
    private void tellFlags(RowPage page, int row) throws IOException {
        if (!items.items().contains(Plain.FLAGS)) {
            out.ascii(" FLAGS ").bytes(selected.flags(page, row));
        }
        if (session.enabled(Extension.CONDSTORE) && !items.items().contains(Plain.MODSEQ)) {
            out.ascii(" MODSEQ (").number(page.modseq(row)).put(')');
        }
        if (session.enabled(Extension.QRESYNC) && !items.items().contains(Plain.UID)) {
            out.ascii(" UID ").number(page.uid(row));
        }
    }

    private void begin(RowPage page, int row) throws IOException {
        out.ascii("* ").number(page.msn(row)).ascii(" FETCH (");
    }

    private void writePlain(Plain item, RowPage page, int row, MessageMeta meta)
            throws IOException {
        out.ascii(item.label).put(' ');
        switch (item) {
            case FLAGS -> out.bytes(selected.flags(page, row));
            case UID -> out.number(page.uid(row));
            case MODSEQ -> out.put('(').number(page.modseq(row)).put(')');
            case INTERNAL_DATE -> out.put('"').ascii(ImapDate.format(meta.internalDate())).put('"');
            case SIZE -> out.number(meta.size());
            case ENVELOPE -> out.bytes(Objects.requireNonNull(meta.envelope()));
            case BODY -> out.bytes(Objects.requireNonNull(meta.body()));
            case BODY_STRUCTURE -> out.bytes(Objects.requireNonNull(meta.bodyStructure()));
            case PREVIEW -> out.string(Preview.of(Objects.requireNonNull(meta.preview())));
            case EMAIL_ID -> out.put('(').ascii(ObjectId.email(meta.messageId())).put(')');
            case THREAD_ID -> out.ascii(ObjectId.thread(meta.threadId()));
            case SAVE_DATE -> throw new IllegalStateException("of the placement");
        }
    }

    /** NIL for what was filed before save dates were kept. */
    private void writeSaveDate(@Nullable Instant saved) throws IOException {
        out.ascii("SAVEDATE ");
        if (saved == null) {
            out.ascii("NIL");
        } else {
            out.put('"').ascii(ImapDate.format(saved.atOffset(ZoneOffset.UTC))).put('"');
        }
    }

    private void writeBody(FetchItem.Body item, Optional<SectionReader.Found> found)
            throws IOException {
        out.ascii(item.label()).put(' ');
        if (found.isEmpty()) {
            out.ascii("NIL");
            return;
        }
        SectionReader.Found octets = found.get();
        if (item.form() == FetchItem.Form.DECODED_SIZE) {
            out.number(octets.length());
            return;
        }
        out.ascii(octets.nul() ? "~{" : "{")
                .number(octets.length())
                .ascii("}\r\n")
                .bytes(octets.head());
        out.copy(octets.rest(), octets.length() - octets.head().length);
        octets.rest().close();
    }
}
