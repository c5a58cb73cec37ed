package org.hailpost.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
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
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MessageIntake;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Copy;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;
import org.hailpost.message.ComposedMessage;
import org.hailpost.message.Composer;
import org.hailpost.message.Content;
import org.hailpost.message.Draft;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ThreadKey;
import org.hailpost.message.TraceHeader;

/**
 * Turns what a terminal writes into a mail: composed once, stored in one transaction in the
 * sender's {@code Sent} and in every recipient's INBOX.
 */
public final class TerminalMail {
    private static final int SUBJECT_FROM_TEXT = 60;

    private final Delivery delivery;
    private final MessageIntake intake;
    private final ThreadStore threads;
    private final Composer composer;
    private final LongPredicate online;
    private final InstantSource clock;

    /**
     * @param online whether an account has an open terminal, as far as the mapping table knows
     */
    public TerminalMail(
            Delivery delivery,
            MessageIntake intake,
            ThreadStore threads,
            Composer composer,
            LongPredicate online,
            InstantSource clock) {
        this.delivery = delivery;
        this.intake = intake;
        this.threads = threads;
        this.composer = composer;
        this.online = online;
        this.clock = clock;
    }

    SendOutcome send(Principal principal, SendRequest request) {
        if (!request.blobs().isEmpty()) {
            return failed(ErrorCode.UNSUPPORTED, "attachments cannot be sent from a terminal yet");
        }
        Optional<ThreadStore.ThreadSummary> thread = thread(principal, request);
        List<Party> to;
        try {
            to = thread.isPresent() ? parties(principal, thread.get()) : parse(request.to());
        } catch (AddressSyntaxException e) {
            return failed(ErrorCode.INVALID, "a recipient is no address: " + e.getMessage());
        }
        Map<Address, Account> owners = new LinkedHashMap<>();
        for (Party party : to) {
            switch (delivery.route(party.address(), 0)) {
                case Route.Local(Address _, Account account) ->
                        owners.put(party.address(), account);
                case Route.Refused(Address address, Refusal refusal) -> {
                    return refused(address, refusal);
                }
            }
        }
        if (request.mode() == SendMode.LIVE) {
            for (Account account : owners.values()) {
                if (!online.test(account.id())) {
                    return failed(ErrorCode.NO_ROUTE, account.address() + " is not live now");
                }
            }
        }
        return store(principal, request, thread, to, owners);
    }

    private SendOutcome store(
            Principal principal,
            SendRequest request,
            Optional<ThreadStore.ThreadSummary> thread,
            List<Party> to,
            Map<Address, Account> owners) {
        Address from = Address.parse(principal.address());
        Optional<ThreadMessage> last =
                thread.flatMap(t ->
                        threads.history(principal.accountId(), t.id(), null, 1).messages().stream()
                                .findFirst());
        ComposedMessage mail;
        try {
            mail =
                    composer.compose(
                            draft(principal, from, request, thread, to, last), from.domain());
        } catch (IllegalArgumentException e) {
            return failed(ErrorCode.INVALID, String.valueOf(e.getMessage()));
        }
        return store(principal, request, to, owners, mail);
    }

