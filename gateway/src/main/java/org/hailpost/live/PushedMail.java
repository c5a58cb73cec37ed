package org.hailpost.live;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Event.MessageNew;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.PushedCopies;
import org.hailpost.mailbox.ThreadMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a terminal acknowledges a mail: the delivery policy for the mailbox copy, and
 * the state {@code pushed} for a sender who is here too.
 *
 * <p>Mails are noted when a session reads them from the log ({@link #offered}) and settled when an
 * acknowledgement reaches them, on this class's own thread. Only mails for which something follows
 * are noted. Losing a note (a crash, a full queue, too many) leaves an ordinary mailbox message:
 * always safe. Doing one twice changes nothing.
 *
 * <p>Bounded: {@link #ACCOUNTS} accounts with {@link #NOTES} notes each, the oldest go first.
 */
public final class PushedMail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushedMail.class);
    private static final int ACCOUNTS = 50_000;
    private static final int NOTES = 1024;
    private static final int QUEUE = 10_000;

    private final DeliverySettings settings;
    private final PushedCopies copies;
    private final EventLog log;
    private final InstantSource clock;
    private final BlockingQueue<Settled> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread thread;
    private final Map<Long, Notes> accounts =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Notes> eldest) {
                    return size() > ACCOUNTS;
                }
            };

    private record Note(long messageId, Instant at, boolean local) {}

    private record Settled(long accountId, List<Note> notes) {}

    private static final class Notes {
        final TreeMap<Long, Note> bySeq = new TreeMap<>();
        long settledUpTo;
    }

    public PushedMail(
            DeliverySettings settings, PushedCopies copies, EventLog log, InstantSource clock) {
        this.settings = settings;
        this.copies = copies;
        this.log = log;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("pushed-mail").start(this::run);
    }

    /** A session is about to send this event to its terminal. */
    void offered(long accountId, Event event) {
        if (!(event.kind() instanceof MessageNew(ThreadMessage message, _))
                || message == null
                || !message.incoming()) {
            return;
        }
        boolean local = message.trust() == Trust.LOCAL;
        if (!local && settings.pushedCopy() == PushedCopy.KEEP) {
            return;
        }
        synchronized (accounts) {
            Notes notes = accounts.computeIfAbsent(accountId, _ -> new Notes());
            if (event.seq() > notes.settledUpTo) {
                notes.bySeq.put(event.seq(), new Note(message.id(), message.at(), local));
                if (notes.bySeq.size() > NOTES) {
                    notes.bySeq.pollFirstEntry();
                }
            }
        }
    }

    /** A terminal has everything up to this seq. Does not block. */
    void acknowledged(long accountId, long seq) {
        List<Note> settled;
        synchronized (accounts) {
            Notes notes = accounts.get(accountId);
            if (notes == null) {
                return;
            }
            notes.settledUpTo = Math.max(notes.settledUpTo, seq);
            Map<Long, Note> reached = notes.bySeq.headMap(seq, true);
            settled = new ArrayList<>(reached.values());
            reached.clear();
        }
        if (!settled.isEmpty() && !queue.offer(new Settled(accountId, settled))) {
            LOG.warn("event=pushed-mail-left account={} messages={}", accountId, settled.size());
        }
    }

    /** A terminal has shown these messages; their senders, if they are here, are told. Blocks. */
    void displayed(long accountId, List<Long> messageIds) {
        tellOrigins(accountId, messageIds, Event.State.DISPLAYED);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Settled settled = queue.take();
                settle(settled);
            } catch (InterruptedException e) {
                return;
            } catch (MailUnavailableException e) {
                LOG.warn("event=pushed-mail-left reason={}", e.toString());
            } catch (RuntimeException e) {
                LOG.error("event=pushed-mail-failed", e); // ours: the thread never dies of it
            }
        }
    }

    private void settle(Settled settled) {
        List<Long> local = settled.notes.stream().filter(Note::local).map(Note::messageId).toList();
        if (!local.isEmpty()) {
            tellOrigins(settled.accountId, local, Event.State.PUSHED);
        }
        Instant since = clock.instant().minus(settings.pushTimeout());
        List<Long> inTime =
                settled.notes.stream()
                        .filter(note -> !note.at.isBefore(since))
                        .map(Note::messageId)
                        .toList();
        if (!inTime.isEmpty()) {
            switch (settings.pushedCopy()) {
                case KEEP -> {}
                case ARCHIVE -> copies.archive(settled.accountId, inTime);
                case DROP -> copies.drop(settled.accountId, inTime);
            }
        }
    }

    private void tellOrigins(long accountId, List<Long> messageIds, Event.State state) {
        for (PushedCopies.Origin origin : copies.origins(accountId, messageIds)) {
            try {
                log.messageState(
                        origin.originAccountId(),
                        origin.originMessageId(),
                        origin.party(),
                        state,
                        "");
            } catch (MailboxGoneException e) {
                // The sender was removed: there is nobody to tell, and the others wait.
                LOG.debug("event=origin-gone account={}", origin.originAccountId());
            }
        }
    }
}
