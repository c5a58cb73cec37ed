package org.hailpost.bridge.address;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.TerminalKind;

/**
 * One row: a terminal that is connected.
 *
 * @param address the account's address
 * @param terminal chosen and kept by the terminal; the key together with the account
 * @param session the session that owns the row
 * @param localAddresses what the terminal says its own addresses are
 * @param publicAddress where the connection comes from, {@code address:port}
 * @param ackedSeq the highest seq this terminal has acknowledged
 */
public record Mapping(
        long accountId,
        String address,
        UUID terminal,
        UUID session,
        String node,
        TerminalKind kind,
        String name,
        List<String> localAddresses,
        String publicAddress,
        List<String> capabilities,
        Instant since,
        Instant leaseUntil,
        long ackedSeq) {
    public Mapping {
        localAddresses = List.copyOf(localAddresses);
        capabilities = List.copyOf(capabilities);
    }

    public Mapping withLease(Instant until) {
        return new Mapping(
                accountId,
                address,
                terminal,
                session,
                node,
                kind,
                name,
                localAddresses,
                publicAddress,
                capabilities,
                since,
                until,
                ackedSeq);
    }

    /** The same row after an acknowledgement; never goes back. */
    public Mapping withAcked(long seq) {
        return new Mapping(
                accountId,
                address,
                terminal,
                session,
                node,
                kind,
                name,
                localAddresses,
                publicAddress,
                capabilities,
                since,
                leaseUntil,
                Math.max(ackedSeq, seq));
    }
}
