package org.hailpost.delivery;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.ReportMail;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.EightBit;
import org.hailpost.message.ReportDraft.Action;
import org.hailpost.message.ScannedMessage;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Recipient.Notify;
import org.hailpost.outbound.Reports;

/**
 * What a sender hears who asked to hear of success, of recipients whose mail comes to its end in
 * this delivery: that it is in a mailbox here (RFC 3461 §5.2.3), or has been passed on to several
 * (§5.2.7.3). Of all others the outbound queue reports.
 */
public final class SuccessReports {
    private final Reports reports;
    private final InstantSource clock;

    public SuccessReports(Reports reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * The report, to be stored together with the mail: neither is true without the other. Empty if
     * nobody is to hear of anything.
     */
    Optional<NewMessage> of(Envelope envelope, Content content, ScannedMessage scanned)
            throws IOException {
        List<Recipient> recipients = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (Envelope.Recipient each : envelope.recipients()) {
            Optional<Action> action = action(each.route());
            if (each.reports().contains(Notify.SUCCESS) && action.isPresent()) {
                // As the envelope names him: what an alias leads to is not told (RFC 3464 §2.3.2).
                recipients.add(
                        new Recipient(each.route().recipient(), each.reports(), each.original()));
                actions.add(action.get());
            }
        }
        if (recipients.isEmpty() || envelope.sender().isEmpty()) {
            return Optional.empty();
        }
        Wishes wishes = envelope.wishes();
        boolean utf8 =
                envelope.sender().stream().anyMatch(Address::needsUtf8)
                        || EightBit.of(content, scanned.headerSize()).header();
        OutgoingEnvelope asked =
                new OutgoingEnvelope(
                        envelope.sender(),
                        utf8,
                        utf8,
                        wishes.requireTls(),
                        wishes.returned(),
                        wishes.envelopeId());
        return reports.ofSuccess(
                        new Parcel(envelope.hop().id(), asked, recipients, new byte[0], content),
                        clock.instant(),
                        actions)
                .map(notice -> ReportMail.of(notice, 0, clock.instant()));
    }

    /** Empty if the queue carries it on, and the wish with it. */
    private static Optional<Action> action(Route.Accepted route) {
        return switch (route) {
            case Route.Local _ -> Optional.of(Action.DELIVERED);
            case Route.Group group when group.several() -> Optional.of(Action.EXPANDED);
            case Route.Group group when group.here().size() == 1 -> Optional.of(Action.DELIVERED);
            case Route.Group _, Route.Remote _, Route.Kept _, Route.Return _ -> Optional.empty();
        };
    }
}
