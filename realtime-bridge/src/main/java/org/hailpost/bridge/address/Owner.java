package org.hailpost.bridge.address;

import java.util.UUID;

/** Who owns, or owned, a row: the session and the node it runs on. */
public record Owner(long accountId, UUID terminal, UUID session, String node) {}
