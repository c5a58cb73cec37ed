package org.hailpost.bridge.terminal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses this computer has in its own networks, as the mapping table keeps them. */
final class LocalAddresses {
    private static final int MOST = 8;

    private LocalAddresses() {}

    static List<String> of() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address ->
                            !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(text -> text.replaceAll("%.*", ""))
                    .distinct()
                    .limit(MOST)
                    .toList();
        } catch (SocketException _) {
            return List.of();
        }
    }
}
