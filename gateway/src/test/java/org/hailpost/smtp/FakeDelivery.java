package org.hailpost.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.hailpost.account.Account;
import org.hailpost.delivery.Delivery;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Refusal;
import org.hailpost.delivery.Route;
import org.hailpost.mailbox.Receipt;
import org.hailpost.message.Address;
import org.hailpost.message.Content;

/**
 * A delivery that remembers what it was given. Takes {@code alice}, {@code bob} and {@code user0…}
 * at {@code here.example}; there is nobody else at that domain but {@code gone}, who is disabled.
 */
final class FakeDelivery implements Delivery {
    static final Outcome STORED = new Outcome.Stored(new Receipt(List.of(), false));

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    final AtomicReference<BiFunction<Envelope, Content, Outcome>> behaviour =
            new AtomicReference<>((_, _) -> STORED);
    volatile boolean storeDown;

    /** What was delivered. */
    record Mail(Envelope envelope, String text) {}

    @Override
    public Route route(Address recipient, Route.Asker asker, long octets) {
        if (recipient.localPart().equals("faulty")) {
            throw new IllegalStateException("a fault of ours");
        }
        if (storeDown) {
            return new Route.Refused(recipient, Refusal.STORE_UNAVAILABLE);
        }
        if (!recipient.domain().equals("here.example")
                && !recipient.domain().equals("mx.here.example")) {
            return new Route.Refused(recipient, Refusal.FOREIGN_DOMAIN);
        }
        String name = recipient.localPart();
        if (name.startsWith("user-full")) {
            return new Route.Refused(recipient, Refusal.MAILBOX_FULL);
        }
        if (name.startsWith("user-of-a-full-domain")) {
            return new Route.Refused(recipient, Refusal.DOMAIN_FULL);
        }
        if (name.startsWith("user-small") && octets > 1000) {
            return new Route.Refused(recipient, Refusal.BEYOND_QUOTA);
        }
        if (name.equals("gone")) {
            return new Route.Refused(recipient, Refusal.DISABLED_MAILBOX);
        }
        if (!name.equals("alice")
                && !name.equals("bob")
                && !name.equals("Postmaster")
                && !name.startsWith("user")
                && !recipient.needsUtf8()) {
            return new Route.Refused(recipient, Refusal.UNKNOWN_MAILBOX);
        }
        return new Route.Local(recipient, account(recipient));
    }

    @Override
    public Outcome deliver(Envelope envelope, Content content) {
        Outcome outcome = behaviour.get().apply(envelope, content);
        if (outcome instanceof Outcome.Stored) {
            String text;
            try {
                text =
                        content.size() > 1 << 20
                                ? content.size() + " octets"
                                : new String(content.bytes(), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            mails.add(new Mail(envelope, text));
        }
        return outcome;
    }

    List<Mail> mails() {
        return mails;
    }

    static Account account(Address address) {
        return new Account(7, address, address.localPart(), true);
    }
}
