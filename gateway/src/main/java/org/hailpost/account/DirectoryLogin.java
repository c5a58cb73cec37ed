package org.hailpost.account;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * Logins against the {@link Directory}.
 *
 * <p>Mail clients log in over and over with the same secret, and after a restart thousands of
 * terminals do at once; one Argon2id run each would take minutes. So what has matched is remembered
 * for a while ({@link SecretMemory}), together with the hash it matched: a changed password counts
 * at once. Thread-safe.
 */
public final class DirectoryLogin implements Login {
    private static final int MAX_SECRET = 1024;

    private final Directory directory;
    private final PasswordHash hash;
    private final LoginThrottle throttle;
    private final ScramStore verifiers;
    private final SecureRandom random;
    private final Sasl sasl;
    private final SecretMemory matched;
    private final SecretMemory wrong;

    /** {@code tokens} is empty if there is no issuer whose tokens are taken. */
    public DirectoryLogin(
            Directory directory,
            ScramStore verifiers,
            Optional<AccessTokens> tokens,
            InstantSource clock,
            SecureRandom random) {
        this.directory = directory;
        this.verifiers = verifiers;
        this.hash = new PasswordHash(random);
        this.throttle = new LoginThrottle(clock);
        this.random = random;
        this.sasl =
                new Sasl(
                        this,
                        new ScramLogin(directory, verifiers, throttle, random),
                        tokens.map(t -> new TokenLogin(t, directory, throttle)).orElse(null));
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.matched = new SecretMemory(key, clock);
        this.wrong = new SecretMemory(key, clock);
    }

    @Override
    public Sasl sasl() {
        return sasl;
    }

    @Override
    public Outcome password(String name, String secret, InetAddress remote) {
        Optional<Address> address = address(name);
        return throttle.counted(
                address,
                remote,
                attempt -> {
                    List<Credential> credentials =
                            address.map(directory::credentials).orElse(List.of());
                    boolean right =
                            secret.length() <= MAX_SECRET
                                    && matches(key(address, name), secret, credentials, attempt);
                    return right ? address.flatMap(directory::find) : Optional.empty();
                });
    }

    /**
     * A token cannot be guessed, so a right one is accepted whatever else failed from its network,
     * and attempts need not wait for each other: after a restart thousands of terminals come at
     * once, many of them through one address.
     */
    @Override
    public Outcome bearer(String token, InetAddress remote) {
        try {
            Optional<Account> account =
                    token.length() <= MAX_SECRET
                            ? directory.bearer(BearerToken.hash(token)).filter(Account::enabled)
                            : Optional.empty();
            if (account.isEmpty()) {
                return throttle.failed(remote);
            }
            throttle.succeeded(account.get().address().toString(), remote);
            return new Outcome.Accepted(account.get());
        } catch (DirectoryUnavailableException e) {
            return new Outcome.Unavailable();
        }
    }

    /**
     * A new secret costs one Argon2id run, whether there is an account or not. One that was wrong a
     * moment ago costs nothing and does not count again: it is an old password that some device of
     * the owner still has, and must not lock out the others.
     */
    private boolean matches(
            String name,
            String secret,
            List<Credential> credentials,
            LoginThrottle.Attempt attempt) {
        List<Credential> passwords =
                credentials.stream().filter(c -> c.kind() == Credential.Kind.PASSWORD).toList();
        String hashes = passwords.stream().map(Credential::hash).collect(joining(" "));
        if (wrong.has(name, hashes, secret)) {
            attempt.repeated();
            return false;
        }
        if (passwords.isEmpty()) {
            hash.waste(secret);
        }
        for (Credential password : passwords) {
            if (matched.has(name, password.hash(), secret)) {
                return true;
            }
            if (hash.matches(secret, password.hash())) {
                matched.add(name, password.hash(), secret);
                deriveVerifier(secret, password, credentials);
                return true;
            }
        }
        wrong.add(name, hashes, secret);
        return false;
    }

    /** For an account whose password is older than SCRAM here. */
    private void deriveVerifier(String secret, Credential password, List<Credential> credentials) {
        if (credentials.stream().allMatch(c -> c.kind() == Credential.Kind.PASSWORD)) {
            verifiers.keep(password, ScramVerifier.of(secret, random));
        }
    }

    static Optional<Address> address(String name) {
        try {
            return Optional.of(Address.parse(name).canonical());
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    /** What all spellings of a name have in common. */
    static String key(Optional<Address> address, String name) {
        return address.map(Address::toString).orElse(name);
    }
}
