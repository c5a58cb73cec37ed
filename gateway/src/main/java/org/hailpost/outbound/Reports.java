package org.hailpost.outbound;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.ReportComposer;
import org.hailpost.message.ReportDraft;
import org.hailpost.message.ReportDraft.Action;
import org.hailpost.outbound.Consignment.Entry;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Recipient.Notify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who hears what of a mail (RFC 3461 §6.2, §6.3): of a failure and of the first long delay,
 * unless the sender asked otherwise; of success if the sender asked and the next host does not see
 * to it, or the mail has arrived here. Nothing is ever reported to the null sender (RFC 5321 §6.1).
 */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** RFC 3463: delivery time expired. */
    private static final String EXPIRED = "4.4.7";

    private static final String SUCCEEDED = "2.0.0";

    /** A header beyond this is cut. */
    private static final int MAX_HEADER = 64 * 1024;

    private final Directory directory;
    private final Srs srs;
    private final HourlyBudget budget;
    private final ReportComposer composer;
    private final String hostname;
    private final Schedule schedule;
    private final long returnedBytes;

    /**
     * @param srs whom mail came from that we forwarded
     * @param budget of reports an hour, to each address elsewhere
     * @param hostname who reports
     */
    public Reports(
            Directory directory,
            Srs srs,
            HourlyBudget budget,
            ReportComposer composer,
            String hostname,
            OutboundSettings settings) {
        this.directory = directory;
        this.srs = srs;
        this.budget = budget;
        this.composer = composer;
        this.hostname = hostname;
        this.schedule = settings.schedule();
        this.returnedBytes = settings.returnedBytes();
    }

    /** What its sender is to hear of; unchecked exceptions of the directory pass. */
    Optional<Notice> of(Settlement settlement) {
        Consignment consignment = settlement.consignment();
        Optional<Address> sender = consignment.parcel().envelope().sender();
        if (sender.isEmpty()) {
            return Optional.empty();
        }
        List<ReportDraft.Recipient> told = new ArrayList<>();
        for (int i = 0; i < settlement.fates().size(); i++) {
            Recipient recipient = consignment.parcel().recipients().get(i);
            told(recipient, consignment, settlement.fates().get(i)).ifPresent(told::add);
        }
        Address to = srs.original(sender.get()).orElse(sender.get());
        return told.isEmpty()
                ? Optional.empty()
                : notice(consignment.parcel(), consignment.since(), to, told);
    }

    /**
     * The same of a mail that has come to its end here, of which no row of the queue tells.
     *
     * @param since when it came
     * @param actions parallel to the parcel's recipients, all of whom the sender wants to hear of
     */
    public Optional<Notice> ofSuccess(Parcel parcel, Instant since, List<Action> actions) {
        List<ReportDraft.Recipient> told = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            told.add(
                    line(
                            parcel.recipients().get(i),
                            actions.get(i),
                            new Failure("", SUCCEEDED, ""),
                            Optional.empty()));
        }
        return parcel.envelope()
                .sender()
                .filter(_ -> !told.isEmpty())
                .flatMap(sender -> notice(parcel, since, sender, told));
    }

    private Optional<ReportDraft.Recipient> told(
            Recipient recipient, Consignment consignment, Fate fate) {
        Set<Notify> wanted = recipient.reports();
        boolean unsaid = wanted.isEmpty();
        return switch (fate) {
            case Fate.Bounced(Failure failure) when unsaid || wanted.contains(Notify.FAILURE) ->
                    Optional.of(line(recipient, Action.FAILED, failure, Optional.empty()));
            case Fate.Relayed(String host, String reply, boolean reportsItself)
                    when wanted.contains(Notify.SUCCESS) && !reportsItself ->
                    Optional.of(
                            line(
                                    recipient,
                                    // RFC 2033 §1: who speaks LMTP has a mailbox, not a queue.
                                    HostUrl.isLmtp(consignment.destination())
                                            ? Action.DELIVERED
                                            : Action.RELAYED,
                                    new Failure(host, SUCCEEDED, reply),
                                    Optional.empty()));
            case Fate.StillWaiting(Failure failure, Instant _, boolean delayTold)
                    when delayTold && (unsaid || wanted.contains(Notify.DELAY)) ->
                    Optional.of(
                            line(
                                    recipient,
                                    Action.DELAYED,
                                    failure,
                                    Optional.of(consignment.since().plus(schedule.giveUpAfter()))));
            case Fate.Bounced(var _),
                    Fate.Relayed(var _, var _, boolean _),
                    Fate.StillWaiting(var _, var _, boolean _),
                    Fate.Deferred(var _, var _),
                    Fate.GivenBack() ->
                    Optional.empty();
        };
    }

    private static ReportDraft.Recipient line(
            Recipient recipient, Action action, Failure failure, Optional<Instant> retryUntil) {
        return new ReportDraft.Recipient(
                recipient.address(),
                recipient.original(),
                action,
                failure.status(),
                failure.host(),
                failure.diagnostic(),
                retryUntil);
    }

    private Optional<Notice> notice(
            Parcel parcel, Instant since, Address sender, List<ReportDraft.Recipient> told) {
        OptionalLong account;
        Optional<String> mailbox;
        switch (directory.resolve(sender)) {
            case Directory.Resolution.Local(Account local) -> {
                mailbox = local.mailbox();
                account = mailbox.isPresent() ? OptionalLong.empty() : OptionalLong.of(local.id());
            }
            case Directory.Resolution.Forwarded(Account local, var _) -> {
                mailbox = local.mailbox();
                account = mailbox.isPresent() ? OptionalLong.empty() : OptionalLong.of(local.id());
            }
            case Directory.Resolution.Kept(String url) -> {
                mailbox = Optional.of(url);
                account = OptionalLong.empty();
            }
            case Directory.Resolution.Foreign() -> {
                if (!budget.take(sender.canonical().toString())) {
                    LOG.warn(
                            "event=report-withheld id={} sender={} reason=too-many",
                            parcel.id(),
                            sender);
                    return Optional.empty();
                }
                mailbox = Optional.empty();
                account = OptionalLong.empty();
            }
            case Directory.Resolution.Group(List<Address> members) -> {
                return member(members) // it was one of them who wrote as the group
                        .flatMap(member -> notice(parcel, since, member, told));
            }
            case Directory.Resolution.Unknown(), Directory.Resolution.Disabled() -> {
                LOG.info("event=report-unwanted id={} sender={}", parcel.id(), sender);
                return Optional.empty();
            }
        }
        ReportDraft report =
                new ReportDraft(
                        hostname,
                        sender,
                        parcel.envelope().envelopeId(),
                        since,
                        told,
                        returned(parcel, told),
                        parcel.envelope().utf8());
        byte[] bytes = composer.compose(report);
        return Optional.of(
                new Notice(
                        account,
                        mailbox.map(MailboxServer::parse),
                        sender,
                        Content.of(bytes),
                        new OutgoingEnvelope(
                                Optional.empty(),
                                hasEightBit(bytes),
                                report.needsUtf8(),
                                parcel.envelope().requireTls(), // RFC 8689 §5: it says of whom
                                OutgoingEnvelope.Returned.UNSAID,
                                "")));
    }

    private Optional<Address> member(List<Address> members) {
        return members.stream()
                .filter(member -> directory.resolve(member) instanceof Directory.Resolution.Local)
                .findFirst();
    }

    /**
     * RFC 3461 §6.2: the whole mail only if something failed; of a large one the header, whatever
     * was asked, and of one that had to go over TLS (RFC 8689 §5).
     */
    private ReportDraft.Returned returned(Parcel parcel, List<ReportDraft.Recipient> told) {
        Content content = parcel.content();
        boolean failed = told.stream().anyMatch(line -> line.action() == Action.FAILED);
        boolean full =
                failed
                        && parcel.envelope().returned() == OutgoingEnvelope.Returned.FULL
                        && !parcel.envelope().requireTls()
                        && content.size() <= returnedBytes;
        long wanted = full ? content.size() : Math.min(content.size(), MAX_HEADER);
        try (var in = content.open(0, wanted)) {
            return new ReportDraft.Returned(in.readAllBytes(), full);
        } catch (IOException e) {
            LOG.warn("event=report-without-mail id={} reason={}", parcel.id(), e.toString());
            return new ReportDraft.Returned(new byte[0], false);
        }
    }

    /** What a mail comes to of which its sender has to hear by now, or soon. */
    Settlement overdue(Consignment consignment, Instant now) {
        return new Settlement(
                consignment,
                consignment.entries().stream()
                        .map(entry -> overdue(consignment, entry, now))
                        .toList());
    }

    private Fate overdue(Consignment consignment, Entry entry, Instant now) {
        Instant giveUp = consignment.since().plus(schedule.giveUpAfter());
        Instant delay = consignment.since().plus(schedule.delayReportAfter());
        if (!now.isBefore(giveUp)) {
            return new Fate.Bounced(known(entry, "could not be delivered in time"));
        }
        boolean tell = !entry.delayTold() && !now.isBefore(delay);
        boolean told = tell || entry.delayTold();
        return new Fate.StillWaiting(
                known(entry, "the destination has not answered yet"),
                told || delay.isAfter(giveUp) ? giveUp : delay,
                tell);
    }

    private Failure known(Entry entry, String otherwise) {
        Failure last = entry.lastFailure();
        return last.diagnostic().isEmpty() ? new Failure("", EXPIRED, otherwise) : last;
    }

    private static boolean hasEightBit(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }
}
