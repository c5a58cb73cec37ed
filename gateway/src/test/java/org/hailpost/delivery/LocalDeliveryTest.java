package org.hailpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hailpost.account.Account;
import org.hailpost.account.Credential;
import org.hailpost.account.Directory;
import org.hailpost.account.Quota;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Quotas;
import org.hailpost.mailbox.Receipt;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.Party;
import org.hailpost.message.TraceHeader;
import org.junit.jupiter.api.Test;

class LocalDeliveryTest {
    private final List<NewMessage> stored = new ArrayList<>();
    private final Counting directory = new Counting();
    private final FixedQuotas quotas = new FixedQuotas();
    private final LocalDelivery delivery =
            new LocalDelivery(
                    directory,
                    message -> {
                        stored.add(message);
                        return new Receipt(List.of(), false);
                    },
                    quotas,
                    Clock.systemUTC());

    @Test
    void aRecipientWithoutRoomIsRefusedForWhatItIs() {
        Address alias = Address.parse("alias@example.org");
        assertThat(delivery.route(alias, 0)).isInstanceOf(Route.Local.class);
        quotas.answer = Quotas.Room.FULL;
        assertThat(delivery.route(alias, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.MAILBOX_FULL));
        quotas.answer = Quotas.Room.DOMAIN_FULL;
        assertThat(delivery.route(alias, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.DOMAIN_FULL));
        quotas.answer = Quotas.Room.NEVER;
        assertThat(delivery.route(alias, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.BEYOND_QUOTA));
        assertThat(quotas.asked).isEqualTo("1 9");
    }

    /** Else one mail of a stranger asks the database as often as recipients times addresses. */
    @Test
    void eachAddressIsLookedUpOnceHoweverManyRecipientsThereAre() {
        String to =
                IntStream.range(0, 100)
                        .mapToObj(i -> "<nobody" + i + "@example.org>")
                        .collect(Collectors.joining(",\r\n "));
        List<Route.Local> recipients =
                IntStream.rangeClosed(1, 50).mapToObj(LocalDeliveryTest::local).toList();
        deliver("From: <amy@x.example>\r\nTo: " + to + "\r\n\r\nHi\r\n", recipients);
        assertThat(stored.getFirst().copies()).hasSize(50);
        assertThat(directory.asked.get()).isLessThanOrEqualTo(101);
    }

    @Test
    void anAliasOfTheAccountIsNoPartyToIt() {
        deliver(
                "From: <amy@x.example>\r\nTo: <Alias@example.org>, <other@example.org>\r\n\r\nHi\r\n",
                List.of(local(1)));
        assertThat(stored.getFirst().copies().getFirst().parties())
                .extracting(Party::address)
                .extracting(Address::toString)
                .containsExactly("amy@x.example", "other@example.org");
    }

    private void deliver(String mail, List<Route.Local> recipients) {
        Envelope envelope =
                new Envelope(
                        Optional.of(Address.parse("amy@x.example")),
                        recipients,
                        new TraceHeader.Hop(
                                "x.example",
                                InetAddress.getLoopbackAddress(),
                                "mx.example.org",
                                "ESMTP",
                                "1",
                                "",
                                null,
                                Instant.EPOCH),
                        Optional.empty());
        try (Content content = Content.of(mail.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(delivery.deliver(envelope, content)).isInstanceOf(Outcome.Stored.class);
        }
    }

    private static Route.Local local(int number) {
        Address address = Address.parse("r" + number + "@example.org");
        return new Route.Local(address, new Account(number, address, "", true));
    }

    private static final class FixedQuotas implements Quotas {
        Room answer = Room.FREE;
        String asked = "";

        @Override
        public Quota of(long accountId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Room room(long accountId, long octets) {
            asked = accountId + " " + octets;
            return answer;
        }

        @Override
        public long deletedOctets(long accountId, long mailboxId) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Counting implements Directory {
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public Resolution resolve(Address recipient) {
            asked.incrementAndGet();
            return recipient.localPart().equals("alias")
                    ? new Resolution.Local(local(1).account())
                    : new Resolution.Unknown();
        }

        @Override
        public Optional<Account> find(Address address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Account> find(long accountId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean mayUse(Account account, Address sender) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Credential> credentials(Address address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Account> bearer(String hash) {
            throw new UnsupportedOperationException();
        }
    }
}
