package org.hailpost.delivery;

import org.hailpost.account.Account;
import org.hailpost.message.Address;

/** Where a recipient leads; decided at RCPT, before any content is taken. */
public sealed interface Route {
    /** Into the mailbox of an account of ours. */
    record Local(Address recipient, Account account) implements Route {}

    /** The recipient cannot be accepted. */
    record Refused(Address recipient, Refusal refusal) implements Route {}
}
