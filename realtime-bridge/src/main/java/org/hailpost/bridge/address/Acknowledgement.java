package org.hailpost.bridge.address;

import java.util.UUID;

/** That a terminal's session has acknowledged everything up to {@code seq}. */
public record Acknowledgement(long accountId, UUID terminal, UUID session, long seq) {}
