package org.hailpost.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.account.Login;
import org.hailpost.bridge.session.BridgePorts;
import org.hailpost.bridge.session.Sessions;
import org.hailpost.bridge.socket.BlobRoutes;
import org.hailpost.bridge.socket.BridgeServer;
import org.hailpost.bridge.socket.Route;
import org.hailpost.delivery.Delivery;
import org.hailpost.imap.ImapServer;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.smtp.SmtpServer;
import org.hailpost.smtp.SmtpSettings;
import org.hailpost.store.FeedWatch;
import org.hailpost.tls.TlsContexts;
import org.hailpost.tls.TlsException;
import org.hailpost.web.HealthRoutes;

/** The listeners of a gateway: SMTP, submission, IMAP, and the bridge with HTTP. */
final class Doors {
    /** Of the data directory: where large mails lie while they come in. */
    static final String SPOOL = "spool";

    /** How long whoever is inside may take to leave; all of a stop must fit into 3 s. */
    private static final Duration DRAIN = Duration.ofMillis(700);

    /** What a change that another process made, or a lost hint, costs at most. */
    private static final Duration FEED_WATCH = Duration.ofSeconds(2);

    private final Settings settings;
    private final StoreParts store;
    private final Login login;
    private final Delivery delivery;
    private final BridgePorts ports;
    private final Clock clock;
    private final String hostname;
    private final Path data;
    private final TlsContexts tls;
    private final List<AutoCloseable> open = new ArrayList<>();

    Doors(
            Settings settings,
            StoreParts store,
            Login login,
            Delivery delivery,
            BridgePorts ports,
            Clock clock)
            throws CommandFailedException {
        this.settings = settings;
        this.store = store;
        this.login = login;
        this.delivery = delivery;
        this.ports = ports;
        this.clock = clock;
        this.hostname = settings.gateway().announced();
        this.data = settings.gateway().dataDirectory();
        this.tls = tls();
    }

    /** Opens all of them or, when one port is taken, none. */
    void open(Shutdown shutdown) throws CommandFailedException, IOException {
        shutdown.addTogether("doors", open);
        Path spool = Files.createDirectories(data.resolve(SPOOL));
        try {
            openBridge();
            openImap(spool);
            openSmtp(settings.smtp().submission(hostname), Optional.of(login), spool);
            Optional<SmtpSettings> overTls = settings.smtp().submissions(hostname);
            if (overTls.isPresent()) {
                openSmtp(overTls.get(), Optional.of(login), spool);
            }
            openSmtp(settings.smtp().mx(hostname), Optional.empty(), spool);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private void openBridge() throws IOException {
        var sessions =
                new Sessions(
                        ports, settings.gateway().nodeName(), settings.bridge().session(), clock);
        var bridge =
                new BridgeServer(
                        settings.bridge().socket(),
                        sessions,
                        routes(),
                        settings.bridge().tls() ? tls::current : null);
        bridge.start();
        open.add(new FeedWatch(store.feed(), store.log(), FEED_WATCH, sessions::revoke));
        open.add(() -> bridge.stop(DRAIN));
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(HealthRoutes.of(store.database()::healthy));
        routes.addAll(
                BlobRoutes.of(
                        ports.accounts(),
                        ports.blobs(),
                        settings.bridge().socket().allowedOrigins()));
        return routes;
    }

    private void openImap(Path spool) {
        var imap =
                new ImapServer(
                        settings.imap(),
                        login,
                        store.mailboxes(),
                        new MailboxIndexes(store.mailboxes(), store.feed()),
                        store.intake(),
                        tls::current,
                        spool,
                        clock);
        imap.start();
        open.add(() -> imap.stop(DRAIN));
    }

    private void openSmtp(SmtpSettings listener, Optional<Login> members, Path spool)
            throws IOException {
        var smtp =
                new SmtpServer(listener, delivery, members, store.directory(), tls, clock, spool);
        smtp.start();
        open.add(() -> smtp.stop(DRAIN));
    }

    private TlsContexts tls() throws CommandFailedException {
        try {
            return new TlsContexts(settings.tls(), data.resolve("tls"), hostname, clock);
        } catch (TlsException e) {
            throw new CommandFailedException("tls: " + e.getMessage());
        }
    }
}
