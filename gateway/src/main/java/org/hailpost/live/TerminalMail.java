package org.hailpost.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.session.Conversations.Failed;
import org.hailpost.bridge.session.Conversations.SendOutcome;
import org.hailpost.bridge.session.Conversations.SendRequest;
import org.hailpost.bridge.session.Conversations.Sent;
import org.hailpost.bridge.session.PortUnavailableException;
import org.hailpost.bridge.session.Principal;
import org.hailpost.bridge.session.RequestRefusedException;
import org.hailpost.delivery.Delivery;
import org.hailpost.delivery.Refusal;
import org.hailpost.delivery.Route;
import org.hailpost.mailbox.MessageIntake;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;
import org.hailpost.message.Content;
import org.hailpost.message.ContentTooLargeException;
import org.hailpost.message.Draft;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.ThreadKey;
import org.hailpost.outbound.Allowance;
import org.hailpost.outbound.DkimSigner;

/**
 * Turns what a terminal writes into a mail: composed once, stored in one transaction in the
 * sender's {@code Sent}, in the INBOX of every recipient who is here, and in the outbound queue for
 * the others.
 */
public final class TerminalMail {
    private static final int SUBJECT_FROM_TEXT = 60;

    private final Delivery delivery;
    private final MessageIntake intake;
    private final ThreadStore threads;
    private final MailWriter writer;
    private final Allowance allowance;
    private final Despatch despatch;
    private final LongPredicate online;
    private final InstantSource clock;

    /**
     * @param online whether an account has an open terminal, as far as the mapping table knows
     */
    public TerminalMail(
            Delivery delivery,
            MessageIntake intake,
            ThreadStore threads,
            MailWriter writer,
            Allowance allowance,
            DkimSigner signer,
            LongPredicate online,
            InstantSource clock) {
        this.delivery = delivery;
        this.intake = intake;
        this.threads = threads;
        this.writer = writer;
        this.allowance = allowance;
        this.despatch = new Despatch(signer, clock);
        this.online = online;
        this.clock = clock;
    }

    SendOutcome send(Principal principal, SendRequest request) {
        Optional<MailWriter.Files> files = writer.files(principal.accountId(), request.blobs());
        if (files.isEmpty()) {
            return sentBefore(principal, request);
        }
        Optional<ThreadStore.ThreadSummary> thread = thread(principal, request);
        Optional<HeaderFacts> last =
                thread.flatMap(t -> threads.newestHeader(principal.accountId(), t.id()));
        Addressees addressees;
        try {
            addressees =
                    thread.isPresent()
                            ? Addressees.answering(self(principal), thread.get().parties(), last)
                            : Addressees.of(parse(request.to()), List.of());
        } catch (AddressSyntaxException e) {
            return failed(ErrorCode.INVALID, "a recipient is no address: " + e.getMessage());
        }
        for (Party party : addressees.all()) {
            Route route = delivery.route(party.address(), Route.Asker.MEMBER, 0);
            switch (route) {
                case Route.Return(Address _, Address target) -> {
                    return refused(target, Refusal.NO_REPORT);
                }
                case Route.Refused(Address address, Refusal refusal) -> {
                    return refused(address, refusal);
                }
                case Route.Local _, Route.Remote _, Route.Kept _, Route.Group _ ->
                        addressees.place(party.address(), route);
            }
        }
        return notLive(request, addressees)
                .or(() -> notAllowed(principal, request, addressees))
                .orElseGet(() -> store(principal, request, thread, addressees, last, files.get()));
    }

    /** Files go with the mail that takes them; who asks again gets the first answer. */
    private SendOutcome sentBefore(Principal principal, SendRequest request) {
        return threads.sent(principal.accountId(), request.clientId())
                .<SendOutcome>map(sent ->
                        new Sent(
                                Ids.message(sent.messageId()),
                                Ids.thread(sent.threadId()),
                                sent.seq()))
                .orElseGet(() ->
                        failed(
                                ErrorCode.NOT_FOUND,
                                "a file is not here: it was not uploaded whole, or has expired"));
    }

    private Optional<SendOutcome> notLive(SendRequest request, Addressees addressees) {
        if (request.mode() != SendMode.LIVE) {
            return Optional.empty();
        }
        return Stream.of(
                        addressees.elsewhere().stream(),
                        addressees.kept().keySet().stream()
                                .filter(Predicate.not(addressees::isHere)),
                        addressees.here().values().stream()
                                .filter(account -> !online.test(account.id()))
                                .map(Account::address))
                .flatMap(addresses -> addresses)
                .findFirst()
                .map(address -> failed(ErrorCode.NO_ROUTE, address + " is not live now"));
    }

    private Optional<SendOutcome> notAllowed(
            Principal principal, SendRequest request, Addressees addressees) {
        if (addressees.elsewhere().isEmpty()) {
            return Optional.empty();
        }
        return switch (allowance.take(
                principal.accountId(), addressees.elsewhere(), Optional.of(request.clientId()))) {
            case GRANTED -> Optional.empty();
            case MAILS_SPENT ->
                    Optional.of(spent("you have sent all the mails to the outside you may today"));
            case PARTIES_SPENT ->
                    Optional.of(
                            spent(
                                    "you have written to all the new addresses outside you may today"));
        };
    }

