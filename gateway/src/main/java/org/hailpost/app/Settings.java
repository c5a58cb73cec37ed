package org.hailpost.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hailpost.config.Config;
import org.hailpost.config.ConfigException;
import org.hailpost.delivery.MailboxServerSettings;
import org.hailpost.imap.ImapLimits;
import org.hailpost.imap.ImapSettings;
import org.hailpost.relay.RelaySettings;
import org.hailpost.store.DatabaseSettings;
import org.hailpost.tls.TlsSettings;

/** The whole configuration: each component is a table of {@code conf/hailpost.toml}. */
record Settings(
        GatewaySection gateway,
        DatabaseSection database,
        TlsSettings tls,
        LoginSection login,
        SmtpSection smtp,
        SubmissionSection submission,
        ImapSettings imap,
        BridgeSection bridge,
        DeliverySection delivery,
        MailboxServerSettings mailboxServers,
        RelaySettings relay,
        QuotaSection quota,
        OutboundSection outbound) {
    static final Settings DEFAULTS =
            new Settings(
                    GatewaySection.DEFAULTS,
                    DatabaseSection.DEFAULTS,
                    TlsSettings.SELF_SIGNED,
                    LoginSection.DEFAULTS,
                    SmtpSection.DEFAULTS,
                    SubmissionSection.DEFAULTS,
                    ImapSettings.DEFAULTS,
                    BridgeSection.DEFAULTS,
                    DeliverySection.DEFAULTS,
                    MailboxServerSettings.DEFAULTS,
                    RelaySettings.DEFAULTS,
                    QuotaSection.DEFAULTS,
                    OutboundSection.DEFAULTS);

    private static final long DEMO_CACHE_BYTES = 8 * 1024 * 1024;

    /** Keys of former versions, and what to write instead. */
    private static final Map<String, String> REMOVED = Map.of();

    /** Variables of the launcher, the terminal and the bench, which are no keys. */
    private static final Set<String> NO_KEYS =
            Set.of("HAILPOST_JAVA_OPTS", "HAILPOST_PASSWORD", BenchCommand.SERVE_OPTIONS);

    /** The settings of a file, or of none. */
    static Settings read(Optional<Path> file, Map<String, String> environment)
            throws ConfigException {
        var variables = new HashMap<>(environment);
        variables.keySet().removeAll(NO_KEYS);
        var config = new Config(REMOVED, variables);
        return file.isPresent()
                ? config.read(file.get(), DEFAULTS)
                : config.parse("built-in defaults", "", DEFAULTS);
    }

    /** The same with the paths of a file, which are relative to the installation, as they are. */
    Settings in(Path home) {
        return new Settings(
                gateway.in(home),
                database.in(home),
                new TlsSettings(tls.certificate().map(home::resolve), tls.key().map(home::resolve)),
                login,
                smtp,
                submission,
                imap,
                bridge,
                delivery,
                mailboxServers,
                relay,
                quota,
                outbound.in(home));
    }

    /** The database of a data directory, which leaves the ports of our doors free. */
    DatabaseSettings databaseIn(Path data) throws CommandFailedException {
        IntStream doors =
                IntStream.of(
                        smtp.port(),
                        smtp.submissionPort(),
                        smtp.submissionsPort(),
                        imap.port(),
                        imap.tlsPort(),
                        bridge.port());
        return database.settings(data, doors.boxed().collect(Collectors.toUnmodifiableSet()));
    }

    /** The demo: everything on loopback above a port base, and logins without TLS. */
    static Settings demo(Path data, DemoPorts ports) {
        return new Settings(
                new GatewaySection(Demo.DOMAIN, "demo", data),
                DatabaseSection.DEFAULTS,
                TlsSettings.SELF_SIGNED,
                LoginSection.DEFAULTS,
                SmtpSection.demo(ports),
                SubmissionSection.DEFAULTS,
                new ImapSettings(
                        Demo.HOST,
                        ports.imap(),
                        ports.imaps(),
                        true,
                        List.of(),
                        DEMO_CACHE_BYTES,
                        ImapLimits.DEFAULTS.fromOneAddress()),
                BridgeSection.demo(ports),
                DeliverySection.DEFAULTS,
                MailboxServerSettings.DEFAULTS,
                RelaySettings.DEFAULTS,
                QuotaSection.DEFAULTS,
                OutboundSection.demo(ports));
    }
}
