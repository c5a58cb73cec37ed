package org.hailpost.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hailpost.account.Directory;
import org.hailpost.account.Login;
import org.hailpost.delivery.Delivery;
import org.hailpost.tls.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * One SMTP listener: an MX, or submission if it is given a {@link Login}. Started and stopped once.
 */
public final class SmtpServer {
    private static final Logger log = LoggerFactory.getLogger(SmtpServer.class);

    /** The library's own count lags a little behind ours; it must never be the one that refuses. */
    private static final int SPARE = 1000;

    private final Host host;
    private final Connections connections;
    private final AcceptSocket acceptSocket;
    private final SMTPServer server;
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("smtp-watchdog").factory());

    /**
     * @param login present on the submission listener, empty on the MX
     * @param spoolDirectory where large messages lie while they come in; made if need be
     * @throws IOException if there can be no such directory, or no socket at all
     */
    public SmtpServer(
            SmtpSettings settings,
            Delivery delivery,
            Optional<Login> login,
            Directory directory,
            TlsContexts tls,
            Clock clock,
            Path spoolDirectory)
            throws IOException {
        Files.createDirectories(spoolDirectory);
        host = new Host(settings, delivery, login, directory, tls, clock, spoolDirectory);
        connections = new Connections(settings);
        acceptSocket = new AcceptSocket(connections);
        server =
                SMTPServer.port(settings.port())
                        .bindAddress(InetAddress.ofLiteral(settings.bindAddress()))
                        .hostName(settings.hostname())
                        .backlog(settings.limits().backlog())
                        .maxConnections(settings.limits().maxConnections() + SPARE)
                        .connectionTimeoutMs(0) // ClientSocket has deadlines.
                        .executorService(new SessionThreads())
                        .serverSocketFactory(() -> acceptSocket)
                        .sessionHandler(new Conversations())
                        .insertReceivedHeaders(false)
                        .serverThreadName(
                                host.submission() ? "smtp-accept-submission" : "smtp-accept-mx")
                        .build();
        CommandTable.install(server.getCommandHandler(), host);
    }

    /**
     * Listens.
     *
     * @throws IOException if the address or port cannot be had; the message names both
     */
    public void start() throws IOException {
        SmtpSettings settings = host.settings();
        try {
            server.start();
        } catch (RuntimeException e) {
            acceptSocket.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen on "
                            + settings.bindAddress()
                            + " port "
                            + settings.port()
                            + ": "
                            + cause.getMessage(),
                    e);
        }
        long interval = connections.watchInterval().toMillis();
        var _ =
                watchdog.scheduleWithFixedDelay(
                        connections::watch, interval, interval, TimeUnit.MILLISECONDS);
        log.info(
                "smtp=listening service={} address={} port={}",
                host.submission() ? settings.implicitTls() ? "submissions" : "submission" : "mx",
                settings.bindAddress(),
                port());
    }

    /** The port it listens on. */
    public int port() {
        return server.getPortAllocated();
    }

    /** How many clients are connected. */
    public int connections() {
        return connections.count();
    }

    /**
     * Stops: takes no more connections, says 421 to clients that wait, lets messages that are under
     * way be kept or refused, and cuts off what is not done in time.
     */
    public void stop(Duration patience) {
        try {
            acceptSocket.drain();
            for (ClientSocket socket : connections.all()) {
                Thread.ofVirtual().start(() -> socket.ifTalking(Conversation::drain));
            }
            if (!connections.awaitNone(patience)) {
                log.warn("smtp=cut-at-stop connections={}", connections.count());
            }
        } catch (IOException e) {
            log.warn("smtp=stop reason=\"{}\"", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.all().forEach(ClientSocket::abort);
            watchdog.shutdownNow();
            server.stop();
        }
    }

    /**
     * The library asks here, on the session's own thread, before it says anything to the client.
     */
    private final class Conversations implements SessionHandler {
        @Override
        public SessionAcceptance accept(Session session) {
            ClientSocket socket = (ClientSocket) session.getSocket();
            try {
                session.setSocket(socket); // Anew on a virtual thread, where its buffers are small.
                new Conversation(host, connections, socket).hold(session);
            } catch (IOException e) {
                log.debug("smtp=ended reason=\"{}\"", e.toString());
            } finally {
                socket.end();
            }
            // Goes nowhere: the conversation is over.
            return SessionAcceptance.failure(
                    SmtpReply.BYE.code(), SmtpReply.BYE.lines().getFirst());
        }

        @Override
        public void onSessionEnd(Session session) {}
    }
}
