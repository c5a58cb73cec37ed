package org.hailpost.mailbox;

import org.hailpost.message.Address;

/** The other side of a conversation: an address, and the name it was last seen with (may be ""). */
public record Party(Address address, String name) {}
