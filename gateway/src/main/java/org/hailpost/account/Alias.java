package org.hailpost.account;

import org.hailpost.message.Address;

/**
 * One of the addresses that another address leads to.
 *
 * @param address canonical; {@code @domain} is the catch-all of a domain
 * @param target an account, another alias, or somebody elsewhere
 */
public record Alias(String address, Address target) {
    /**
     * The canonical form of what somebody wrote.
     *
     * @throws org.hailpost.message.AddressSyntaxException if it is neither an address nor
     *     {@code @domain}
     */
    public static String canonical(String written) {
        return written.startsWith("@")
                ? "@" + Address.parse("postmaster" + written).canonical().domain()
                : Address.parse(written).canonical().toString();
    }

    /** The domain that an alias in canonical form belongs to. */
    public static String domain(String canonical) {
        return canonical.substring(canonical.lastIndexOf('@') + 1);
    }
}
