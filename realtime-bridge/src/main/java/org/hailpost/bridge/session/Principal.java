package org.hailpost.bridge.session;

import org.hailpost.bridge.frame.Scope;

/** Who a session speaks for, and how much of the account it may see. */
public record Principal(long accountId, String address, String displayName, Scope scope) {}
