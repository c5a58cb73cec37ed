package org.hailpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.account.Credential;
import org.hailpost.account.Directory;
import org.hailpost.account.Directory.Resolution;
import org.hailpost.account.Forwarding;
import org.hailpost.message.Address;
import org.junit.jupiter.api.Test;

class ExpansionTest {
    private final Book book = new Book();

    @Test
    void eachIsReachedOnceHoweverManyWaysLeadThere() {
        book.group("team", "ann bob+x sub carol@far.example");
        book.group("sub", "ann Carol@FAR.example team dan@far.example");
        assertThat(expanded("team"))
                .isEqualTo(
                        new Route.Group(
                                address("team"),
                                List.of(book.account("ann"), book.account("bob")),
                                List.of(),
                                List.of(address("carol@far.example"), address("dan@far.example"))));
    }

    @Test
    void anAccountThatPassesItsMailOnKeepsACopyOrNot() {
        book.forward("eve", "ann carol@far.example", true);
        book.forward("ann", "eve dan@far.example", false);
        assertThat(expanded("eve"))
                .isEqualTo(
                        new Route.Group(
                                address("eve"),
                                List.of(book.account("eve")),
                                List.of(),
                                List.of(address("carol@far.example"), address("dan@far.example"))));
    }

    @Test
    void targetsThatAreGoneAreLeftOutUnlessAllAre() {
        book.group("team", "gone ann");
        assertThat(expanded("team")).isInstanceOf(Route.Group.class);
        book.group("empty", "gone");
        assertThat(expanded("empty"))
                .isEqualTo(new Route.Refused(address("empty"), Refusal.UNKNOWN_MAILBOX));
        book.entries.put(address("off"), new Resolution.Disabled());
        book.group("closed", "off");
        assertThat(expanded("closed"))
                .isEqualTo(new Route.Refused(address("closed"), Refusal.DISABLED_MAILBOX));
    }

    @Test
    void aChainOfTenIsFollowedAndNoLongerOne() {
        for (int i = 0; i < 11; i++) {
            book.group("a" + i, "a" + (i + 1));
        }
        book.group("a10", "ann");
        assertThat(expanded("a1")).isInstanceOf(Route.Group.class);
        assertThat(expanded("a0")).isEqualTo(new Route.Refused(address("a0"), Refusal.TOO_WIDE));
    }

    @Test
    void aHundredTargetsAreReachedAndNoMore() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add("u" + i + "@far.example");
        }
        book.group("wide", String.join(" ", many));
        book.group("wider", "wide ann");
        assertThat(expanded("wide")).isInstanceOf(Route.Group.class);
        assertThat(expanded("wider"))
                .isEqualTo(new Route.Refused(address("wider"), Refusal.TOO_WIDE));
    }

    private Route expanded(String name) {
        return new Expansion(book).of(address(name));
    }

    private static Address address(String name) {
        return Address.parse(name.indexOf('@') < 0 ? name + "@example.org" : name);
    }

    /** People of example.org, and aliases. */
    private static final class Book implements Directory {
        final Map<Address, Resolution> entries = new HashMap<>();

        Book() {
            for (String name : List.of("ann", "bob", "eve")) {
                entries.put(address(name), new Resolution.Local(account(name)));
            }
        }

        Account account(String name) {
            return new Account(name.charAt(0), address(name), "", true);
        }

        void group(String name, String targets) {
            entries.put(address(name), new Resolution.Group(targets(targets)));
        }

        void forward(String name, String targets, boolean keeps) {
            entries.put(
                    address(name),
                    new Resolution.Forwarded(
                            account(name), new Forwarding(targets(targets), keeps)));
        }

        private static List<Address> targets(String targets) {
            return List.of(targets.split(" ")).stream().map(ExpansionTest::address).toList();
        }

        @Override
        public Resolution resolve(Address recipient) {
            Address canonical = recipient.canonical();
            return canonical.domain().equals("example.org")
                    ? entries.getOrDefault(canonical.withoutTag('+'), new Resolution.Unknown())
                    : new Resolution.Foreign();
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
