package org.hailpost.imap;

/**
 * {@code [imap]}: how the IMAP server behaves.
 *
 * @param bindAddress address to listen on
 * @param port clear port with STARTTLS; -1 for none, 0 for any free one
 * @param tlsPort implicit TLS port; -1 for none, 0 for any free one
 * @param clearLoginOnLoopback whether LOGIN without TLS is allowed to clients on this machine
 */
public record ImapSettings(
        String bindAddress,
        int port,
        int tlsPort,
        boolean clearLoginOnLoopback,
        ImapLimits limits) {
    /** What {@code conf/hailpost.toml} says when nothing is changed. */
    public static final ImapSettings DEFAULTS =
            new ImapSettings("0.0.0.0", 143, 993, false, ImapLimits.DEFAULTS);

    public ImapSettings {
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("bind-address must be an address");
        }
        checkPort("port", port);
        checkPort("tls-port", tlsPort);
    }

    private static void checkPort(String key, int port) {
        if (port < -1 || port > 65_535) {
            throw new IllegalArgumentException(key + " must be 1 to 65535, 0 (any) or -1 (none)");
        }
    }
}
