package org.hailpost.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.EightBit;
import org.hailpost.message.Mailbox;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.Allowance;
import org.hailpost.outbound.DkimSigner;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Recipient;

/** The part of a mail that leaves: whether it may, and how it goes into the outbound queue. */
public final class Departures {
    private final Allowance allowance;
    private final DkimSigner signer;
    private final Forwards forwards;
    private final boolean showClient;
    private final InstantSource clock;

    /**
     * @param signer of what our members send
     * @param showClient whether the world outside is told from which host a member submits
     */
    public Departures(
            Allowance allowance,
            DkimSigner signer,
            Forwards forwards,
            boolean showClient,
            InstantSource clock) {
        this.allowance = allowance;
        this.signer = signer;
        this.forwards = forwards;
        this.showClient = showClient;
        this.clock = clock;
    }

    /** Counts the mail if any of it leaves; says why it may not. */
    Optional<Refusal> refusal(Envelope envelope) {
        List<Address> targets = remote(envelope).map(Route.Remote::target).toList();
        if (targets.isEmpty() || envelope.submitted().isEmpty()) {
            return Optional.empty();
        }
        long account = envelope.submitted().get().id();
        return switch (allowance.take(account, targets, Optional.empty())) {
            case GRANTED -> Optional.empty();
            case MAILS_SPENT -> Optional.of(Refusal.MAILS_SPENT);
            case PARTIES_SPENT -> Optional.of(Refusal.PARTIES_SPENT);
        };
    }

    /** What it says of mail that is only passed on. */
    Forwards forwards() {
        return forwards;
    }

    /** All who are elsewhere share the mail's envelope, but for those whom it is forwarded to. */
    List<Outgoing> of(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        List<Outgoing> outgoing = new ArrayList<>(sent(envelope, content, scanned));
        if (envelope.recipients().stream().anyMatch(each -> Forwards.forwards(each.route()))) {
            outgoing.addAll(
                    forwards.of(envelope, content, scanned, trace(envelope, content, scanned)));
        }
        return outgoing;
    }

    private List<Outgoing> sent(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        Map<Address, Recipient> recipients = new LinkedHashMap<>(); // each once, as in mailboxes
        for (Envelope.Recipient recipient : envelope.recipients()) {
            if (recipient.route() instanceof Route.Remote(Address _, Address target)) {
                add(recipients, target, recipient);
            }
        }
        return recipients.isEmpty()
                ? List.of()
                : List.of(outgoing(envelope, content, scanned, recipients, Optional.empty()));
    }

    /** One for each server that keeps mailboxes of recipients. */
    List<Outgoing> kept(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        Map<MailboxServer, Map<Address, Recipient>> servers = new LinkedHashMap<>();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            List<Route.Kept> all =
                    switch (recipient.route()) {
                        case Route.Kept kept -> List.of(kept);
                        case Route.Group group -> group.kept();
                        case Route.Local _, Route.Remote _, Route.Return _ -> List.of();
                    };
            for (Route.Kept kept : all) {
                add(
                        servers.computeIfAbsent(kept.server(), _ -> new LinkedHashMap<>()),
                        kept.target(),
                        recipient);
            }
        }
        List<Outgoing> all = new ArrayList<>();
        for (var server : servers.entrySet()) {
            all.add(
                    outgoing(
                            envelope,
                            content,
                            scanned,
                            server.getValue(),
                            Optional.of(server.getKey())));
        }
        return all;
    }

    private static void add(
            Map<Address, Recipient> recipients, Address target, Envelope.Recipient recipient) {
        recipients.putIfAbsent(
                target.canonical(),
                new Recipient(target, recipient.passedOn(), recipient.original()));
    }

    private Outgoing outgoing(
            Envelope envelope,
            Content content,
            ScannedMessage scanned,
            Map<Address, Recipient> recipients,
            Optional<MailboxServer> server)
            throws IOException {
        Wishes wishes = envelope.wishes();
        EightBit eightBit = EightBit.of(content, scanned.headerSize());
        boolean utf8 =
                (wishes.utf8() && eightBit.header())
                        || envelope.sender().stream().anyMatch(Address::needsUtf8)
                        || recipients.values().stream().anyMatch(Departures::needsUtf8);
        return new Outgoing(
                envelope.submitted().map(Account::id).orElse(0L),
                new OutgoingEnvelope(
                        envelope.sender(),
                        eightBit.header() || eightBit.body(),
                        utf8,
                        wishes.requireTls(),
                        wishes.returned(),
                        wishes.envelopeId()),
                List.copyOf(recipients.values()),
                server,
                trace(envelope, content, scanned),
                clock.instant(),
                -1);
    }

    private static boolean needsUtf8(Recipient recipient) {
        return recipient.address().needsUtf8()
                || recipient.original().chars().anyMatch(c -> c > 127); // RFC 6533 §3
    }

    private byte[] trace(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        byte[] received =
                showClient || envelope.submitted().isEmpty()
                        ? TraceHeader.received(envelope.hop())
                        : TraceHeader.receivedFromMember(envelope.hop());
        Optional<Address> author =
                envelope.submitted().isEmpty() // what others wrote is theirs to sign
                        ? Optional.empty()
                        : scanned.headers().from().stream().findFirst().flatMap(Mailbox::toAddress);
        if (author.isEmpty()) {
            return received;
        }
        byte[] signatures = signer.sign(content, scanned.headerSize(), author.get());
        return ByteBuffer.allocate(signatures.length + received.length)
                .put(signatures)
                .put(received)
                .array();
    }

    private static Stream<Route.Remote> remote(Envelope envelope) {
        return envelope.recipients().stream()
                .map(Envelope.Recipient::route)
                .filter(Route.Remote.class::isInstance)
                .map(Route.Remote.class::cast);
    }
}
