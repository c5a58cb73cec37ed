package org.hailpost.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.account.Credential;
import org.hailpost.account.Directory;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.message.Address;

/** Everybody may write as the own address and as {@code team@here.example}. */
final class FakeDirectory implements Directory {
    volatile boolean down;

    @Override
    public boolean mayUse(Account account, Address sender) {
        if (down) {
            throw new DirectoryUnavailableException("down", new IOException("down"));
        }
        return account.address().equals(sender) || sender.localPart().equals("team");
    }

    @Override
    public Resolution resolve(Address recipient) {
        throw new UnsupportedOperationException();
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
    public Optional<Account> bearer(String hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Credential> credentials(Address address) {
        throw new UnsupportedOperationException();
    }
}
