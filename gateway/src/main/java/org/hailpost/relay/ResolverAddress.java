package org.hailpost.relay;

import java.net.InetAddress;

/** Where a DNS resolver listens. */
record ResolverAddress(InetAddress address, int port) {
    private static final int DNS = 53;

    /** Reads {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code ::1} and {@code [::1]:5353}. */
    static ResolverAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bare = text.indexOf(':') != colon && !text.startsWith("[");
        int end = colon < 0 || bare || text.endsWith("]") ? text.length() : colon;
        try {
            String host = text.substring(0, end);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            int port = end == text.length() ? DNS : Integer.parseInt(text.substring(end + 1));
            if (port > 0 && port <= 65_535) {
                return new ResolverAddress(InetAddress.ofLiteral(host), port);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "resolvers has \""
                        + text
                        + "\", which is no IP address such as 127.0.0.1 or 127.0.0.1:5353");
    }
}
