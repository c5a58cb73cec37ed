package org.hailpost.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Protocol;

/** Opens conversations up to where MAIL may come. Thread-safe. */
final class Dialler {
    private final String hostname;
    private final RelayLimits limits;
    private final TlsClient tls;
    private final Deadlines deadlines;

    /**
     * @param hostname what we call ourselves in EHLO
     */
    Dialler(String hostname, RelayLimits limits, TlsClient tls, Deadlines deadlines) {
        this.hostname = hostname;
        this.limits = limits;
        this.tls = tls;
        this.deadlines = deadlines;
    }

    /** A handshake failed that need not have succeeded. */
    private static final class HandshakeException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * @param endNanos of the attempt, as {@link System#nanoTime}
     */
    Connection open(Target target, InetAddress address, long endNanos) throws PeerException {
        try {
            return open(target, address, endNanos, true);
        } catch (HandshakeException e) {
            // RFC 7435 §3: better in clear than not at all; the old connection is of no use.
            try {
                return open(target, address, endNanos, false);
            } catch (HandshakeException again) {
                throw new IllegalStateException("nobody shook hands", again);
            }
        }
    }

    private Connection open(Target target, InetAddress address, long endNanos, boolean tryTls)
            throws PeerException, HandshakeException {
        Wire wire = connect(target, address, endNanos);
        boolean done = false;
        try {
            Connection connection = converse(target, address, wire, tryTls);
            done = true;
            return connection;
        } finally {
            if (!done) {
                wire.close();
            }
        }
    }

    private Wire connect(Target target, InetAddress address, long endNanos) throws PeerException {
        String host = target.host();
        Duration left = Duration.ofNanos(endNanos - System.nanoTime());
        if (left.toMillis() <= 0) {
            throw new PeerException(host, "4.4.7", "the attempt took too long");
        }
        Duration time =
                left.compareTo(limits.connectTimeout()) < 0 ? left : limits.connectTimeout();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, target.port()), (int) time.toMillis());
            return new Wire(host, socket, deadlines.watch(socket, endNanos), limits);
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // it never was open
            }
            String why = e instanceof SocketTimeoutException ? "no answer" : e.getMessage();
            throw new PeerException(
                    host,
                    "4.4.1",
                    host
                            + " at "
                            + address.getHostAddress()
                            + " port "
                            + target.port()
                            + ": "
                            + why);
        }
    }

    private Connection converse(Target target, InetAddress address, Wire wire, boolean tryTls)
            throws PeerException, HandshakeException {
        boolean encrypted = target.implicitTls();
        if (encrypted) {
            shakeHands(wire, target);
        }
        Reply greeting = wire.reply(limits.greetingTimeout());
        if (greeting.code() != 220) {
            // 554 (RFC 5321 §3.1) and 521 (RFC 7504) may be meant for good; but often it is a
            // block list's mistake, which is mended within days, and other hosts may be kinder.
            throw PeerException.of(target.host(), greeting, Stage.GREETING);
        }
        Extensions extensions = hello(target, wire);
        Security security = target.security();
        boolean wanted = !encrypted && tryTls && !(security instanceof Security.Clear);
        if (wanted && extensions.has("STARTTLS")) {
            encrypted = startTls(target, wire);
            extensions = encrypted ? hello(target, wire) : extensions; // RFC 3207 §4.2: forget
        }
        if (security.encrypts() && !encrypted) {
            throw new PeerException(
                    target.host(), "4.7.10", target.host() + " does not offer STARTTLS");
        }
        if (target.login().isPresent()) {
            Credentials login = target.login().get();
            boolean unheard = encrypted || address.isLoopbackAddress();
            new LoginDialogue(target.host(), wire, extensions, limits).run(login, unheard);
        }
        return new Connection(target, address, wire, extensions, encrypted);
    }

    private Extensions hello(Target target, Wire wire) throws PeerException {
        boolean lmtp = target.protocol() == Protocol.LMTP;
        Reply reply = ask(wire, (lmtp ? "LHLO " : "EHLO ") + hostname + "\r\n");
        if (reply.positive()) {
            return Extensions.of(reply);
        }
        if (lmtp || !reply.permanent()) {
            throw PeerException.of(target.host(), reply, Stage.HELLO);
        }
        Reply plain = ask(wire, "HELO " + hostname + "\r\n"); // RFC 5321 §3.2
        if (!plain.positive()) {
            throw PeerException.of(target.host(), plain, Stage.HELLO);
        }
        return Extensions.NONE;
    }

    /** False if it is refused and need not be. */
    private boolean startTls(Target target, Wire wire) throws PeerException, HandshakeException {
        Reply reply = ask(wire, "STARTTLS\r\n");
        if (reply.code() == 220) {
            shakeHands(wire, target);
            return true;
        }
        if (target.security().encrypts() || reply.closing()) {
            throw PeerException.of(target.host(), reply, Stage.STARTTLS);
        }
        return false;
    }

    private void shakeHands(Wire wire, Target target) throws PeerException, HandshakeException {
        wire.watch().allow(limits.handshakeTimeout());
        try {
            wire.secure(tls.over(wire.plain(), target));
        } catch (IOException e) {
            if (target.security() instanceof Security.Opportunistic && !target.implicitTls()) {
                throw new HandshakeException();
            }
            String why = wire.watch().overdue() ? "took too long" : String.valueOf(e.getMessage());
            throw new PeerException(
                    target.host(),
                    "4.7.5",
                    "TLS with " + target.host() + " failed: " + Printable.line(why));
        }
    }

    private Reply ask(Wire wire, String command) throws PeerException {
        if (wire.spoken()) {
            throw wire.nonsense("spoke before it was asked");
        }
        wire.send(command);
        return wire.reply(limits.commandTimeout());
    }
}
