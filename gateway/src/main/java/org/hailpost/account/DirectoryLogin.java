package org.hailpost.account;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * Logins against the {@link Directory}.
 *
 * <p>Mail clients log in over and over with the same secret, and after a restart thousands of
 * terminals do at once; one Argon2id run each would take minutes. So what has matched is remembered
 * for {@link #REMEMBERED} as an HMAC under a key that exists only in this process, together with
 * the hash it matched: a changed password counts at once. Thread-safe.
 */
public final class DirectoryLogin implements Login {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int ENTRIES = 20_000;
    private static final int MAX_SECRET = 1024;

    private final Directory directory;
    private final PasswordHash hash;
    private final LoginThrottle throttle;
    private final InstantSource clock;
    private final SecretKeySpec processKey;
    private final Map<String, Long> matched =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > ENTRIES;
                }
            };

    public DirectoryLogin(
            Directory directory, PasswordHash hash, InstantSource clock, SecureRandom random) {
        this.directory = directory;
        this.hash = hash;
        this.clock = clock;
        this.throttle = new LoginThrottle(clock);
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.processKey = new SecretKeySpec(key, "HmacSHA256");
    }

    @Override
    public Outcome password(String name, String secret, InetAddress remote) {
        Optional<Address> address = address(name);
        String key = address.map(Address::toString).orElse("");
        return checked(
                key,
                remote,
                () -> {
                    List<Credential> credentials =
                            address.map(directory::credentials).orElse(List.of());
                    boolean right = secret.length() <= MAX_SECRET && matches(secret, credentials);
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
            return account.isPresent()
                    ? new Outcome.Accepted(account.get())
                    : throttle.failed(remote)
                            .<Outcome>map(Outcome.Throttled::new)
                            .orElseGet(Outcome.Refused::new);
        } catch (DirectoryUnavailableException e) {
            return new Outcome.Unavailable();
        }
    }

    private Outcome checked(String name, InetAddress remote, Supplier<Optional<Account>> check) {
        Duration wait = throttle.begin(name, remote);
        if (wait.isPositive()) {
            return new Outcome.Throttled(wait);
        }
        boolean failed = false;
        try {
            Optional<Account> account = check.get().filter(Account::enabled);
            failed = account.isEmpty();
            return failed ? new Outcome.Refused() : new Outcome.Accepted(account.get());
        } catch (DirectoryUnavailableException e) {
            return new Outcome.Unavailable();
        } finally {
            throttle.end(name, remote, failed);
        }
    }

    /** Costs one Argon2id run at least, whether there is an account or not. */
    private boolean matches(String secret, List<Credential> credentials) {
        if (credentials.isEmpty()) {
            hash.waste(secret);
            return false;
        }
        for (Credential credential : credentials) {
            String memory = memory(secret, credential);
            if (remembers(memory)) {
                return true;
            }
            if (hash.matches(secret, credential.hash())) {
                remember(memory);
                return true;
            }
        }
        return false;
    }

    private boolean remembers(String memory) {
        synchronized (matched) {
            Long until = matched.get(memory);
            return until != null && clock.millis() < until;
        }
    }

    private void remember(String memory) {
        synchronized (matched) {
            matched.put(memory, clock.millis() + REMEMBERED.toMillis());
        }
    }

    private String memory(String secret, Credential credential) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(processKey);
            mac.update(credential.hash().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static Optional<Address> address(String name) {
        try {
            return Optional.of(Address.parse(name).canonical());
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }
}
