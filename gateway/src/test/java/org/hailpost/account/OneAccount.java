package org.hailpost.account;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hailpost.message.Address;
import org.jspecify.annotations.Nullable;

/** bob@example.org, and nobody else. */
public final class OneAccount implements Directory, ScramStore {
    public final Account bob;
    final Map<String, Account> tokens = new HashMap<>();
    String secret;
    @Nullable ScramVerifier verifier;
    boolean down;

    /** Where look-ups of tokens wait until so many are under way. */
    CountDownLatch meeting = new CountDownLatch(0);

    public OneAccount(String password) {
        this(password, new Account(1, Address.parse("bob@example.org"), "Bob", true));
    }

    public OneAccount(String password, Account bob) {
        this.bob = bob;
        this.secret = new PasswordHash(new SecureRandom()).hash(password);
    }

    /** With SCRAM from the beginning. */
    public OneAccount withVerifier(String password) {
        verifier = ScramVerifier.of(password, new SecureRandom());
        return this;
    }

    @Override
    public Resolution resolve(Address recipient) {
        return recipient.equals(bob.address())
                ? new Resolution.Local(bob)
                : new Resolution.Unknown();
    }

    @Override
    public Optional<Account> find(Address address) {
        return address.equals(bob.address()) ? Optional.of(bob) : Optional.empty();
    }

    @Override
    public Optional<Account> find(long accountId) {
        return accountId == bob.id() ? Optional.of(bob) : Optional.empty();
    }

    @Override
    public boolean mayUse(Account account, Address sender) {
        return sender.equals(bob.address());
    }

    @Override
    public List<Credential> credentials(Address address) {
        if (down) {
            throw new DirectoryUnavailableException("down", new IllegalStateException());
        }
        List<Credential> credentials = new ArrayList<>();
        if (find(address).isPresent()) {
            credentials.add(new Credential(1, Credential.Kind.PASSWORD, secret));
            if (verifier != null) {
                credentials.add(new Credential(1, Credential.Kind.SCRAM, verifier.stored()));
            }
        }
        return credentials;
    }

    @Override
    public byte[] decoyKey() {
        return new byte[] {1, 2, 3};
    }

    @Override
    public void keep(Credential password, ScramVerifier derived) {
        verifier = derived;
    }

    @Override
    public Optional<Account> bearer(String sha256) {
        meeting.countDown();
        try {
            return meeting.await(10, TimeUnit.SECONDS)
                    ? Optional.ofNullable(tokens.get(sha256))
                    : Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
