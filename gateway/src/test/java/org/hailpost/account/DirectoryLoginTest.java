package org.hailpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.account.Login.Outcome;
import org.junit.jupiter.api.Test;

class DirectoryLoginTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private final PasswordHash hash = new PasswordHash(new SecureRandom());
    private final OneAccount directory = new OneAccount("right");
    private int guesses;
    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private final DirectoryLogin login =
            new DirectoryLogin(
                    directory, directory, Optional.empty(), () -> now, new SecureRandom());

    @Test
    void theRightSecretIsAcceptedAndAWrongOneIsNot() {
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        assertThat(password("BOB@Example.ORG", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        assertThat(password("bob@example.org", "wrong", HERE)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void anUnknownAccountIsAnsweredLikeAWrongSecret() {
        assertThat(password("eve@example.org", "right", HERE)).isInstanceOf(Outcome.Refused.class);
        assertThat(password("not an address", "right", HERE)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void fiveFailuresInAMinuteThrottleTheRemoteAddress() {
        fail(5, HERE);
        Outcome throttled = password("bob@example.org", "right", HERE);
        assertThat(throttled).isInstanceOf(Outcome.Throttled.class);
        assertThat(((Outcome.Throttled) throttled).retryAfter()).isPositive();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void strangersDoNotLockTheOwnerOut() {
        fail(5, HERE);
        assertThat(password("bob@example.org", "right", THERE))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void guessingFromManyAddressesIsThrottledByAccount() {
        for (int i = 0; i < 50; i++) {
            fail(1, InetAddress.ofLiteral("198.51.100." + i));
        }
        assertThat(password("bob@example.org", "right", THERE))
                .isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void guessingFromManyAddressesDoesNotLockTheOwnerOutWhereTheyHaveLoggedInBefore() {
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        now = now.plus(Duration.ofDays(7));
        for (int i = 0; i < 50; i++) {
            fail(1, InetAddress.ofLiteral("198.51.100." + i));
        }
        assertThat(password("bob@example.org", "right", THERE))
                .isInstanceOf(Outcome.Throttled.class);
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aNeighbourWhoGuessesAtOthersDoesNotLockTheOwnerOut() {
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        for (int i = 0; i < 5; i++) {
            password("eve" + i + "@example.org", "guess", HERE);
        }
        assertThat(password("eve9@example.org", "guess", HERE))
                .isInstanceOf(Outcome.Throttled.class);
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void whoHasLoggedInOnceMayStillNotGuessWithoutEnd() {
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        fail(5, HERE);
        assertThat(password("bob@example.org", "right", HERE))
                .isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void aDeviceWithAnOldPasswordDoesNotLockOutTheOthers() {
        for (int i = 0; i < 20; i++) {
            assertThat(password("bob@example.org", "old", HERE))
                    .isInstanceOf(Outcome.Refused.class);
        }
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void anOldPasswordThatBecomesTheNewOneIsAcceptedAtOnce() {
        password("bob@example.org", "next", HERE);
        directory.secret = hash.hash("next");
        assertThat(password("bob@example.org", "next", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void anAccountFromBeforeScramGetsItsVerifierWithItsNextPassword() {
        assertThat(directory.verifier).isNull();
        password("bob@example.org", "wrong", HERE);
        assertThat(directory.verifier).isNull();
        password("bob@example.org", "right", HERE);
        ScramVerifier kept = Objects.requireNonNull(directory.verifier);
        assertThat(ScramVerifier.of("right", kept.salt(), kept.iterations()).stored())
                .isEqualTo(kept.stored());
    }

    @Test
    void anIpv6CustomerIsOneAddress() {
        for (int i = 1; i <= 5; i++) {
            fail(1, InetAddress.ofLiteral("2001:db8::" + i));
        }
        assertThat(password("bob@example.org", "right", InetAddress.ofLiteral("2001:db8::9")))
                .isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void aChangedPasswordCountsAtOnce() {
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Accepted.class);
        directory.secret = hash.hash("new");
        assertThat(password("bob@example.org", "right", HERE)).isInstanceOf(Outcome.Refused.class);
        assertThat(password("bob@example.org", "new", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aTokenIsKnownByItsHash() {
        directory.tokens.put(BearerToken.hash("token"), directory.bob);
        assertThat(login.bearer("token", HERE)).isInstanceOf(Outcome.Accepted.class);
        assertThat(login.bearer("other", HERE)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void guessedTokensAreCountedAndARightOneIsAcceptedAllTheSame() {
        directory.tokens.put(BearerToken.hash("token"), directory.bob);
        for (int i = 0; i < 5; i++) {
            assertThat(login.bearer("other", HERE)).isInstanceOf(Outcome.Refused.class);
        }
        assertThat(login.bearer("other", HERE)).isInstanceOf(Outcome.Throttled.class);
        assertThat(password("bob@example.org", "right", HERE))
                .isInstanceOf(Outcome.Throttled.class);
        assertThat(login.bearer("token", HERE)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void terminalsWithTokensDoNotWaitForEachOther() throws Exception {
        directory.tokens.put(BearerToken.hash("token"), directory.bob);
        directory.meeting = new CountDownLatch(50);
        assertThat(together(50, () -> login.bearer("token", HERE)))
                .allMatch(Outcome.Accepted.class::isInstance);
    }

    @Test
    void everyTokenIsAnother() {
        SecureRandom random = new SecureRandom();
        assertThat(BearerToken.create(random))
                .matches("[A-Za-z0-9_-]{43}")
                .isNotEqualTo(BearerToken.create(random));
    }

    @Test
    void withoutADirectoryNobodyIsRefusedOrCounted() {
        directory.down = true;
        for (int i = 0; i < 6; i++) {
            assertThat(password("bob@example.org", "right", HERE))
                    .isInstanceOf(Outcome.Unavailable.class);
        }
    }

    @Test
    void guessesMadeAllAtOnceAreNoMoreThanGuessesMadeOneByOne() throws Exception {
        AtomicInteger guess = new AtomicInteger();
        List<Outcome> outcomes =
                together(
                        20,
                        () -> password("bob@example.org", "guess" + guess.incrementAndGet(), HERE));
        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance)).hasSize(5);
        assertThat(outcomes.stream().filter(Outcome.Throttled.class::isInstance)).hasSize(15);
    }

    @Test
    void aCrowdWithTheRightPasswordGetsInThroughOneAddress() throws Exception {
        assertThat(together(20, () -> password("bob@example.org", "right", HERE)))
                .allMatch(Outcome.Accepted.class::isInstance);
    }

    private static List<Outcome> together(int count, Callable<Outcome> attempt) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Outcome>> attempts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                attempts.add(
                        threads.submit(() -> {
                            start.await();
                            return attempt.call();
                        }));
            }
            start.countDown();
        }
        return attempts.stream().map(Future::resultNow).toList();
    }

    private void fail(int times, InetAddress remote) {
        for (int i = 0; i < times; i++) {
            assertThat(password("bob@example.org", "guess" + ++guesses, remote))
                    .isInstanceOf(Outcome.Refused.class);
        }
    }

    private Outcome password(String name, String secret, InetAddress remote) {
        return login.password(name, secret, remote);
    }
}
