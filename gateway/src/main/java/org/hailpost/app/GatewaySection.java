package org.hailpost.app;

import java.nio.file.Path;

/**
 * {@code [gateway]}: what all parts share.
 *
 * @param hostname the name this host announces; {@code ""} is the name the system gives it
 * @param node this process's name in a cluster; {@code ""} is the host name
 * @param dataDirectory the embedded database, the generated certificate, spooled mail
 */
record GatewaySection(String hostname, String node, Path dataDirectory) {
    static final GatewaySection DEFAULTS = new GatewaySection("", "", Path.of("data"));

    GatewaySection in(Path home) {
        return new GatewaySection(hostname, node, home.resolve(dataDirectory));
    }

    /** The name to announce. */
    String announced() {
        return hostname.isEmpty() ? HostName.ofThisHost() : hostname;
    }

    String nodeName() {
        return node.isEmpty() ? announced() : node;
    }
}
