package org.hailpost.delivery;

import java.util.Optional;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;

/** Whether the header of what a member submits tells the truth about who wrote it. */
final class Authorship {
    private final Directory directory;

    Authorship(Directory directory) {
        this.directory = directory;
    }

    /**
     * RFC 6409 §6.1: who may submit may still not write as anybody. Each author counts, and a
     * Sender too: what the reader is shown is theirs.
     */
    Optional<Refusal> refusal(Account account, HeaderFacts headers) {
        if (headers.from().isEmpty()) { // RFC 5322 §3.6: must be there
            return Optional.of(Refusal.NO_AUTHOR);
        }
        boolean own =
                Stream.concat(headers.from().stream(), Stream.ofNullable(headers.sender()))
                        .allMatch(mailbox -> mayUse(account, mailbox));
        return own ? Optional.empty() : Optional.of(Refusal.NOT_THE_AUTHOR);
    }

    private boolean mayUse(Account account, Mailbox mailbox) {
        return mailbox.toAddress()
                .filter(address -> directory.mayUse(account, address))
                .isPresent();
    }
}
