package org.hailpost.account;

import java.util.Optional;

/**
 * A mail domain that this gateway is MX for.
 *
 * @param name in A-label form, lower case
 * @param mailbox URL of the mail server that keeps its mailboxes; empty if they are here
 */
public record Domain(long id, String name, long accounts, Optional<String> mailbox) {}
