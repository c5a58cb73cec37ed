package org.hailpost.bridge.session;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.hailpost.bridge.address.InMemoryMappingTable;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.Party;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.ThreadSummary;
import org.hailpost.bridge.frame.Trust;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway in memory behind the bridge's ports. Accounts exist by their addresses; every one
 * has the password {@code secret} and the token {@code token:ADDRESS}. All accounts' events are
 * {@code message.new} unless appended otherwise; a text sent to thread {@code T7} goes to the
 * account with id 7, in whose log it appears under the sender's id.
 */
public final class FakeGateway implements Accounts, ChangeLog, Conversations {
    private final FrameCodec codec = FrameCodec.forGateway();
    private final Map<String, Long> ids = new ConcurrentHashMap<>();
    private final Map<Long, Log> logs = new ConcurrentHashMap<>();
    private final Map<UUID, Sent> sent = new HashMap<>();
    private final InMemoryMappingTable table = new InMemoryMappingTable(InstantSource.system());
    private final FakeBlobs blobs = new FakeBlobs();
    private volatile boolean down;
    private volatile Accounts.@Nullable Outcome nextLogin;
    private final List<List<SentBlob>> sentBlobs = new CopyOnWriteArrayList<>();
    private final List<String> reads = new CopyOnWriteArrayList<>();

    /** One account's log. */
    private static final class Log {
        final List<LoggedEvent> events = new ArrayList<>();
        final Set<LongConsumer> listeners = ConcurrentHashMap.newKeySet();
        final Map<UUID, Long> acked = new HashMap<>();
        String epoch = "e1";
        long trimmedTo;
        long furthestRead;
    }

    public BridgePorts ports() {
        return new BridgePorts(this, this, this, blobs, table);
    }

    public FakeBlobs blobs() {
        return blobs;
    }

    public InMemoryMappingTable table() {
        return table;
    }

    /** The files of each message that was sent. */
    public List<List<SentBlob>> sentBlobs() {
        return sentBlobs;
    }

    /** Message M1 with an attachment comes. */
    public void attach(long account, String thread, Attachment attachment) {
        Message plain = message(1, "with a file");
        append(
                account,
                thread,
                "message.new",
                seq ->
                        new Event.MessageNew(
                                seq,
                                thread,
                                new Message(
                                        plain.id(),
                                        plain.at(),
                                        plain.from(),
                                        plain.to(),
                                        plain.subject(),
                                        plain.text(),
                                        false,
                                        false,
                                        List.of(attachment),
                                        null,
                                        false,
                                        false,
                                        null),
                                null));
    }

    public List<String> reads() {
        return reads;
    }

    /** Every port throws or says unavailable until it is up again. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** What the next login is told, instead of a look at the credential. */
    public void nextLogin(Accounts.Outcome outcome) {
        nextLogin = outcome;
    }

    public long account(String address) {
        return ids.computeIfAbsent(address, _ -> (long) ids.size() + 1);
    }

    /** A new message in the account's log; its seq. */
    public long append(long account, String thread, String text) {
        return append(
                account,
                thread,
                "message.new",
                seq -> new Event.MessageNew(seq, thread, message(seq, text), null));
    }

    /** A new message that seems to answer in another thread. */
    public void suggest(long account, String thread, String suggested) {
        append(
                account,
                thread,
                "message.new",
                seq -> new Event.MessageNew(seq, thread, message(seq, "as I said"), suggested));
    }

    /** Tells how far message 1 of thread T7 has come. */
    public void state(long account, String party, DeliveryState state, @Nullable String reason) {
        append(
                account,
                "T7",
                "message.state",
                seq -> new Event.MessageState(seq, "T7", "M1", party, state, reason));
    }

    private long append(long account, String thread, String kind, LongFunction<Event> event) {
        Log log = log(account);
        long seq;
        synchronized (log) {
            seq = log.events.size() + 1L;
            byte[] json = codec.encode(event.apply(seq));
            log.events.add(new LoggedEvent(seq, kind, thread, json));
        }
        log.listeners.forEach(listener -> listener.accept(seq));
        return seq;
    }

    /** Tells the subscribers of a head, true or not. */
    public void poke(long account, long seq) {
        log(account).listeners.forEach(listener -> listener.accept(seq));
    }

    /** The log up to a seq is gone, as after its retention. */
    public void trim(long account, long upTo) {
        synchronized (log(account)) {
            log(account).trimmedTo = upTo;
        }
    }

    public void epoch(long account, String epoch) {
        synchronized (log(account)) {
            log(account).epoch = epoch;
        }
    }

    /** The highest seq that anybody was given. */
    public long furthestRead(long account) {
        synchronized (log(account)) {
            return log(account).furthestRead;
        }
    }

    public int subscribers(long account) {
        return log(account).listeners.size();
    }

