package org.hailpost.bridge.client;

import java.util.UUID;

/**
 * A message is stored and on its way: its ids, and the seq of its event in the account's own log.
 */
public record Sent(UUID clientId, String message, String thread, long seq) {}
