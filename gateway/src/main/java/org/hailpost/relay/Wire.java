package org.hailpost.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * The octets of one connection: replies in, within limits; commands and content out. Owned by one
 * thread at a time.
 */
final class Wire implements AutoCloseable {
    private final String host;
    private final RelayLimits limits;
    private final Socket plain;
    private final Deadlines.Watch watch;
    private final byte[] buffer = new byte[4096];
    private InputStream in;
    private OutputStream out;
    private int at;
    private int end;

    Wire(String host, Socket connected, Deadlines.Watch watch, RelayLimits limits)
            throws IOException {
        this.host = host;
        this.limits = limits;
        this.watch = watch;
        this.plain = connected;
        this.in = connected.getInputStream();
        this.out = connected.getOutputStream();
    }

    /** Goes on over TLS. What the other side sent before the handshake is forgotten (RFC 3207). */
    void secure(SSLSocket tls) throws IOException {
        at = 0;
        end = 0;
        in = tls.getInputStream();
        out = tls.getOutputStream();
    }

    Socket plain() {
        return plain;
    }

    Deadlines.Watch watch() {
        return watch;
    }

    void send(String commands) throws PeerException {
        byte[] octets = commands.getBytes(StandardCharsets.UTF_8);
        send(octets, octets.length, limits.commandTimeout());
    }

    void send(byte[] octets, int length, Duration time) throws PeerException {
        watch.allow(time);
        try {
            out.write(octets, 0, length);
            out.flush();
        } catch (IOException e) {
            throw lost(e, "did not take what was sent", time);
        }
    }

    /** The next reply, whole, within this time. */
    Reply reply(Duration time) throws PeerException {
        watch.allow(time);
        try {
            return read();
        } catch (IOException e) {
            throw lost(e, "did not answer", time);
        }
    }

    /** Whether something has come in that nobody has read yet. */
    boolean spoken() throws PeerException {
        try {
            return at < end || in.available() > 0;
        } catch (IOException e) {
            throw lost(e, "is gone", Duration.ZERO);
        }
    }

    /** What the other side said before it went, if anything of it is left. */
    Optional<Reply> lastWords(Duration time) {
        try {
            return spoken() ? Optional.of(reply(time)) : Optional.empty();
        } catch (PeerException e) {
            return Optional.empty();
        }
    }

    private Reply read() throws IOException, PeerException {
        int code = 0;
        List<String> lines = new ArrayList<>(2);
        while (true) {
            String line = line();
            int here = code(line);
            if (here == 0 || (code != 0 && here != code)) {
                throw nonsense("sent what is no reply: " + cut(line));
            }
            code = here;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(code, lines);
            }
            if (lines.size() >= limits.maxReplyLines()) {
                throw nonsense("sent more than " + limits.maxReplyLines() + " lines of reply");
            }
        }
    }

    /** RFC 5321 §4.2: 200 to 599, then a space, a hyphen or nothing; 0 if it is not so. */
    private static int code(String line) {
        if (line.length() < 3
                || (line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-')) {
            return 0;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            code = code * 10 + c - '0';
        }
        return code >= 200 && code <= 599 ? code : 0;
    }

    /** Without its end; each octet that is not printable ASCII becomes a question mark. */
    private String line() throws IOException, PeerException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(buffer));
                if (end == 0) {
                    throw new PeerException(host, "4.4.2", host + " hung up");
                }
            }
            byte b = buffer[at++];
            if (b == '\n') {
                int length = line.length();
                boolean cr = length > 0 && line.charAt(length - 1) == '\r';
                String text = cr ? line.substring(0, length - 1) : line.toString();
                return text.replace('\r', '?');
            }
            if (line.length() == limits.maxReplyLineBytes()) {
                throw nonsense(
                        "sent a line of reply longer than "
                                + limits.maxReplyLineBytes()
                                + " octets");
            }
            line.append(b == '\r' || (b >= ' ' && b < 127) ? (char) b : b == '\t' ? ' ' : '?');
        }
    }

    PeerException nonsense(String what) {
        return new PeerException(host, "4.5.0", host + " " + what);
    }

    private PeerException lost(IOException e, String what, Duration time) {
        return watch.overdue()
                ? new PeerException(
                        host, "4.4.2", host + " " + what + " in time (" + words(time) + ")")
                : new PeerException(
                        host, "4.4.2", host + " hung up: " + e.getClass().getSimpleName());
    }

    private static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return '"' + (text.length() <= 100 ? text : text.substring(0, 100) + "...") + '"';
    }

    @Override
    public void close() {
        watch.close();
        try {
            plain.close(); // without TLS' own farewell, which could block
        } catch (IOException e) {
            // as good as closed
        }
    }
}
