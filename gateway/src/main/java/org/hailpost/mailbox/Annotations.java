package org.hailpost.mailbox;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What mail clients note about an account's mailboxes, and about the account as a whole: named
 * values (RFC 5464). They stay when a mailbox gets another name, and go with it. Blocks; {@link
 * MailUnavailableException}.
 */
public interface Annotations {
    /** In place of a mailbox: what is about the whole account. */
    long SERVER = 0;

    /** Octets of a value. */
    int MAX_VALUE_OCTETS = 16 * 1024;

    /** Entries of a mailbox, or of the account as a whole. */
    int MAX_ENTRIES = 100;

    /**
     * The entries with these names and all that lie below them.
     *
     * @param mailboxId or {@link #SERVER}
     * @param names lower case
     * @return values by name
     */
    SortedMap<String, byte[]> read(long accountId, long mailboxId, Collection<String> names);

    /**
     * Writes entries, all or none.
     *
     * @param entries by name in lower case; without a value the entry is removed
     * @throws MailboxGoneException if there is no such mailbox
     * @throws TooManyException if there would be more than {@link #MAX_ENTRIES}
     */
    void write(long accountId, long mailboxId, Map<String, Optional<byte[]>> entries);

    /** There are as many entries as there may be; nothing was changed. */
    final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
