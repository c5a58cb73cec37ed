package org.hailpost.imap;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * {@code [imap]}: how the IMAP server behaves.
 *
 * @param bindAddress address to listen on
 * @param port clear port with STARTTLS; -1 for none, 0 for any free one
 * @param tlsPort implicit TLS port; -1 for none, 0 for any free one
 * @param clearLoginOnLoopback whether LOGIN without TLS is allowed to clients on this machine
 * @param disabledCapabilities what no client is offered
 * @param cacheBytes octets of what clients fetched that are kept in memory; 0 for none
 */
public record ImapSettings(
        String bindAddress,
        int port,
        int tlsPort,
        boolean clearLoginOnLoopback,
        List<String> disabledCapabilities,
        long cacheBytes,
        ImapLimits limits) {
    /** What {@code conf/hailpost.toml} says when nothing is changed. */
    public static final ImapSettings DEFAULTS =
            new ImapSettings(
                    "0.0.0.0", 143, 993, false, List.of(), 64L * 1024 * 1024, ImapLimits.DEFAULTS);

    public ImapSettings {
        disabledCapabilities = List.copyOf(disabledCapabilities);
        checkCapabilities(disabledCapabilities, Capabilities.disableable(true));
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("bind-address must be an address");
        }
        checkPort("port", port);
        checkPort("tls-port", tlsPort);
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cache-bytes must not be negative");
        }
    }

    /**
     * Checks what is to be disabled for one account.
     *
     * @throws IllegalArgumentException if a word is not one that can be
     */
    public static void checkAccountCapabilities(Collection<String> words) {
        checkCapabilities(words, Capabilities.disableable(false));
    }

    private static void checkCapabilities(Collection<String> words, Set<String> known) {
        for (String word : words) {
            if (!known.contains(word)) {
                throw new IllegalArgumentException(
                        "disabledCapabilities are any of "
                                + String.join(" ", known)
                                + "; found "
                                + word);
            }
        }
    }

    private static void checkPort(String key, int port) {
        if (port < -1 || port > 65_535) {
            throw new IllegalArgumentException(key + " must be 1 to 65535, 0 (any) or -1 (none)");
        }
    }
}
