package org.hailpost.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hailpost.account.Account;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.session.Conversations;
import org.hailpost.bridge.session.Principal;
import org.hailpost.delivery.Delivery;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Route;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.message.Address;
import org.hailpost.message.Composer;
import org.hailpost.message.Content;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TerminalMailTest {
    private static final Account AMY =
            new Account(1, Address.parse("amy@example.org"), "Amy", true);
    private static final Account BOB =
            new Account(2, Address.parse("bob@example.org"), "Bob", true);

    private final List<NewMessage> stored = new ArrayList<>();
    private final TerminalMail mail =
            new TerminalMail(
                    new TaggedAddresses(),
                    message -> {
                        stored.add(message);
                        return new Receipt(List.of(new Receipt.Stored(1, 2, 3, 4, 5, 6, 7)), false);
                    },
                    new NoThreads(),
                    new Composer(Clock.systemUTC(), new SecureRandom()),
                    account -> true,
                    Clock.systemUTC());

    /** Else his answer goes to himself too, in a thread of its own. */
    @Test
    void whoIsWrittenToUnderAnotherOfHisAddressesIsNoPartyToHimself() {
        send("bob+work@example.org");
        assertThat(parties(1)).containsExactly("amy@example.org");
        assertThat(parties(0)).containsExactly("bob+work@example.org");
    }

    @Test
    void twoAddressesOfOneAccountAreOneCopyFromOneParty() {
        send("bob@example.org", "bob+work@example.org");
        assertThat(stored.getFirst().copies()).hasSize(2);
        assertThat(parties(1)).containsExactly("amy@example.org");
    }

    @Test
    void aNoteToOneselfIsInTheThreadWithOneself() {
        send("amy+notes@example.org");
        assertThat(stored.getFirst().copies())
                .extracting(NewMessage.Copy::accountId)
                .containsExactly(1L, 1L);
        assertThat(parties(0)).isEmpty();
        assertThat(parties(1)).isEmpty();
    }

    private void send(String... to) {
        Principal amy = new Principal(1, "amy@example.org", "Amy", Scope.ACCOUNT);
        assertThat(
                        mail.send(
                                amy,
                                new Conversations.SendRequest(
                                        UUID.randomUUID(),
                                        null,
                                        List.of(to),
                                        null,
                                        "Hi",
                                        List.of(),
                                        SendMode.AUTO)))
                .isInstanceOf(Conversations.Sent.class);
    }

    private List<String> parties(int copy) {
        return stored.getFirst().copies().get(copy).parties().stream()
                .map(party -> party.address().toString())
                .toList();
    }

    private static final class TaggedAddresses implements Delivery {
        @Override
        public Route route(Address recipient, long octets) {
            Address untagged = recipient.withoutTag('+');
            return new Route.Local(recipient, untagged.equals(AMY.address()) ? AMY : BOB);
        }

        @Override
        public Outcome deliver(Envelope envelope, Content content) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoThreads implements ThreadStore {
        @Override
        public ThreadPage threads(long accountId, @Nullable String cursor, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ThreadSummary> thread(long accountId, long threadId) {
            return Optional.empty();
        }

        @Override
        public HistoryPage history(
                long accountId, long threadId, @Nullable String before, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ThreadMessage> search(long accountId, String text, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Long> read(long accountId, long threadId, long upToMessageId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long unread(long accountId, long threadId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Counterpart> counterparts(long accountId, long threadId) {
            throw new UnsupportedOperationException();
        }
    }
}
