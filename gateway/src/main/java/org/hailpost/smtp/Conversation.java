package org.hailpost.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.hailpost.account.Account;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.SaslPeer;
import org.hailpost.message.Address;
import org.hailpost.message.TraceHeader;
import org.hailpost.tls.ChannelBindings;
import org.hailpost.tls.TlsContexts;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;

/**
 * The talk with one client, from the first byte to the last.
 *
 * <p>SubEthaSMTP accepts the connection, runs a {@link Session} for it on a virtual thread, and
 * before it would greet the client asks its session handler whether to; there this takes over for
 * good. It looks up commands in the library's table, but reads lines, replies and counts itself.
 * The library's own loop would match {@code NOOPnonsense} by its first four letters, flush every
 * reply alone, give no enhanced codes to errors in lines, know one time-out per byte instead of
 * deadlines, and let a fault of ours close the connection; none of that can be replaced in it piece
 * by piece.
 *
 * <p>Owned by the session's thread, but for {@link #drain}.
 */
final class Conversation {
    /** What we never offered, and what is followed by bytes that must not be taken for commands. */
    private static final Set<String> FATAL =
            Set.of("BDAT", "GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT");

    private static final Set<String> KNOWN_ELSEWHERE =
            Set.of("AUTH", "EXPN", "TURN", "ETRN", "SEND", "SOML", "SAML");

    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final int LINGER_BYTES = 1 << 20;

    /** Who may write to the client. */
    private enum Phase {
        WAITING,
        WORKING,
        ENDED,
        /** {@link #drain} writes and closes. */
        DRAINED
    }

