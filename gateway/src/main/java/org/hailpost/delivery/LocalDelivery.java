package org.hailpost.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.mailbox.DeliveryReports;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MessageIntake;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Quotas;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.TraceHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivery into the mailboxes of this gateway, and into its outbound queue. */
public final class LocalDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

    /** RFC 5321 §6.3 asks for at least 100 where nothing else counts; loops end sooner with 50. */
    private static final int MAX_HOPS = 50;

    private final Directory directory;
    private final MessageIntake intake;
    private final Quotas quotas;
    private final Departures departures;
    private final Authorship authorship;
    private final DeliveryReports reports;
    private final InstantSource clock;

    public LocalDelivery(
            Directory directory,
            MessageIntake intake,
            Quotas quotas,
            Departures departures,
            DeliveryReports reports,
            InstantSource clock) {
        this.directory = directory;
        this.intake = intake;
        this.quotas = quotas;
        this.departures = departures;
        this.authorship = new Authorship(directory);
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public Route route(Address recipient, Route.Asker asker, long octets) {
        try {
            return switch (directory.resolve(recipient)) {
                case Directory.Resolution.Local(Account account) ->
                        route(recipient, account, octets);
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

    private Route route(Address recipient, Account account, long octets) {
        Quotas.Room room = quotas.room(account.id(), octets);
        return room == Quotas.Room.FREE
                ? new Route.Local(recipient, account)
                : refused(recipient, Refusal.of(room));
    }

    @Override
    public Outcome deliver(Envelope envelope, Content content) {
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
        try {
            Optional<Refusal> refusal =
                    envelope.submitted()
                            .flatMap(account -> authorship.refusal(account, scanned.headers()))
                            .or(() -> departures.refusal(envelope));
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            NewMessage message =
                    new NewMessage(
                            content,
                            scanned,
                            copies(envelope, scanned),
                            null,
                            departures.of(envelope, content, scanned));
            return new Outcome.Stored(intake.store(message));
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

    /** One copy an account, whichever of the recipients led to it (promise 2). */
    private List<NewMessage.Copy> copies(Envelope envelope, ScannedMessage scanned) {
        Map<Long, Route.Local> accounts = new LinkedHashMap<>();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            if (recipient.route() instanceof Route.Local local) {
                accounts.putIfAbsent(local.account().id(), local);
            }
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        byte[] trace = trace(envelope);
        Map<Address, Long> owners = new HashMap<>(); // each address is looked up once a mail
        return accounts.values().stream()
                .map(route ->
                        new NewMessage.Copy(
                                route.account().id(),
                                new NewMessage.Target.ByRole(Role.INBOX),
                                trace,
                                0,
                                List.of(),
                                now,
                                true,
                                parties(envelope, scanned, route.account(), owners),
                                trust(envelope),
                                -1,
                                applied(envelope, scanned, route.account())))
                .toList();
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
        return directory.resolve(address) instanceof Directory.Resolution.Local(Account account)
                ? account.id()
                : 0;
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