    private SendOutcome store(
            Principal principal,
            SendRequest request,
            Optional<ThreadStore.ThreadSummary> thread,
            Addressees addressees,
            Optional<HeaderFacts> last,
            MailWriter.Files files) {
        Draft draft = draft(principal, request, thread, addressees, last, files);
        try (Content content = writer.write(draft, draft.from().address().domain())) {
            ScannedMessage scanned = MessageScanner.scan(content);
            NewMessage message =
                    new NewMessage(
                            content,
                            scanned,
                            despatch.copies(principal, addressees),
                            new NewMessage.Request(principal.accountId(), request.clientId()),
                            despatch.outgoing(principal, addressees, content, scanned));
            Receipt.Stored sent = intake.store(message).copies().getFirst();
            writer.taken(principal.accountId(), files);
            return new Sent(Ids.message(sent.messageId()), Ids.thread(sent.threadId()), sent.seq());
        } catch (OverQuotaException e) {
            return overQuota(principal, addressees, e);
        } catch (IllegalArgumentException e) {
            return failed(ErrorCode.INVALID, String.valueOf(e.getMessage()));
        } catch (ContentTooLargeException e) {
            return failed(
                    ErrorCode.TOO_LARGE,
                    "with its files the mail would be larger than " + e.limit() + " bytes");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the spool's disk is full, or a file went just now
        }
    }

    /** The sender's own quota counts, too: Sent has a copy of everything. */
    private static SendOutcome overQuota(
            Principal principal, Addressees addressees, OverQuotaException e) {
        if (e.accountId() == principal.accountId()) {
            return full("your mailbox is full, and Sent has no room for a copy: delete something");
        }
        String who =
                addressees.here().values().stream()
                        .filter(account -> account.id() == e.accountId())
                        .map(account -> account.address().toString())
                        .findFirst()
                        .orElse("a recipient");
        return full("the mailbox of " + who + " has no room for it");
    }

    private static Draft draft(
            Principal principal,
            SendRequest request,
            Optional<ThreadStore.ThreadSummary> thread,
            Addressees addressees,
            Optional<HeaderFacts> last,
            MailWriter.Files files) {
        return new Draft(
                self(principal),
                addressees.to(),
                addressees.cc(),
                subject(request, thread, last.isPresent()),
                request.text(),
                last.map(HeaderFacts::messageId).orElse(null),
                last.map(TerminalMail::references).orElse(List.of()),
                List.of(),
                files.attachments());
    }

    /**
     * RFC 5322 §3.6.4: those of the mail that is answered, or what that one answers, and itself.
     */
    private static List<String> references(HeaderFacts answered) {
        List<String> references = new ArrayList<>(answered.references());
        if (references.isEmpty() && answered.inReplyTo() != null) {
            references.add(answered.inReplyTo());
        }
        if (answered.messageId() != null) {
            references.add(answered.messageId());
        }
        return references;
    }

    /** Stable within a thread, with one "Re:" (TRAPS.md): mail programs thread by it. */
    private static String subject(
            SendRequest request, Optional<ThreadStore.ThreadSummary> thread, boolean answers) {
        String asked = request.subject();
        if (asked != null && !asked.isBlank()) {
            return asked;
        }
        String subject = thread.map(t -> ThreadKey.subject(t.subject())).orElse("");
        if (subject.isEmpty()) {
            String line = request.text().strip().lines().findFirst().orElse("");
            int end = Math.min(line.length(), SUBJECT_FROM_TEXT);
            boolean splits = end > 0 && Character.isHighSurrogate(line.charAt(end - 1));
            return line.substring(0, splits ? end - 1 : end);
        }
        return answers ? "Re: " + subject : subject;
    }

    private Optional<ThreadStore.ThreadSummary> thread(Principal principal, SendRequest request) {
        String thread = request.thread();
        if (thread == null) {
            return Optional.empty();
        }
        return Optional.of(
                threads.thread(principal.accountId(), Ids.number(thread))
                        .orElseThrow(() ->
                                new RequestRefusedException(
                                        ErrorCode.NOT_FOUND, "there is no thread " + thread)));
    }

    private static Party self(Principal principal) {
        return new Party(Address.parse(principal.address()), principal.displayName());
    }

    private static List<Party> parse(List<String> addresses) {
        return addresses.stream().map(text -> Party.of(Address.parse(text))).toList();
    }

    private static SendOutcome refused(Address address, Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_MAILBOX, DISABLED_MAILBOX, MAILBOX_REFUSED ->
                    failed(ErrorCode.NO_ROUTE, "there is no mailbox " + address + " here");
            case FOREIGN_DOMAIN ->
                    failed(ErrorCode.NO_ROUTE, "no way leads from here to " + address);
            case STORE_UNAVAILABLE, SPOOL_FULL, MAILBOX_SERVER_UNAVAILABLE ->
                    throw new PortUnavailableException(
                            "the directory is not available", new IllegalStateException());
            case MAILBOX_FULL -> full("the mailbox of " + address + " is full");
            case DOMAIN_FULL -> full("the mailboxes of " + address.domain() + " are full");
            case BEYOND_QUOTA,
                    TOO_MANY_HOPS,
                    TOO_LARGE,
                    BAD_HEADER,
                    NO_AUTHOR,
                    NOT_THE_AUTHOR,
                    MAILS_SPENT,
                    PARTIES_SPENT,
                    TOO_WIDE,
                    FORWARDS_SPENT,
                    ANSWERS_SPENT,
                    LOOP,
                    NO_REPORT ->
                    failed(ErrorCode.REFUSED, "refused for " + address);
        };
    }

    /** Somebody may make room. */
    private static SendOutcome full(String detail) {
        return new Failed(ErrorCode.REFUSED, true, null, detail);
    }

    /** Until the day is over (UTC). */
    private SendOutcome spent(String detail) {
        Instant now = clock.instant();
        Instant tomorrow = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        return new Failed(ErrorCode.RATE_LIMITED, true, Duration.between(now, tomorrow), detail);
    }

    private static SendOutcome failed(ErrorCode code, String detail) {
        return new Failed(code, false, null, detail);
    }
}
