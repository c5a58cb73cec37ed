package org.hailpost.account;

/**
 * A mail domain that this gateway is MX for.
 *
 * @param name in A-label form, lower case
 */
public record Domain(long id, String name, long accounts) {}
