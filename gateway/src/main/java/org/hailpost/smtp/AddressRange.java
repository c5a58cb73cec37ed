package org.hailpost.smtp;

import java.net.InetAddress;
import java.util.Arrays;

/** An IP network, or a single address; never looks up a name. */
record AddressRange(InetAddress network, int prefixBits) {
    /**
     * Reads {@code 192.0.2.1}, {@code 10.0.0.0/8} or {@code fd00::/8}; {@code key} is named in the
     * fault.
     */
    static AddressRange parse(String text, String key) {
        int slash = text.indexOf('/');
        try {
            InetAddress network =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = network.getAddress().length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= all) {
                return new AddressRange(network, bits);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                key
                        + " has \""
                        + text
                        + "\", which is no IP address"
                        + (key.equals("bindAddress") ? "" : " or network such as 10.0.0.0/8"));
    }

    boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefixBits / 8;
        if (!Arrays.equals(ours, 0, whole, theirs, 0, whole)) {
            return false;
        }
        int rest = prefixBits % 8;
        return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0;
    }
}
