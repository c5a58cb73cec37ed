package org.hailpost.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;
import org.hailpost.message.Content;
import org.hailpost.outbound.CallAhead;
import org.hailpost.outbound.Carrier;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Handover.Refused;
import org.hailpost.outbound.Handover.Relayed;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands mails over by SMTP and LMTP. Thread-safe; made for many virtual threads, each of which
 * blocks in its own attempt.
 */
public final class SmtpCarrier implements Carrier, CallAhead, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmtpCarrier.class);

    private final RelaySettings settings;
    private final RelayLimits limits;
    private final Dns dns;
    private final AllowedAddresses allowed;
    private final MailExchangers exchangers;
    private final HostSecurity security;
    private final PolicyFetch web;
    private final StsPolicies policies;
    private final IdleConnections idle;
    private final Deadlines deadlines;
    private final Dialler dialler;

    /**
     * @param hostname our own name: in EHLO, and where a domain's mail exchangers lead back to us
     * @param trusted with the authorities that sign other hosts' certificates
     * @param random must be thread-safe
     */
    public SmtpCarrier(
            RelaySettings settings,
            String hostname,
            SSLContext trusted,
            RandomGenerator random,
            Clock clock) {
        this(
                settings,
                hostname,
                trusted,
                random,
                clock,
                allowed -> new HttpsPolicyFetch(trusted, allowed));
    }

    /**
     * @param web of a predicate that says which hosts may be connected to
     */
    SmtpCarrier(
            RelaySettings settings,
            String hostname,
            SSLContext trusted,
            RandomGenerator random,
            Clock clock,
            Function<Predicate<String>, PolicyFetch> web) {
        this.settings = settings;
        this.limits = settings.limits();
        this.dns = new Dns(settings);
        this.allowed = new AllowedAddresses(settings.allowPrivate());
        this.exchangers = new MailExchangers(dns, hostname, random);
        this.security = new HostSecurity(settings, dns);
        this.web = web.apply(host -> !HostAddresses.of(host, dns, allowed).addresses().isEmpty());
        this.policies = new StsPolicies(dns, this.web, clock);
        this.idle = new IdleConnections(limits);
        this.deadlines = new Deadlines(idle::sweep);
        this.dialler = new Dialler(hostname, limits, new TlsClient(trusted), deadlines);
    }

    @Override
    public List<Handover> carry(Destination destination, Parcel parcel) {
        return attempt(destination, parcel, new Attempt(dialler, idle, limits, parcel));
    }

    @Override
    public Handover ask(Destination destination, Address recipient, Duration within) {
        try (Content nothing = Content.of(new byte[0])) {
            Parcel question =
                    new Parcel(
                            "call-ahead",
                            OutgoingEnvelope.of(Optional.empty(), false, recipient.needsUtf8()),
                            List.of(Recipient.of(recipient)),
                            new byte[0],
                            nothing);
            return attempt(
                            destination,
                            question,
                            Attempt.asking(dialler, idle, limits, question, within))
                    .getFirst();
        }
    }

    private List<Handover> attempt(Destination destination, Parcel parcel, Attempt attempt) {
        try {
            switch (destination) {
                case Destination.Host host -> toHost(host, parcel, attempt);
                case Destination.Domain domain -> toDomain(domain.name(), parcel, attempt);
            }
        } catch (RuntimeException e) {
            log.error("relay=fault trace={}", parcel.id(), e);
            attempt.defer(new Failure("", "4.3.0", "our own fault: see the log"), false);
        }
        List<Handover> all = attempt.finish();
        report(destination, parcel, attempt, all);
        return all;
    }

    /** A host of our own choice: it may be anywhere, and its name is the system's to look up. */
    private void toHost(Destination.Host host, Parcel parcel, Attempt attempt) {
        Security wanted =
                switch (host.tls()) {
                    case NONE -> new Security.Clear();
                    case OPPORTUNISTIC -> new Security.Opportunistic();
                    case VERIFIED, IMPLICIT -> new Security.Verified();
                };
        // RFC 8689 is about relaying by SMTP; LMTP ends it.
        boolean certain = parcel.envelope().requireTls() && host.protocol() == Protocol.SMTP;
        Target target =
                new Target(
                        host.protocol(),
                        host.name(),
                        host.port(),
                        certain ? new Security.Verified() : wanted,
                        host.tls() == Destination.Tls.IMPLICIT,
                        host.login());
        try {
            attempt.at(target, List.of(InetAddress.getAllByName(host.name())));
        } catch (UnknownHostException e) {
            // Our own configuration's fault, not the mail's: it waits.
            attempt.defer(new Failure(host.name(), "4.4.3", host.name() + " has no address"), true);
        }
    }

    private void toDomain(String domain, Parcel parcel, Attempt attempt) {
        if (domain.startsWith("[")) {
            toLiteral(domain, parcel, attempt);
            return;
        }
        Optional<String> ascii = ascii(domain);
        if (ascii.isEmpty()) {
            attempt.refuse(new Failure("", "5.1.2", Printable.line(domain) + " is no domain name"));
            return;
        }
        switch (exchangers.route(ascii.get())) {
            case Route.Nowhere nowhere -> attempt.refuse(nowhere.failure());
            case Route.Unknown unknown -> attempt.defer(unknown.failure(), true);
            case Route.Hosts hosts -> toHosts(ascii.get(), hosts, parcel, attempt);
        }
    }

    private void toHosts(String domain, Route.Hosts route, Parcel parcel, Attempt attempt) {
        StsPolicy policy = settings.mtaSts() ? policies.of(domain) : StsPolicy.ABSENT;
        boolean requireTls = parcel.envelope().requireTls();
        if (requireTls && !route.secure() && !policy.enforced()) {
            // RFC 8689 §4.2.1: otherwise a forged MX record would name the host to be certain of
            attempt.refuse(
                    new Failure(
                            "",
                            "5.7.30",
                            "REQUIRETLS was asked for, and nothing vouches for the mail"
                                    + " exchangers of "
                                    + domain));
            return;
        }
        for (String host : route.names().stream().limit(limits.maxHosts()).toList()) {
            if (attempt.over()) {
                return;
            }
            HostAddresses addresses = HostAddresses.of(host, dns, allowed);
            if (addresses.addresses().isEmpty()) {
                String status = addresses.permanent() ? "4.4.4" : "4.4.3";
                attempt.skip(new Failure(host, status, addresses.failure()), addresses.permanent());
                continue;
            }
            try {
                Security wanted = security.of(route, host, addresses, policy, requireTls);
                attempt.at(target(host, wanted), addresses.addresses());
            } catch (PeerException e) {
                attempt.skip(e.failure(), false);
            }
        }
    }

    /** RFC 5321 §4.1.3: there is nothing to look up. */
    private void toLiteral(String literal, Parcel parcel, Attempt attempt) {
        String inner = literal.substring(1, literal.length() - 1);
        boolean v6 = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(v6 ? inner.substring(5) : inner);
        } catch (IllegalArgumentException e) {
            attempt.refuse(new Failure("", "5.1.3", Printable.line(literal) + " is no address"));
            return;
        }
        if (!allowed.allows(address)) {
            attempt.refuse(
                    new Failure("", "5.4.4", literal + " is not an address of the Internet"));
        } else if (parcel.envelope().requireTls()) {
            attempt.refuse(
                    new Failure("", "5.7.30", "REQUIRETLS was asked for, and no name is known"));
        } else {
            attempt.at(target(literal, security.usual()), List.of(address));
        }
    }

    private Target target(String host, Security wanted) {
        return new Target(Protocol.SMTP, host, settings.port(), wanted, false, Optional.empty());
    }

    private static Optional<String> ascii(String domain) {
        try {
            Address probe = new Address("postmaster", domain).canonical();
            return probe.needsUtf8()
                    ? Optional.empty()
                    : Optional.of(probe.domain().toLowerCase(Locale.ROOT));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    private static void report(
            Destination destination, Parcel parcel, Attempt attempt, List<Handover> all) {
        log.info(
                "relay=attempted trace={} destination={} relayed={} deferred={} refused={} ms={}"
                        + " host={} reply=\"{}\"",
                parcel.id(),
                switch (destination) {
                    case Destination.Domain domain -> Printable.line(domain.name());
                    case Destination.Host host -> host.name() + ":" + host.port();
                },
                attempt.results().count(Relayed.class),
                attempt.results().count(Deferred.class),
                attempt.results().count(Refused.class),
                attempt.millis(),
                attempt.connection(),
                words(all.getLast()));
    }

    private static String words(Handover result) {
        return switch (result) {
            case Relayed relayed -> relayed.reply();
            case Deferred deferred -> deferred.failure().diagnostic();
            case Refused refused -> refused.failure().diagnostic();
        };
    }

    /** Lets connections that wait leave, and breaks off whatever is still under way. */
    @Override
    public void close() {
        idle.close();
        deadlines.close();
        web.close();
    }
}
