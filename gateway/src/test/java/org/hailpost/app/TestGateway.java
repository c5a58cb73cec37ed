package org.hailpost.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hailpost.account.Registry;
import org.hailpost.account.StoredPassword;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.hailpost.message.Address;
import org.hailpost.relay.RelayLimits;
import org.hailpost.relay.RelaySettings;
import org.hailpost.store.DatabaseSettings;
import org.hailpost.store.TestDatabase;

/** A whole gateway in this JVM, over a fresh database, with the accounts that a test names. */
final class TestGateway implements AutoCloseable {
    static final String SECRET = "secret";

    private static final int LOWEST_BASE = 11_000;
    private static final int BASES = 68;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(BASES));

    private final DemoPorts ports;
    private final Settings settings;
    private Gateway gateway;

    private TestGateway(DemoPorts ports, Settings settings, Gateway gateway) {
        this.ports = ports;
        this.settings = settings;
        this.gateway = gateway;
    }

    static TestGateway start(Path directory, PushedCopy policy, String... accounts)
            throws Exception {
        return start(
                directory,
                freePorts(),
                Demo.DOMAIN,
                policy,
                RelaySettings.DEFAULTS,
                OutboundSection::demo,
                registry -> enrol(registry, accounts));
    }

    /** One that writes to an outside of the test's own. */
    static TestGateway start(
            Path directory, RelayLimits limits, OutboundSection outbound, String... accounts)
            throws Exception {
        RelaySettings relay = RelaySettings.DEFAULTS;
        return start(
                directory,
                freePorts(),
                Demo.DOMAIN,
                PushedCopy.KEEP,
                new RelaySettings(
                        relay.port(),
                        relay.resolvers(),
                        relay.resolverTimeout(),
                        relay.validatingResolver(),
                        relay.tls(),
                        relay.mtaSts(),
                        relay.dane(),
                        relay.allowPrivate(),
                        limits),
                _ -> outbound,
                registry -> enrol(registry, accounts));
    }

    /** One among several. */
    static TestGateway start(
            Path directory,
            DemoPorts ports,
            String hostname,
            OutboundSection outbound,
            Consumer<Registry> enrolment)
            throws Exception {
        return start(
                directory,
                ports,
                hostname,
                PushedCopy.KEEP,
                RelaySettings.DEFAULTS,
                _ -> outbound,
                enrolment);
    }

    private static TestGateway start(
            Path directory,
            DemoPorts ports,
            String hostname,
            PushedCopy policy,
            RelaySettings relay,
            Function<DemoPorts, OutboundSection> outbound,
            Consumer<Registry> enrolment)
            throws Exception {
        Settings demo = Settings.demo(directory, ports);
        Settings settings =
                new Settings(
                        new GatewaySection(hostname, "demo", directory),
                        database(directory),
                        demo.tls(),
                        demo.login(),
                        demo.smtp(),
                        demo.submission(),
                        demo.imap(),
                        demo.bridge(),
                        new DeliverySection(
                                policy, Duration.ofSeconds(30), Duration.ofDays(30), 500, 100, 20),
                        demo.mailboxServers(),
                        relay,
                        QuotaSection.DEFAULTS,
                        outbound.apply(ports));
        Gateway gateway = Gateway.start(settings, enrolment);
        return new TestGateway(ports, settings, gateway);
    }

    /** Stops and starts again over the same data. */
    void restart() throws Exception {
        gateway.close();
        gateway = Gateway.start(settings);
    }

    DatabaseSettings database() throws CommandFailedException {
        return settings.databaseIn(settings.gateway().dataDirectory());
    }

    /** A command line beside it, whose configuration it writes into the directory. */
    TestConsole console(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                directory.resolve("conf/hailpost.toml"),
                """
                [database]
                url = "%s"
                user = "%s"
                password-file = "%s"
                """
                        .formatted(
                                settings.database().url().orElseThrow(),
                                settings.database().user().orElseThrow(),
                                settings.database().passwordFile().orElseThrow()));
        return new TestConsole(directory);
    }

    int smtp() {
        return ports.smtp();
    }

    int submission() {
        return ports.submission();
    }

    int imap() {
        return ports.imap();
    }

    URI bridge() {
        return URI.create("ws://127.0.0.1:" + ports.http());
    }

    /** A connected terminal of an account. */
    TestTerminal terminal(String account) {
        return terminal(account, UUID.randomUUID(), ResumeStore.inMemory());
    }

    TestTerminal terminal(String account, UUID id, ResumeStore resume) {
        return TestTerminal.connect(bridge(), account, SECRET, id, resume);
    }

    /** A mail from the outside, kept when this returns. */
    void mail(String from, String subject, String... to) throws IOException {
        SmtpSender.send(smtp(), from, subject, to);
    }

    ImapReader inbox(String account) throws IOException {
        return ImapReader.open(imap(), account, SECRET);
    }

    @Override
    public void close() {
        gateway.close();
    }

    /**
     * Below those of embedded databases (20000 and above), and below those that the system gives
     * away for port 0 and to clients (32768 and above, Linux): what a gateway leaves while it is
     * killed and comes back must not become a scripted host's, who would be sent another test's
     * mails. One after the other: a gateway that is yet to start, or to come back, finds its own
     * still free.
     */
    static DemoPorts freePorts() {
        for (int attempt = 0; attempt < BASES; attempt++) {
            DemoPorts ports =
                    new DemoPorts(LOWEST_BASE + 100 * Math.floorMod(NEXT.getAndIncrement(), BASES));
            if (free(ports)) {
                return ports;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean free(DemoPorts ports) {
        try {
            ports.requireFree(InetAddress.ofLiteral("127.0.0.1"));
            return true;
        } catch (CommandFailedException e) {
            return false;
        }
    }

    private static DatabaseSection database(Path directory) throws IOException {
        DatabaseSettings fresh = TestDatabase.freshSettings();
        Path password = directory.resolve("database-password");
        Files.writeString(password, String.valueOf(fresh.password()));
        DatabaseSection defaults = DatabaseSection.DEFAULTS;
        return new DatabaseSection(
                Optional.ofNullable(fresh.url()),
                Optional.ofNullable(fresh.user()),
                Optional.of(password),
                defaults.poolSize(),
                defaults.startTimeout(),
                defaults.connectTimeout(),
                defaults.statementTimeout());
    }

    static void enrol(Registry registry, String... accounts) {
        StoredPassword password = StoredPassword.of(SECRET, new SecureRandom());
        for (String account : accounts) {
            Address address = Address.parse(account);
            if (registry.domains().stream().noneMatch(d -> d.name().equals(address.domain()))) {
                registry.addDomain(address.domain());
            }
            registry.addAccount(address, "", password);
        }
    }
}
