package org.hailpost.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What the system calls this host. */
final class HostName {
    private HostName() {}

    static String ofThisHost() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a host that does not know its own name
        }
    }
}
