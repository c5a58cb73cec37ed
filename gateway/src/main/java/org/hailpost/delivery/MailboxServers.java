package org.hailpost.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.outbound.CallAhead;
import org.hailpost.outbound.Carrier;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.Parcel;
import org.jspecify.annotations.Nullable;

/**
 * The existing mail servers that keep mailboxes: whom they know, and how they are handed mails
 * while the sender waits. Thread-safe.
 *
 * <p>What a server has said of a recipient counts for a while, so that its refusals are given at
 * RCPT without a question each time, and so that recipients it knows are accepted while it is away.
 */
public final class MailboxServers {
    /** How long a server that could not be reached is not asked again. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Carrier carrier;
    private final CallAhead calls;
    private final MailboxServerSettings settings;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** By a server's URL; as many as there are servers. */
    private final Map<String, Instant> silentUntil = new ConcurrentHashMap<>();

    @GuardedBy("lock")
    private final Map<Key, Known> known;

    private record Key(String server, Address target) {}

    /** Empty: the server takes mail for it. */
    private record Known(Optional<Refusal> refusal, Instant until) {}

    public MailboxServers(
            Carrier carrier, CallAhead calls, MailboxServerSettings settings, InstantSource clock) {
        this.carrier = carrier;
        this.calls = calls;
        this.settings = settings;
        this.clock = clock;
        this.known =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
                        return size() > settings.remembered();
                    }
                };
    }

    /** Why a server would not take mail for a recipient; empty if it would. */
    Optional<Refusal> refusal(MailboxServer server, Address target) {
        Key key = new Key(server.url(), target.canonical());
        Instant now = clock.instant();
        Known before = known(key, now);
        if (before != null) {
            return before.refusal;
        }
        if (now.isBefore(silentUntil.getOrDefault(server.url(), Instant.MIN))) {
            return Optional.of(Refusal.MAILBOX_SERVER_UNAVAILABLE);
        }
        return switch (calls.ask(server.destination(), target, settings.askTimeout())) {
            case Handover.Relayed _ -> {
                remember(key, Optional.empty(), now.plus(settings.knownFor()));
                yield Optional.empty();
            }
            case Handover.Refused(Failure failure) -> {
                Optional<Refusal> refusal = Optional.of(permanent(failure));
                remember(key, refusal, now.plus(settings.unknownFor()));
                yield refusal;
            }
            case Handover.Deferred(Failure failure, boolean unreachable) -> {
                if (unreachable) {
                    silentUntil.put(server.url(), clock.instant().plus(SILENCE));
                }
                yield Optional.of(temporary(failure));
            }
        };
    }

    private static Refusal permanent(Failure failure) {
        return failure.status().startsWith("5.1.")
                ? Refusal.UNKNOWN_MAILBOX
                : Refusal.MAILBOX_REFUSED;
    }

    private static Refusal temporary(Failure failure) {
        return failure.status().equals("4.2.2")
                ? Refusal.MAILBOX_FULL
                : Refusal.MAILBOX_SERVER_UNAVAILABLE;
    }

    private @Nullable Known known(Key key, Instant now) {
        lock.lock();
        try {
            Known found = known.get(key);
            return found != null && now.isBefore(found.until) ? found : null;
        } finally {
            lock.unlock();
        }
    }

    private void remember(Key key, Optional<Refusal> refusal, Instant until) {
        lock.lock();
        try {
            known.put(key, new Known(refusal, until));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands a mail over now.
     *
     * @param mail with the server that keeps the mailboxes
     * @return parallel to its recipients
     */
    List<Handover> handOver(String id, Outgoing mail, Content content) {
        MailboxServer server = mail.mailboxes().orElseThrow();
        List<Handover> results =
                carrier.carry(
                        server.destination(),
                        new Parcel(id, mail.envelope(), mail.recipients(), mail.trace(), content));
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Handover.Refused) {
                forget(server, mail.recipients().get(i).address());
            }
        }
        return results;
    }

    /** What it said before holds no longer. */
    private void forget(MailboxServer server, Address target) {
        lock.lock();
        try {
            known.remove(new Key(server.url(), target.canonical()));
        } finally {
            lock.unlock();
        }
    }
}
