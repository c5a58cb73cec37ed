package org.hailpost.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.hailpost.account.AccessTokens;
import org.hailpost.account.DirectoryLogin;
import org.hailpost.account.OidcSettings;
import org.hailpost.account.OidcTokens;
import org.hailpost.account.Registry;
import org.hailpost.bridge.session.BridgePorts;
import org.hailpost.delivery.Departures;
import org.hailpost.delivery.Exchanges;
import org.hailpost.delivery.Forwards;
import org.hailpost.delivery.LocalDelivery;
import org.hailpost.delivery.MailboxServers;
import org.hailpost.delivery.SuccessReports;
import org.hailpost.outbound.DkimSigner;
import org.hailpost.outbound.Doorbell;
import org.hailpost.outbound.HourlyBudget;
import org.hailpost.outbound.QueueEntrance;
import org.hailpost.outbound.Reports;
import org.hailpost.outbound.Srs;
import org.hailpost.relay.SmtpCarrier;
import org.hailpost.store.PostgresSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: all parts, wired by their constructors. They start in the order in which
 * they need each other, the store first and the doors last; the doors close together, then what is
 * behind them, the store last, so that whatever was let in is finished.
 */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Shutdown shutdown;

    private Gateway(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    /** Ready when it returns. */
    static Gateway start(Settings settings) throws Exception {
        return start(settings, _ -> {});
    }

    /**
     * {@code beforeListening} may enrol accounts, so that nobody can connect before they are there.
     */
    static Gateway start(Settings settings, Consumer<Registry> beforeListening) throws Exception {
        long begin = System.nanoTime();
        var shutdown = new Shutdown();
        try {
            start(settings, beforeListening, shutdown);
        } catch (Exception | Error e) {
            shutdown.close();
            throw e;
        }
        LOG.info("event=ready version={} millis={}", Version.number(), millisSince(begin));
        return new Gateway(shutdown);
    }

    private static void start(
            Settings settings, Consumer<Registry> beforeListening, Shutdown shutdown)
            throws Exception {
        Path data = Files.createDirectories(settings.gateway().dataDirectory());
        OutboundSection outbound = settings.outbound();
        var entrance =
                new QueueEntrance(outbound.table(), outbound.delayReportAfter(), new Doorbell());
        StoreParts store =
                StoreParts.open(
                        settings.databaseIn(data),
                        settings.delivery().eventRetention(),
                        settings.quota(),
                        settings.submission().daily(),
                        settings.bridge().uploads(),
                        entrance,
                        shutdown);
        beforeListening.accept(store.registry());
        Clock clock = Clock.systemUTC();
        var random = new SecureRandom();
        Optional<AccessTokens> tokens = accessTokens(settings.login().oidc(), clock, shutdown);
        var login = new DirectoryLogin(store.directory(), store.verifiers(), tokens, clock, random);
        var srs = new Srs(new PostgresSecrets(store.database()).srs(), clock);
        Reports reports = OutboundParts.reports(settings, store, srs, clock, random);
        var delivery =
                new LocalDelivery(
                        store.directory(),
                        store.intake(),
                        store.mailboxes().quotas(),
                        new Departures(
                                store.allowance(),
                                new DkimSigner(store.dkimKeys(), clock),
                                new Forwards(
                                        store.directory(),
                                        srs,
                                        new HourlyBudget(
                                                settings.delivery().forwardsPerHour(), clock),
                                        new Exchanges(settings.delivery().answersPerDay(), clock),
                                        settings.gateway().announced(),
                                        clock),
                                settings.submission().showClientAddress(),
                                clock),
                        mailboxServers(settings, clock, random, shutdown),
                        store.reports(),
                        new SuccessReports(reports, clock),
                        clock);
        store.mapping().clear(settings.gateway().nodeName());
        BridgePorts ports = LivePorts.open(store, login, delivery, settings, clock, shutdown);
        OutboundParts.open(settings, store, reports, entrance, clock, random, shutdown);
        new Doors(settings, store, login, delivery, ports, clock).open(shutdown);
    }

    private static MailboxServers mailboxServers(
            Settings settings, Clock clock, SecureRandom random, Shutdown shutdown)
            throws NoSuchAlgorithmException {
        SmtpCarrier carrier =
                shutdown.add(
                        "mailbox-servers",
                        new SmtpCarrier(
                                settings.relay()
                                        .within(settings.mailboxServers().handOverTimeout()),
                                settings.gateway().announced(),
                                SSLContext.getDefault(),
                                random,
                                clock));
        return new MailboxServers(carrier, carrier, settings.mailboxServers(), clock);
    }

    private static Optional<AccessTokens> accessTokens(
            OidcSettings settings, Clock clock, Shutdown shutdown) {
        return settings.issuer().isPresent()
                ? Optional.of(shutdown.add("oidc", new OidcTokens(settings, clock)))
                : Optional.empty();
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    @Override
    public void close() {
        long begin = System.nanoTime();
        shutdown.close();
        LOG.info("event=stopped millis={}", millisSince(begin));
    }
}
