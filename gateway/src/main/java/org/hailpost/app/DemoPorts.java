package org.hailpost.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The demo's ports: the usual numbers above a base. */
record DemoPorts(int base) {
    static final int DEFAULT_BASE = 10_000;
    private static final int HIGHEST_BASE = 65_535 - 2143;

    static DemoPorts parse(String text) throws UsageException {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= HIGHEST_BASE) {
            return new DemoPorts(Integer.parseInt(text));
        }
        throw new UsageException(
                "--port-base must be a number from 0 to " + HIGHEST_BASE + "; found " + text);
    }

    int smtp() {
        return base + 25;
    }

    int submission() {
        return base + 587;
    }

    int submissions() {
        return base + 465;
    }

    int imap() {
        return base + 143;
    }

    int imaps() {
        return base + 993;
    }

    int http() {
        return base + 80;
    }

    int outsideSmtp() {
        return base + 2025;
    }

    int outsideImap() {
        return base + 2143;
    }

    /** Fails when one of them is taken; then nothing of the demo has been started. */
    void requireFree(InetAddress host) throws CommandFailedException {
        var ports = new LinkedHashMap<String, Integer>();
        ports.put("SMTP", smtp());
        ports.put("submission", submission());
        ports.put("submission over TLS", submissions());
        ports.put("IMAP", imap());
        ports.put("IMAPS", imaps());
        ports.put("HTTP", http());
        ports.put("outside SMTP", outsideSmtp());
        ports.put("outside IMAP", outsideImap());
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            try (var probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(host, port.getValue()));
            } catch (IOException e) {
                taken.add(port.getValue() + " (" + port.getKey() + ")");
            }
        }
        if (!taken.isEmpty()) {
            throw new CommandFailedException(
                    "cannot listen on port "
                            + String.join(", ", taken)
                            + ": another program does, or it may not be used; choose other ports with"
                            + " --port-base N");
        }
    }
}
