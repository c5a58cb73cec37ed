package org.hailpost.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.message.Address;
import org.hailpost.message.AutomaticFacts;
import org.hailpost.message.Content;
import org.hailpost.message.EightBit;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;
import org.hailpost.message.ScannedMessage;
import org.hailpost.outbound.HourlyBudget;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Srs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail that goes on to somebody elsewhere by an alias or by forwarding, and the reports of failure
 * that come back.
 *
 * <p>The envelope's sender is rewritten, the content is not: a signature of the author's domain
 * stays good, and with it DMARC (RFC 7489 §3.1). So nothing is sealed (ARC, RFC 8617).
 *
 * <p>Loops end at the field {@value AutomaticFacts#HOP}: {@code mx.example.org; t=WORD}, one such
 * entry for each time a mail was forwarded, the newest first. The word stands for the recipient and
 * the message, and only this gateway can make it: nobody can have a mail of somebody else stopped
 * with it. What answers each other through us, each time with a mail that is new, is for {@link
 * Exchanges} to end.
 */
public final class Forwards {
    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);

    /** What of the field is read again; a chain that is longer is a loop without end. */
    private static final int MAX_TRAIL = 450;

    private final Directory directory;
    private final Srs srs;
    private final HourlyBudget budget;
    private final Exchanges exchanges;
    private final String hostname;
    private final InstantSource clock;

    /**
     * @param budget of mails an hour, for each alias or account that passes mail on
     * @param exchanges of what is answered through them
     * @param hostname ours, as others see it
     */
    public Forwards(
            Directory directory,
            Srs srs,
            HourlyBudget budget,
            Exchanges exchanges,
            String hostname,
            InstantSource clock) {
        this.directory = directory;
        this.srs = srs;
        this.budget = budget;
        this.exchanges = exchanges;
        this.hostname = hostname;
        this.clock = clock;
    }

    /** Whether mail goes on by a route. */
    static boolean forwards(Route route) {
        return route instanceof Route.Return
                || (route instanceof Route.Group group && !group.elsewhere().isEmpty());
    }

    /** Where mail for a return path of ours goes; empty if the address is none. */
    Optional<Address> returned(Address recipient) {
        return Srs.looksLike(recipient) ? srs.original(recipient) : Optional.empty();
    }

    /** Why the mail may not be forwarded, or not come back. */
    Optional<Refusal> refusal(Envelope envelope, HeaderFacts headers) {
        for (Envelope.Recipient recipient : envelope.recipients()) {
            switch (recipient.route()) {
                case Route.Group(Address address, var _, var _, List<Address> elsewhere)
                        when !elsewhere.isEmpty() -> {
                    if (headers.automatic().hop().length() > MAX_TRAIL) {
                        return Optional.of(Refusal.TOO_MANY_HOPS);
                    }
                    if (!exchanges.take(answerable(envelope, headers), address, headers)) {
                        LOG.warn(
                                "event=answers-spent id={} recipient={}",
                                envelope.hop().id(),
                                address);
                        return Optional.of(Refusal.ANSWERS_SPENT);
                    }
                    if (!budget.take(address.canonical().toString())) {
                        return Optional.of(Refusal.FORWARDS_SPENT);
                    }
                }
                case Route.Return _
                        when envelope.sender().isPresent() && !headers.automatic().machine() -> {
                    return Optional.of(Refusal.NO_REPORT);
                }
                case Route.Return(Address _, Address target)
                        when !budget.take(target.canonical().toString()) -> {
                    return Optional.of(Refusal.FORWARDS_SPENT);
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** Where machines send their answers, one or the other of them. */
    private static Set<Address> answerable(Envelope envelope, HeaderFacts headers) {
        return Stream.of(
                        headers.replyTo().stream().findFirst().flatMap(Mailbox::toAddress),
                        headers.from().stream().findFirst().flatMap(Mailbox::toAddress),
                        envelope.sender())
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** Whether the same mail was forwarded from here for the same recipient. */
    boolean passed(Envelope.Recipient recipient, HeaderFacts headers) {
        String trail = headers.automatic().hop();
        return !trail.isEmpty()
                && recipient.route() instanceof Route.Group(Address address, var _, var _, var _)
                && headers.automatic().passed(hostname)
                && trail.contains("t=" + word(address, headers));
    }

    /**
     * One for each recipient that leads elsewhere: each has its own return path and trail.
     *
     * @param trace of this hop
     */
    List<Outgoing> of(Envelope envelope, Content content, ScannedMessage scanned, byte[] trace)
            throws IOException {
        List<Outgoing> outgoing = new ArrayList<>();
        Set<Address> reached = new HashSet<>(); // each gets it once
        for (Envelope.Recipient recipient : envelope.recipients()) {
            if (recipient.route() instanceof Route.Remote(Address _, Address target)) {
                reached.add(target.canonical());
            }
        }
        for (Envelope.Recipient recipient : envelope.recipients()) {
            if (recipient.route()
                    instanceof Route.Group(Address address, var _, var _, var elsewhere)) {
                List<Recipient> targets =
                        elsewhere.stream()
                                .filter(target -> reached.add(target.canonical()))
                                .map(target ->
                                        new Recipient(
                                                target, recipient.passedOn(), recipient.original()))
                                .toList();
                add(
                        outgoing,
                        envelope,
                        returnPath(envelope, address),
                        targets,
                        concat(trail(address, scanned.headers()), trace),
                        content,
                        scanned);
            } else if (recipient.route() instanceof Route.Return(Address _, Address target)) {
                List<Recipient> targets =
                        reached.add(target.canonical()) ? List.of(Recipient.of(target)) : List.of();
                add(outgoing, envelope, Optional.empty(), targets, trace, content, scanned);
            }
        }
        return outgoing;
    }

    private void add(
            List<Outgoing> outgoing,
            Envelope envelope,
            Optional<Address> sender,
            List<Recipient> targets,
            byte[] trace,
            Content content,
            ScannedMessage scanned)
            throws IOException {
        if (targets.isEmpty()) {
            return;
        }
        EightBit eightBit = EightBit.of(content, scanned.headerSize());
        Wishes wishes = envelope.wishes();
        boolean utf8 =
                eightBit.header()
                        || sender.stream().anyMatch(Address::needsUtf8)
                        || targets.stream().anyMatch(target -> target.address().needsUtf8());
        outgoing.add(
                new Outgoing(
                        envelope.submitted().map(Account::id).orElse(0L),
                        new OutgoingEnvelope(
                                sender,
                                eightBit.header() || eightBit.body(),
                                utf8,
                                wishes.requireTls(),
                                wishes.returned(),
                                wishes.envelopeId()),
                        targets,
                        trace,
                        clock.instant(),
                        -1));
    }

    /**
     * The null sender stays what it is (RFC 5321 §4.5.5), and one of ours comes from here anyway.
     */
    private Optional<Address> returnPath(Envelope envelope, Address alias) {
        return envelope.sender()
                .flatMap(sender ->
                        directory.resolve(sender) instanceof Directory.Resolution.Foreign
                                ? srs.forwarded(sender, alias.canonical().domain())
                                : Optional.of(sender));
    }

    /** The field with what it said before: of several fields readers take the first. */
    private byte[] trail(Address alias, HeaderFacts headers) {
        StringBuilder field =
                new StringBuilder(AutomaticFacts.HOP)
                        .append(": ")
                        .append(hostname)
                        .append("; t=")
                        .append(word(alias, headers));
        for (String entry : headers.automatic().hop().split(",", -1)) {
            String clean = clean(entry);
            if (!clean.isEmpty()) {
                field.append(",\r\n\t").append(clean);
            }
        }
        return field.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What others wrote there goes out with our name above it. */
    private static String clean(String entry) {
        StringBuilder clean = new StringBuilder();
        entry.strip().chars().filter(c -> c >= ' ' && c < 127).forEach(c -> clean.append((char) c));
        return clean.toString();
    }

    private String word(Address alias, HeaderFacts headers) {
        String id = headers.messageId() == null ? "" : headers.messageId();
        return srs.token(alias.canonical().toString().toLowerCase(Locale.ROOT) + " " + id);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