    /** The highest seq that any terminal of the account acknowledged. */
    public long acked(long account) {
        Log log = log(account);
        synchronized (log) {
            return log.acked.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    private Log log(long account) {
        return logs.computeIfAbsent(account, _ -> new Log());
    }

    private void requireUp() {
        if (down) {
            throw new PortUnavailableException("down", new IllegalStateException("test"));
        }
    }

    private static Message message(long id, String text) {
        return new Message(
                "M" + id,
                Instant.EPOCH,
                new Party("amy@x.com", "Amy", Trust.NONE),
                List.of(),
                "s",
                text,
                false,
                false,
                List.of(),
                null,
                false,
                false,
                null);
    }

    @Override
    public Accounts.Outcome authenticate(Credential credential, InetAddress remote) {
        Accounts.Outcome told = nextLogin;
        if (told != null) {
            nextLogin = null;
            return told;
        }
        if (down) {
            return new Unavailable();
        }
        return switch (credential) {
            case Credential.Password(String address, String secret) ->
                    secret.equals("secret") && ids.containsKey(address)
                            ? new Authenticated(
                                    new Principal(account(address), address, "", Scope.ACCOUNT))
                            : new Refused();
            case Credential.Guest(String token) ->
                    new Authenticated(
                            new Principal(1, "guest@x.com", "", new Scope.OneThread(token)));
            case Credential.Bearer(String token) ->
                    token.startsWith("token:") && ids.containsKey(token.substring(6))
                            ? new Authenticated(
                                    new Principal(
                                            account(token.substring(6)),
                                            token.substring(6),
                                            "",
                                            Scope.ACCOUNT))
                            : new Refused();
        };
    }

    @Override
    public Head head(long accountId) {
        requireUp();
        Log log = log(accountId);
        synchronized (log) {
            return new Head(log.epoch, log.events.size());
        }
    }

    @Override
    public List<LoggedEvent> read(long accountId, Scope scope, long afterSeq, int limit) {
        requireUp();
        Log log = log(accountId);
        synchronized (log) {
            long from = Math.max(afterSeq, log.trimmedTo);
            long to = Math.min(log.events.size(), from + limit);
            List<LoggedEvent> rows = new ArrayList<>();
            for (long i = from; i < to; i++) {
                LoggedEvent row = log.events.get((int) i);
                log.furthestRead = Math.max(log.furthestRead, row.seq());
                rows.add(scope.covers(row.thread()) ? row : LoggedEvent.hidden(row.seq()));
            }
            return rows;
        }
    }

    @Override
    public long startFor(long accountId, UUID terminal) {
        requireUp();
        return acked(accountId);
    }

    @Override
    public Subscription subscribe(long accountId, LongConsumer newHead) {
        Log log = log(accountId);
        log.listeners.add(newHead);
        return () -> log.listeners.remove(newHead);
    }

    @Override
    public void acknowledged(long accountId, UUID terminal, UUID session, long seq) {
        requireUp();
        Log log = log(accountId);
        synchronized (log) {
            log.acked.merge(terminal, seq, Math::max);
        }
    }

    @Override
    public Page<ThreadSummary> threads(Principal principal, @Nullable String cursor, int limit) {
        requireUp();
        return new Page<>(
                List.of(
                        new ThreadSummary(
                                "T7",
                                List.of(new Party("amy@x.com", "Amy", null)),
                                "s",
                                1,
                                Instant.EPOCH,
                                "M1",
                                "line")),
                null);
    }

    @Override
    public Page<Message> history(
            Principal principal, String thread, @Nullable String before, int limit, boolean whole) {
        requireUp();
        if (thread.equals("T404")) {
            throw new RequestRefusedException(ErrorCode.NOT_FOUND, "no such thread");
        }
        List<Message> page = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            page.add(
                    message(
                            i + 1,
                            thread.equals("T99") ? "ü".repeat(16_384) : whole ? "x > y" : "x"));
        }
        return new Page<>(page, "next" + limit);
    }

    @Override
    public List<ServerFrame.SearchPage.Hit> search(Principal principal, String text, int limit) {
        requireUp();
        return List.of(new ServerFrame.SearchPage.Hit("T7", message(1, text)));
    }

    @Override
    public void read(Principal principal, String thread, String upTo) {
        requireUp();
        reads.add(thread + "/" + upTo);
    }

    @Override
    public SendOutcome send(Principal principal, UUID terminal, SendRequest request) {
        requireUp();
        if (request.thread() == null) {
            return new Failed(
                    ErrorCode.NO_ROUTE, false, Duration.ofSeconds(1), "no way to " + request.to());
        }
        synchronized (sent) {
            Sent before = sent.get(request.clientId());
            if (before != null) {
                return before;
            }
            long seq = append(principal.accountId(), request.thread(), request.text());
            append(party(request.thread()), "T" + principal.accountId(), request.text());
            Sent now = new Sent("M" + seq, request.thread(), seq);
            sent.put(request.clientId(), now);
            sentBlobs.add(request.blobs());
            return now;
        }
    }

    @Override
    public List<Counterpart> counterparts(Principal principal, String thread) {
        requireUp();
        return List.of(new Counterpart(party(thread), "T" + principal.accountId()));
    }

    private static long party(String thread) {
        return Long.parseLong(thread.substring(1));
    }

    /** Awaits a condition; a test's way to wait for other threads. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came true: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
