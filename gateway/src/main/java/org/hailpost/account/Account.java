package org.hailpost.account;

import org.hailpost.message.Address;

/** A registered ID: an address of a domain of this gateway. */
public record Account(long id, Address address, String displayName, boolean enabled) {}
