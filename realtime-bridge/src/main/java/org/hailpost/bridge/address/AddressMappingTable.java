package org.hailpost.bridge.address;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The address mapping table. Implementations are thread-safe and may throw {@link
 * TableUnavailableException} from any method; then nothing was changed.
 */
public interface AddressMappingTable {

    /**
     * Takes the row of (account, terminal) for a session, whoever had it. A row that was there
     * keeps its {@code ackedSeq} if that is higher.
     *
     * @return the session that had the row until now, if its lease had not run out: it is fenced
     *     and must be closed
     */
    Optional<Owner> register(Mapping mapping);

    /**
     * Extends the leases of a node's sessions, all at once.
     *
     * @return those that do not own their row any more
     */
    Set<UUID> renew(String node, Collection<Owner> sessions, Instant leaseUntil);

    /** Raises {@code ackedSeq} where the session still owns the row; never lowers it. */
    void acknowledged(Collection<Acknowledgement> acknowledgements);

    /** Removes the rows that these sessions still own. */
    void remove(Collection<Owner> sessions);

    /** The account's terminals with a running lease. */
    List<Mapping> online(long accountId);

    /** All terminals with a running lease, by address and then age. */
    List<Mapping> all();
}