    private SendOutcome store(
            Principal principal,
            SendRequest request,
            List<Party> to,
            Map<Address, Account> owners,
            ComposedMessage mail) {
        Address from = Address.parse(principal.address());
        try (Content content = Content.of(mail.bytes())) {
            NewMessage message =
                    new NewMessage(
                            content,
                            MessageScanner.scan(content),
                            copies(principal, from, to, owners),
                            new NewMessage.Request(principal.accountId(), request.clientId()));
            Receipt.Stored sent = intake.store(message).copies().getFirst();
            return new Sent(Ids.message(sent.messageId()), Ids.thread(sent.threadId()), sent.seq());
        } catch (OverQuotaException e) {
            return overQuota(principal, owners, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // content in memory
        }
    }

    /** The sender's own quota counts, too: Sent has a copy of everything. */
    private static SendOutcome overQuota(
            Principal principal, Map<Address, Account> owners, OverQuotaException e) {
        if (e.accountId() == principal.accountId()) {
            return full("your mailbox is full, and Sent has no room for a copy: delete something");
        }
        String who =
                owners.values().stream()
                        .filter(account -> account.id() == e.accountId())
                        .map(account -> account.address().toString())
                        .findFirst()
                        .orElse("a recipient");
        return full("the mailbox of " + who + " has no room for it");
    }

    private static Draft draft(
            Principal principal,
            Address from,
            SendRequest request,
            Optional<ThreadStore.ThreadSummary> thread,
            List<Party> to,
            Optional<ThreadMessage> last) {
        String messageId = last.map(ThreadMessage::messageId).orElse(null);
        return new Draft(
                new Party(from, principal.displayName()),
                to,
                List.of(),
                subject(request, thread, last),
                request.text(),
                messageId,
                messageId == null ? List.of() : List.of(messageId),
                List.of());
    }

    /** Stable within a thread, with one "Re:" (TRAPS.md): mail programs thread by it. */
    private static String subject(
            SendRequest request,
            Optional<ThreadStore.ThreadSummary> thread,
            Optional<ThreadMessage> last) {
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
        return last.isPresent() ? "Re: " + subject : subject;
    }

    /** The sender's own first: states of the others go there. One an account, as by SMTP. */
    private List<Copy> copies(
            Principal principal, Address from, List<Party> to, Map<Address, Account> owners) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        byte[] trace = TraceHeader.returnPath(from);
        List<Copy> copies = new ArrayList<>();
        copies.add(
                new Copy(
                        principal.accountId(),
                        new Target.ByRole(Role.SENT),
                        trace,
                        Flags.SEEN,
                        List.of(),
                        now,
                        false,
                        others(to, owners, principal.accountId()),
                        Trust.LOCAL,
                        -1));
        Set<Long> accounts = new LinkedHashSet<>();
        owners.values().forEach(account -> accounts.add(account.id()));
        for (long account : accounts) {
            List<Party> parties = new ArrayList<>();
            if (account != principal.accountId()) {
                parties.add(new Party(from, principal.displayName()));
            }
            parties.addAll(others(to, owners, account));
            copies.add(
                    new Copy(
                            account,
                            new Target.ByRole(Role.INBOX),
                            trace,
                            0,
                            List.of(),
                            now,
                            true,
                            parties,
                            Trust.LOCAL,
                            0));
        }
        return copies;
    }

    /** Nobody is a party to himself, under whichever of his addresses. */
    private static List<Party> others(List<Party> to, Map<Address, Account> owners, long self) {
        return to.stream()
                .filter(party -> {
                    Account owner = owners.get(party.address());
                    return owner == null || owner.id() != self;
                })
                .toList();
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

    /** A thread without parties is the account's with itself. */
    private static List<Party> parties(Principal principal, ThreadStore.ThreadSummary thread) {
        return thread.parties().isEmpty()
                ? List.of(new Party(Address.parse(principal.address()), principal.displayName()))
                : thread.parties();
    }

    private static List<Party> parse(List<String> addresses) {
        return addresses.stream().map(text -> Party.of(Address.parse(text))).toList();
    }

    private static SendOutcome refused(Address address, Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_MAILBOX, DISABLED_MAILBOX ->
                    failed(ErrorCode.NO_ROUTE, "there is no mailbox " + address + " here");
            case FOREIGN_DOMAIN ->
                    failed(ErrorCode.NO_ROUTE, "no way leads from here to " + address);
            case STORE_UNAVAILABLE, SPOOL_FULL ->
                    throw new PortUnavailableException(
                            "the directory is not available", new IllegalStateException());
            case MAILBOX_FULL -> full("the mailbox of " + address + " is full");
            case DOMAIN_FULL -> full("the mailboxes of " + address.domain() + " are full");
            case BEYOND_QUOTA, TOO_MANY_HOPS, TOO_LARGE, BAD_HEADER ->
                    failed(ErrorCode.REFUSED, "refused for " + address);
        };
    }

    /** Somebody may make room. */
    private static SendOutcome full(String detail) {
        return new Failed(ErrorCode.REFUSED, true, null, detail);
    }

    private static SendOutcome failed(ErrorCode code, String detail) {
        return new Failed(code, false, null, detail);
    }
}
