package org.hailpost.message;

/**
 * A correspondent: who is written to, who wrote, or the other side of a conversation.
 *
 * @param name shown name, or the one last seen with the address; "" for none
 */
public record Party(Address address, String name) {
    /** Without a name. */
    public static Party of(Address address) {
        return new Party(address, "");
    }
}
