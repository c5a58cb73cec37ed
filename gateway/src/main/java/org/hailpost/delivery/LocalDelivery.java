package org.hailpost.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.mailbox.DeliveryReports;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Quotas;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.Outgoing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivery into the mailboxes of this gateway, and into its outbound queue. */
public final class LocalDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

    /** RFC 5321 §6.3 asks for at least 100 where nothing else counts; loops end sooner with 50. */
    private static final int MAX_HOPS = 50;

    private static final NewMessage.Target INBOX = new NewMessage.Target.ByRole(Role.INBOX);

    /** Where mail lies that terminals show and another server keeps: unread there, not here. */
    private static final NewMessage.Target SHOWN = new NewMessage.Target.ByRole(Role.LIVE);

    private final Directory directory;
    private final MessageFiling intake;
    private final Quotas quotas;
    private final Departures departures;
    private final MailboxServers servers;
    private final Authorship authorship;
    private final DeliveryReports reports;
    private final SuccessReports successes;
    private final InstantSource clock;

    public LocalDelivery(
            Directory directory,
            MessageFiling intake,
            Quotas quotas,
            Departures departures,
            MailboxServers servers,
            DeliveryReports reports,
            SuccessReports successes,
            InstantSource clock) {
        this.directory = directory;
        this.intake = intake;
        this.quotas = quotas;
        this.departures = departures;
        this.servers = servers;
        this.authorship = new Authorship(directory);
        this.reports = reports;
        this.successes = successes;
        this.clock = clock;
    }

    @Override
    public Route route(Address recipient, Route.Asker asker, long octets) {
        try {
            Optional<Address> returned = departures.forwards().returned(recipient);
            if (returned.isPresent()) {
                return returning(recipient, returned.get(), asker, octets);
            }
            return switch (directory.resolve(recipient)) {
                case Directory.Resolution.Local(Account account) ->
                        route(recipient, account, asker, octets);
                case Directory.Resolution.Group _, Directory.Resolution.Forwarded _ ->
                        group(recipient, asker, octets);
                case Directory.Resolution.Kept(String url) ->
                        kept(
                                new Route.Kept(
                                        recipient,
                                        recipient,
                                        MailboxServer.parse(url),
                                        Optional.empty()),
                                asker);
                case Directory.Resolution.Unknown() -> refused(recipient, Refusal.UNKNOWN_MAILBOX);
                case Directory.Resolution.Disabled() ->
                        refused(recipient, Refusal.DISABLED_MAILBOX);
                case Directory.Resolution.Foreign() ->
                        switch (asker) {
                            case MEMBER -> new Route.Remote(recipient, recipient);
                            case STRANGER -> refused(recipient, Refusal.FOREIGN_DOMAIN);
                        };
            };
        } catch (DirectoryUnavailableException | MailUnavailableException e) {
            return refused(recipient, Refusal.STORE_UNAVAILABLE);
        } catch (MailboxGoneException e) { // since it was looked up
            return refused(recipient, Refusal.UNKNOWN_MAILBOX);
        }
    }

    private Route route(Address recipient, Account account, Route.Asker asker, long octets) {
        return account.mailbox().isPresent()
                ? kept(recipient, account, account.mailbox().get(), asker)
                : route(recipient, account, octets);
    }

    /** Back to where a mail came from that was forwarded. */
    private Route returning(Address recipient, Address origin, Route.Asker asker, long octets) {
        return switch (directory.resolve(origin)) {
            case Directory.Resolution.Foreign() -> new Route.Return(recipient, origin);
            case Directory.Resolution.Local(Account account) ->
                    route(recipient, account, asker, octets);
            case Directory.Resolution.Forwarded(Account account, var _) ->
                    route(recipient, account, asker, octets);
            case Directory.Resolution.Group _,
                    Directory.Resolution.Kept _,
                    Directory.Resolution.Unknown _,
                    Directory.Resolution.Disabled _ ->
                    refused(recipient, Refusal.UNKNOWN_MAILBOX);
        };
    }

    /**
     * All of a group take the mail or none does: a reply is for the recipient as a whole, and to
     * leave one out would be to lose it.
     */
    private Route group(Address recipient, Route.Asker asker, long octets) {
        Route route = new Expansion(directory).of(recipient);
        if (route instanceof Route.Group group) {
            for (Account account : group.here()) {
                if (route(recipient, account, octets) instanceof Route.Refused refused) {
                    return refused;
                }
            }
            for (Route.Kept kept : group.kept()) {
                if (kept(kept, asker) instanceof Route.Refused refused) {
                    return refused;
                }
            }
        }
        return route;
    }

    private Route route(Address recipient, Account account, long octets) {
        Quotas.Room room = quotas.room(account.id(), octets);
        return room == Quotas.Room.FREE
                ? new Route.Local(recipient, account)
                : refused(recipient, Refusal.of(room));
    }

    /** An alias is ours alone; a tag may mean something to whoever keeps the mailbox. */
    private Route kept(Address recipient, Account account, String url, Route.Asker asker) {
        boolean itself =
                recipient.canonical().withoutTag('+').equals(account.address().canonical());
        return kept(
                new Route.Kept(
                        recipient,
                        itself ? recipient : account.address(),
                        MailboxServer.parse(url),
                        Optional.of(account)),
                asker);
    }

    /** What a member writes waits in the queue if it has to, so only a refusal for good counts. */
    private Route kept(Route.Kept route, Route.Asker asker) {
        return servers.refusal(route.server(), route.target())
                .filter(refusal -> asker == Route.Asker.STRANGER || !refusal.temporary())
                .map(refusal -> refused(route.recipient(), refusal))
                .orElse(route);
    }

    @Override
    public Outcome deliver(Envelope received, Content content) {
        Envelope envelope = received;
        ScannedMessage scanned;
        try {
            scanned = MessageScanner.scan(content);
        } catch (IOException e) {
            return refused(envelope, Refusal.SPOOL_FULL, e);
        }
        if (scanned.headers().receivedCount() > MAX_HOPS) {
            return new Outcome.Refused(Refusal.TOO_MANY_HOPS);
        }
        if (scanned.headers().fromHeaderCount() > 1) {
            return new Outcome.Refused(Refusal.BAD_HEADER); // which of them would be shown?
        }
        List<Envelope.Recipient> looping =
                envelope.recipients().stream()
                        .filter(each -> departures.forwards().passed(each, scanned.headers()))
                        .toList();
        if (!looping.isEmpty()) {
            LOG.warn(
                    "event=loop id={} recipient={}",
                    envelope.hop().id(),
                    looping.getFirst().route().recipient());
            envelope = envelope.without(looping);
            if (envelope.recipients().isEmpty()) {
                return ended(looping);
            }
        }
        return decide(envelope, content, scanned);
    }

    /**
     * What was forwarded has come back. Whoever of the recipient's targets is here got it the first
     * time, in the transaction that forwarded it (promise 2).
     */
    private static Outcome ended(List<Envelope.Recipient> looping) {
        boolean kept =
                looping.stream()
                        .anyMatch(each ->
                                each.route() instanceof Route.Group group
                                        && !(group.here().isEmpty() && group.kept().isEmpty()));
        return kept
                ? new Outcome.Stored(new Receipt(List.of(), false))
                : new Outcome.Refused(Refusal.LOOP);
    }

    private Outcome decide(Envelope envelope, Content content, ScannedMessage scanned) {
        try {
            Optional<Refusal> refusal =
                    envelope.submitted()
                            .flatMap(account -> authorship.refusal(account, scanned.headers()))
                            .or(() -> departures.forwards().refusal(envelope, scanned.headers()))
                            .or(() -> departures.refusal(envelope));
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            return deliver(envelope, content, scanned);
        } catch (MailUnavailableException | DirectoryUnavailableException e) {
            return refused(envelope, Refusal.STORE_UNAVAILABLE, e);
        } catch (OverQuotaException e) {
            return refused(envelope, Refusal.of(e.room()), e);
        } catch (MailboxGoneException e) {
            return refused(envelope, Refusal.STORE_UNAVAILABLE, e); // the next RCPT will know
        } catch (IOException | UncheckedIOException e) {
            return refused(envelope, Refusal.SPOOL_FULL, e);
        }
    }

    /**
     * First to those that keep mailboxes elsewhere: if none of them takes it and nothing else is to
     * be done, the sender hears why. Whoever has not taken it while others have goes into the
     * queue, whose next attempt succeeds, waits, or is reported as failed.
     *
     * <p>They have their mail before what is here is committed and before our reply is read: if
     * either fails, the sender tries again, and they get it twice (RFC 5321 §6.1 knows of that).
     */
    private Outcome deliver(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        HandedOver handed = handOver(envelope, content, scanned);
        boolean allKept =
                envelope.recipients().stream()
                        .allMatch(recipient -> recipient.route() instanceof Route.Kept);
        if (allKept && handed.taken() == 0 && handed.failure().isPresent()) {
            return new Outcome.Declined(handed.failure().get());
        }
        List<Outgoing> outgoing = new ArrayList<>(departures.of(envelope, content, scanned));
        outgoing.addAll(handed.waiting());
        return store(envelope, content, scanned, outgoing, allKept && outgoing.isEmpty());
    }

    /** What a member submits goes by the queue at once, as to everybody elsewhere. */
    private HandedOver handOver(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        List<Outgoing> mails = departures.kept(envelope, content, scanned);
        if (envelope.submitted().isPresent()) {
            return HandedOver.notYet(mails);
        }
        HandedOver handed = HandedOver.notYet(List.of());
        for (Outgoing mail : mails) {
            handed = handed.and(mail, servers.handOver(envelope.hop().id(), mail, content));
        }
        return handed;
    }

    /**
     * A report of success that finds no room is left out: it must not keep the mail from arriving.
     *
     * @param done whether all have the mail already: what is stored is only for terminals to show
     */
    private Outcome store(
            Envelope envelope,
            Content content,
            ScannedMessage scanned,
            List<Outgoing> outgoing,
            boolean done)
            throws IOException {
        List<NewMessage.Copy> copies = copies(envelope, scanned);
        Optional<NewMessage> report = successes.of(envelope, content, scanned);
        while (!copies.isEmpty() || !outgoing.isEmpty()) {
            try {
                return new Outcome.Stored(
                        store(new NewMessage(content, scanned, copies, null, outgoing), report));
            } catch (OverQuotaException | MailboxGoneException e) {
                if (report.filter(it -> concerns(e, it)).isPresent()) {
                    report = Optional.empty();
                    LOG.warn(
                            "event=report-undeliverable id={} reason={}",
                            envelope.hop().id(),
                            e.toString());
                    continue;
                }
                List<NewMessage.Copy> needed = withoutShown(copies, e);
                if (needed.size() == copies.size()) {
                    throw e;
                }
                copies = needed;
                notShown(envelope, e);
            } catch (MailUnavailableException e) {
                if (!done) {
                    throw e;
                }
                notShown(envelope, e);
                return new Outcome.HandedOver();
            }
        }
        return new Outcome.HandedOver();
    }

    private Receipt store(NewMessage mail, Optional<NewMessage> report) {
        return report.isPresent()
                ? intake.storeAll(List.of(mail, report.get())).getFirst()
                : intake.store(mail);
    }

    /** Whose mailbox is gone is not said: if it is another's, the mail fails without the report. */
    private static boolean concerns(RuntimeException reason, NewMessage report) {
        return !(reason instanceof OverQuotaException full)
                || report.copies().stream().anyMatch(copy -> copy.accountId() == full.accountId());
    }

    /** A mailbox that is kept elsewhere has its mail, whether or not there is room here. */
    private static List<NewMessage.Copy> withoutShown(
            List<NewMessage.Copy> copies, RuntimeException reason) {
        return copies.stream()
                .filter(copy ->
                        !copy.target().equals(SHOWN)
                                || (reason instanceof OverQuotaException full
                                        && full.accountId() != copy.accountId()))
                .toList();
    }

    private static void notShown(Envelope envelope, RuntimeException reason) {
        LOG.warn("event=not-shown-live id={} reason={}", envelope.hop().id(), reason.toString());
    }

    /** One copy an account, whichever of the recipients led to it (promise 2). */
    private List<NewMessage.Copy> copies(Envelope envelope, ScannedMessage scanned) {
        Map<Long, Account> accounts = new LinkedHashMap<>();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            accounts(recipient.route()).forEach(found -> accounts.putIfAbsent(found.id(), found));
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        byte[] trace = trace(envelope);
        Map<Address, Long> owners = new HashMap<>(); // each address is looked up once a mail
        return accounts.values().stream()
                .map(account ->
                        new NewMessage.Copy(
                                account.id(),
                                account.mailbox().isPresent() ? SHOWN : INBOX,
                                trace,
                                0,
                                List.of(),
                                now,
                                true,
                                parties(envelope, scanned, account, owners),
                                trust(envelope),
                                -1,
                                applied(envelope, scanned, account)))
                .toList();
    }

    private static Stream<Account> accounts(Route.Accepted route) {
        return switch (route) {
            case Route.Local local -> Stream.of(local.account());
            case Route.Kept kept -> kept.account().stream();
            case Route.Group group ->
                    Stream.concat(
                            group.here().stream(),
                            group.kept().stream().flatMap(kept -> kept.account().stream()));
            case Route.Remote _, Route.Return _ -> Stream.empty();
        };
    }

    /**
     * A report about a mail of the account becomes that one's state. Only a null sender is believed
     * to be a machine (RFC 3464 §2, RFC 8098 §3).
     */
    private boolean applied(Envelope envelope, ScannedMessage scanned, Account account) {
        return scanned.report() != null
                && envelope.sender().isEmpty()
                && reports.apply(account.id(), scanned.report());
    }

    private List<Party> parties(
            Envelope envelope, ScannedMessage scanned, Account self, Map<Address, Long> owners) {
        List<Party> parties =
                Parties.of(scanned.headers(), address -> leadsTo(address, self, owners));
        return parties.isEmpty()
                ? envelope.sender()
                        .map(Address::canonical)
                        .filter(sender -> !leadsTo(sender, self, owners))
                        .map(sender -> List.of(Party.of(sender)))
                        .orElse(List.of())
                : parties;
    }

    private boolean leadsTo(Address address, Account account, Map<Address, Long> owners) {
        return address.equals(account.address())
                || owners.computeIfAbsent(address, this::owner) == account.id();
    }

    /** The account an address leads to; 0 for none. */
    private long owner(Address address) {
        return switch (directory.resolve(address)) {
            case Directory.Resolution.Local(Account account) -> account.id();
            case Directory.Resolution.Forwarded(Account account, var _) -> account.id();
            case Directory.Resolution.Group _, // its other members are parties
                    Directory.Resolution.Kept _,
                    Directory.Resolution.Unknown _,
                    Directory.Resolution.Disabled _,
                    Directory.Resolution.Foreign _ ->
                    0;
        };
    }

    private static Trust trust(Envelope envelope) {
        return envelope.submitted().isPresent() ? Trust.LOCAL : Trust.NONE;
    }

    private static byte[] trace(Envelope envelope) {
        byte[] returnPath = TraceHeader.returnPath(envelope.sender().orElse(null));
        byte[] received = TraceHeader.received(envelope.hop());
        return ByteBuffer.allocate(returnPath.length + received.length)
                .put(returnPath)
                .put(received)
                .array();
    }

    private static Route refused(Address recipient, Refusal refusal) {
        return new Route.Refused(recipient, refusal);
    }

    private static Outcome refused(Envelope envelope, Refusal refusal, Exception reason) {
        LOG.warn(
                "event=delivery-refused id={} refusal={} reason={}",
                envelope.hop().id(),
                refusal,
                reason.toString());
        return new Outcome.Refused(refusal);
    }
}