    private final Host host;
    private final Connections connections;
    private final ClientSocket socket;
    private final Wire wire;
    private final String id;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WORKING);
    private volatile boolean draining;

    private SmtpLog facts;
    private InetAddress remote;
    private @Nullable SSLSocket tls;
    private @Nullable String clientName;
    private boolean extended;
    private @Nullable Account account;
    private @Nullable Transaction transaction;
    private int errors;
    private int commands;
    private int loginFailures;

    Conversation(Host host, Connections connections, ClientSocket socket) throws IOException {
        this.host = host;
        this.connections = connections;
        this.socket = socket;
        this.wire = new Wire(socket, host.limits().maxCommandLineBytes());
        this.id = Transaction.newTraceId(host.clock().millis());
        this.remote = socket.getInetAddress();
        this.facts = new SmtpLog(id, remote);
        socket.conversation(this);
    }

    /** Talks until either side has enough; the connection is closed afterwards. */
    void hold(Session session) {
        try {
            if (meet()) {
                CommandHandler table = session.getServer().getCommandHandler();
                while (!over()) {
                    next(session, table);
                }
            }
        } catch (SocketTimeoutException e) {
            drop(SmtpReply.TOO_SLOW);
        } catch (ProxyHeader.BadHeaderException | IOException e) {
            facts.ended(e);
        } finally {
            if (phase.get() != Phase.DRAINED) {
                close();
            }
        }
    }

    private boolean over() {
        Phase now = phase.get();
        return now == Phase.ENDED || now == Phase.DRAINED;
    }

    /** Learns who the client is, and greets it if there is room for it. */
    private boolean meet() throws IOException, ProxyHeader.BadHeaderException {
        if (connections.isProxy(remote)) {
            wire.readWithin(host.limits().handshakeTimeout());
            Optional<InetSocketAddress> source = ProxyHeader.read(wire);
            remote = source.map(InetSocketAddress::getAddress).orElse(remote);
            facts = new SmtpLog(id, remote);
        }
        if (!connections.admit(socket, remote)) {
            drop(SmtpReply.TOO_MANY_FROM_ADDRESS);
            return false;
        }
        if (host.settings().implicitTls()) {
            tls = handshake(wire::beginTls); // RFC 8314 §3.3
        }
        say(SmtpReply.greeting(host.settings().hostname()));
        return true;
    }

    private void next(Session session, CommandHandler table) throws IOException {
        wire.flushUnlessPipelined(); // From here to the end of readLine only drain() may write.
        phase.set(Phase.WAITING);
        if (draining && phase.compareAndSet(Phase.WAITING, Phase.WORKING)) {
            drop(SmtpReply.SHUTTING_DOWN);
            return;
        }
        Line line = wire.readLine(commandPatience(), due());
        if (!phase.compareAndSet(Phase.WAITING, Phase.WORKING)) {
            return; // drain() has said good-bye.
        }
        switch (line) {
            case Line.Text text -> obey(text.text(), session, table);
            case Line.TooLong _ -> say(SmtpReply.LINE_TOO_LONG);
            case Line.NotText _ -> say(SmtpReply.NOT_TEXT);
            case Line.BareLineEnding _ -> drop(SmtpReply.BARE_LINE_ENDING);
            case Line.End _ -> end();
        }
        SmtpLimits limits = host.limits();
        if (over()) {
            return;
        }
        if (errors >= limits.maxErrors()) {
            drop(SmtpReply.TOO_MANY_ERRORS);
        } else if (++commands >= limits.maxCommands()) {
            drop(SmtpReply.TOO_MANY_COMMANDS);
        } else if (loginFailures >= limits.maxLoginFailures()) {
            drop(SmtpReply.TOO_MANY_LOGINS);
        }
    }

    private Wire.Due due() {
        return mayLogIn() && account == null ? Wire.Due.COMMAND_OR_LOGIN : Wire.Due.COMMAND;
    }

    private void obey(String line, Session session, CommandHandler table) throws IOException {
        int space = line.indexOf(' ');
        String verb = upperCase(space < 0 ? line : line.substring(0, space));
        if (!(table.getCommand(verb) instanceof SmtpCommand command)) {
            if (FATAL.contains(verb)) {
                drop(SmtpReply.NOT_IMPLEMENTED);
            } else {
                say(
                        KNOWN_ELSEWHERE.contains(verb)
                                ? SmtpReply.NOT_IMPLEMENTED
                                : SmtpReply.UNKNOWN_COMMAND);
            }
            return;
        }
        try {
            command.execute(line, session);
        } catch (DirectoryUnavailableException e) {
            say(SmtpReply.STORE_UNAVAILABLE);
        } catch (RuntimeException e) {
            facts.fault(e); // Ours, not the client's: it shall try again.
            endTransaction();
            say(SmtpReply.FAULT);
        }
    }

    /** ASCII alone: for Unicode a long s is an S, and "R&#x17f;ET" would be RSET. */
    private static String upperCase(String verb) {
        StringBuilder out = new StringBuilder(verb);
        for (int i = 0; i < verb.length(); i++) {
            char c = verb.charAt(i);
            if (c >= 'a' && c <= 'z') {
                out.setCharAt(i, (char) (c - 32));
            } else if (c > 127) {
                return "";
            }
        }
        return out.toString();
    }

    Host host() {
        return host;
    }

    Wire wire() {
        return wire;
    }

    SmtpLog facts() {
        return facts;
    }

    Optional<Transaction> transaction() {
        return Optional.ofNullable(transaction);
    }

    Optional<Account> account() {
        return Optional.ofNullable(account);
    }

    boolean greeted() {
        return clientName != null;
    }

    boolean secured() {
        return tls != null;
    }

    /** RFC 4954 §4: no password in clear, unless it never leaves this host and that was allowed. */
    boolean mayLogIn() {
        return host.submission()
                && (secured()
                        || (host.settings().clearLoginOnLoopback() && remote.isLoopbackAddress()));
    }

    /** Replies; at the latest when the client's next command is waited for it goes out. */
    void say(SmtpReply reply) throws IOException {
        if (reply.permanent()) {
            errors++;
        }
        wire.write(reply);
    }

    /** Says a SASL challenge and hears the answer. */
    String ask(String challenge) throws IOException, RefusedException {
        say(SmtpReply.challenge(challenge));
        return switch (wire.readLine(commandPatience(), Wire.Due.LOGIN)) {
            case Line.Text text -> text.text();
            case Line.TooLong _ -> throw new RefusedException(SmtpReply.LOGIN_LINE_TOO_LONG);
            case Line.NotText _ -> throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
            case Line.BareLineEnding _ -> {
                drop(SmtpReply.BARE_LINE_ENDING);
                throw new EOFException("bare line ending within AUTH");
            }
            case Line.End _ -> throw new EOFException("connection ended within AUTH");
        };
    }

    /** EHLO and HELO end a transaction as RSET does (RFC 5321 §4.1.4). */
    void greetedAs(String name, boolean withExtensions) {
        clientName = name;
        extended = withExtensions;
        endTransaction();
    }

    void begin(Optional<Address> sender, MailParameters parameters) {
        transaction =
                new Transaction(Transaction.newTraceId(host.clock().millis()), sender, parameters);
    }

    void endTransaction() {
        transaction = null;
    }

    /** A message was kept: this is no client that only tries what it can get. */
    void earnedTrust() {
        errors = 0;
        commands = 0;
    }

    void secure() throws IOException {
        tls = handshake(wire::startTls);
        clientName = null;
        account = null;
        endTransaction();
    }

    private SSLSocket handshake(Handshake how) throws IOException {
        try {
            return how.begin(host.tls(), host.limits().handshakeTimeout());
        } catch (IOException e) {
            // A time-out too: nothing may be said in clear any more.
            throw new IOException("TLS handshake failed: " + e.getMessage(), e);
        }
    }

    private interface Handshake {
        SSLSocket begin(TlsContexts contexts, Duration time) throws IOException;
    }

    /** The client as SASL mechanisms see it. */
    SaslPeer saslPeer() {
        return new SaslPeer(
                remote, tls == null ? Map.of() : ChannelBindings.of(tls.getSession()), Set.of());
    }

    void loggedIn(Account who) {
        account = who;
        loginFailures = 0;
    }

    void loginFailed() {
        loginFailures++;
        facts.loginFailed();
    }

    /** How long the next bytes of content may take. */
    Duration dataPatience() {
        return leftOfTransaction(host.limits().dataTimeout());
    }

    private Duration commandPatience() {
        return leftOfTransaction(host.limits().commandTimeout());
    }

    private Duration leftOfTransaction(Duration most) {
        if (transaction == null) {
            return most;
        }
        Duration left = host.limits().transactionTimeout().minus(transaction.age());
        return left.compareTo(most) < 0 ? left : most;
    }

    /** What the Received field of this hop says. */
    TraceHeader.Hop hop(Transaction of) {
        return new TraceHeader.Hop(
                clientName + "",
                remote,
                host.settings().hostname(),
                protocol(of.utf8()),
                of.traceId(),
                tls == null
                        ? ""
                        : tls.getSession().getProtocol() + " " + tls.getSession().getCipherSuite(),
                of.recipients().size() == 1 ? of.recipients().getFirst().route().recipient() : null,
                host.clock().instant());
    }

    /** RFC 3848, RFC 6531 §4.3. */
    private String protocol(boolean utf8) {
        if (!extended) {
            return "SMTP";
        }
        return (utf8 ? "UTF8SMTP" : "ESMTP")
                + (tls == null ? "" : "S")
                + (account == null ? "" : "A");
    }

    /** No more commands after this one. */
    void end() {
        phase.set(Phase.ENDED);
    }

    /** Says why and closes. */
    void drop(SmtpReply reply) {
        end();
        facts.dropped(reply);
        try {
            wire.write(reply);
            wire.flush();
            linger();
        } catch (IOException e) {
            facts.ended(e);
        }
    }

    /**
     * Bytes that nobody reads would make the kernel reset the connection, and the reply be lost.
     */
    private void linger() throws IOException {
        if (tls != null) {
            return; // The close_notify of TLS is waited for by nobody either.
        }
        socket.shutdownOutput();
        wire.readWithin(LINGER);
        for (int taken = 0; taken < LINGER_BYTES; taken += wire.limit()) {
            wire.position(wire.limit());
            if (!wire.fill()) {
                return;
            }
        }
    }

    /**
     * Ends the conversation as soon as no command is under way; called by the thread that stops the
     * server. A command that is under way, above all a message on its way into the store, is
     * finished first.
     */
    void drain() {
        draining = true;
        if (phase.compareAndSet(Phase.WAITING, Phase.DRAINED)) {
            try {
                wire.write(SmtpReply.SHUTTING_DOWN);
                wire.flush();
            } catch (IOException e) {
                facts.ended(e);
            }
            socket.abort();
        }
    }

    private void close() {
        end();
        try {
            wire.flush();
            if (tls != null) {
                tls.close();
            }
        } catch (IOException e) {
            facts.ended(e);
        }
        socket.abort();
    }
}
