package org.hailpost.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header a proxy puts before the client's first byte (HAProxy's PROXY protocol, versions 1 and
 * 2).
 *
 * <p>Reads exactly the header and nothing behind it. Where one is due and none comes the connection
 * is closed without a word: guessing would let a client write its own.
 */
final class ProxyHeader {
    private static final byte[] SIGNATURE = {
        '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
    };
    private static final int MAX_V1 = 107;
    private static final int MAX_V2_BODY = 4096;

    private ProxyHeader() {}

    /** No header of the protocol. */
    static final class BadHeaderException extends Exception {
        private static final long serialVersionUID = 1L;

        BadHeaderException(String message) {
            super(message);
        }
    }

    /** Who the client is; empty if the proxy speaks for itself or does not know. */
    static Optional<InetSocketAddress> read(Wire wire) throws IOException, BadHeaderException {
        byte[] first = wire.readBytes(1);
        if (first.length == 1 && first[0] == 'P') {
            return version1(wire);
        }
        if (first.length == 1 && first[0] == SIGNATURE[0]) {
            return version2(wire);
        }
        throw new BadHeaderException("no PROXY header");
    }

    private static Optional<InetSocketAddress> version1(Wire wire)
            throws IOException, BadHeaderException {
        StringBuilder line = new StringBuilder("P");
        while (line.length() < 2 || !line.substring(line.length() - 2).equals("\r\n")) {
            byte[] next = wire.readBytes(1);
            if (next.length == 0 || line.length() == MAX_V1) {
                throw new BadHeaderException("PROXY line does not end");
            }
            line.append((char) (next[0] & 0xff));
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (!words[0].equals("PROXY") || words.length < 2) {
            throw new BadHeaderException("no PROXY line");
        }
        if (words[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        if (words.length != 6) {
            throw new BadHeaderException("PROXY line has not six words");
        }
        int family =
                switch (words[1]) {
                    case "TCP4" -> 4;
                    case "TCP6" -> 16;
                    default -> throw new BadHeaderException("PROXY line has an unknown family");
                };
        address(words[3], family);
        port(words[5]);
        return Optional.of(new InetSocketAddress(address(words[2], family), port(words[4])));
    }

    private static Optional<InetSocketAddress> version2(Wire wire)
            throws IOException, BadHeaderException {
        byte[] head = wire.readBytes(15);
        if (head.length < 15
                || !Arrays.equals(head, 0, 11, SIGNATURE, 1, 12)
                || (head[11] & 0xf0) != 0x20) {
            throw new BadHeaderException("no PROXY header of version 2");
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(13));
        if (length > MAX_V2_BODY) {
            throw new BadHeaderException("PROXY header is longer than " + MAX_V2_BODY + " octets");
        }
        byte[] body = wire.readBytes(length);
        if (body.length < length) {
            throw new BadHeaderException("PROXY header ends early");
        }
        return switch (head[11] & 0x0f) {
            case 0 -> Optional.empty(); // LOCAL: the proxy itself, a health check
            case 1 -> source(head[12] & 0xff, body);
            default -> throw new BadHeaderException("PROXY header has an unknown command");
        };
    }

    /**
     * Source address, destination address, source port, destination port, then TLVs we have no use
     * for.
     */
    private static Optional<InetSocketAddress> source(int familyAndProtocol, byte[] body)
            throws BadHeaderException {
        int size =
                switch (familyAndProtocol) {
                    case 0x11 -> 4; // TCP over IPv4
                    case 0x21 -> 16; // TCP over IPv6
                    default -> 0; // UNSPEC, UNIX, UDP: "must accept and ignore" (§2.2)
                };
        if (size == 0) {
            return Optional.empty();
        }
        if (body.length < 2 * size + 4) {
            throw new BadHeaderException("PROXY header is too short for its family");
        }
        int port = Short.toUnsignedInt(ByteBuffer.wrap(body).getShort(2 * size));
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOf(body, size));
            return Optional.of(new InetSocketAddress(address, port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 and 16 bytes are always an address.
        }
    }

    private static InetAddress address(String text, int family) throws BadHeaderException {
        try {
            // A zone would name an interface of ours; "127.1" is no address that a proxy writes.
            if (text.indexOf('%') < 0
                    && (family == 16 || text.chars().filter(c -> c == '.').count() == 3)) {
                InetAddress address = InetAddress.ofLiteral(text);
                if (address.getAddress().length == family
                        || (family == 16 && text.indexOf(':') >= 0)) {
                    return address;
                }
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new BadHeaderException("PROXY line has a bad address");
    }

    private static int port(String text) throws BadHeaderException {
        boolean digits = !text.isEmpty() && text.length() <= 5;
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw new BadHeaderException("PROXY line has a bad port");
        }
        return port;
    }
}
