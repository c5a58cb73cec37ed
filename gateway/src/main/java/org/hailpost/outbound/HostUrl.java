package org.hailpost.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Destination.Tls;

/**
 * A host as a route names it.
 *
 * @param text the same for all spellings of one URL
 */
record HostUrl(String text, Scheme scheme, String host, int port, Optional<String> user) {
    /** {@code mx} in place of a URL. */
    static final HostUrl EXCHANGERS = new HostUrl("mx", Scheme.SMTP, "", 0, Optional.empty());

    private static final String MARK = "://";

    /** What is spoken, how it is secured, and the port if none is given. */
    enum Scheme {
        SMTP("smtp", Protocol.SMTP, Tls.OPPORTUNISTIC, 25),
        SMTP_TLS("smtp+tls", Protocol.SMTP, Tls.VERIFIED, 587),
        SMTPS("smtps", Protocol.SMTP, Tls.IMPLICIT, 465),
        LMTP("lmtp", Protocol.LMTP, Tls.OPPORTUNISTIC, 24);

        private final String name;
        private final Protocol protocol;
        private final Tls tls;
        private final int port;

        Scheme(String name, Protocol protocol, Tls tls, int port) {
            this.name = name;
            this.protocol = protocol;
            this.tls = tls;
            this.port = port;
        }
    }

    /** Whether a destination's name is a URL; a domain is none. */
    static boolean is(String name) {
        return name.contains(MARK);
    }

    /** Whether that of a destination in the queue is one that speaks LMTP. */
    static boolean isLmtp(String name) {
        return name.contains(Scheme.LMTP.name + MARK);
    }

    /** A host, or {@link #EXCHANGERS}. */
    static HostUrl parse(String typed) {
        return typed.equals(EXCHANGERS.text) ? EXCHANGERS : parse(typed, ", or be mx");
    }

    /** A host, and nothing else. */
    static HostUrl parseHost(String typed) {
        return parse(typed, "");
    }

    private static HostUrl parse(String typed, String otherwise) {
        URI uri = uri(typed);
        Scheme scheme = scheme(uri, typed, otherwise);
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw bad(typed, "the host is missing or has a forbidden character");
        }
        if (uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw bad(typed, "the port must be between 1 and 65535");
        }
        boolean more =
                (uri.getRawPath() != null && !uri.getRawPath().isEmpty())
                        || uri.getRawQuery() != null
                        || uri.getRawFragment() != null;
        if (more) {
            throw bad(typed, "nothing may follow the port");
        }
        String info = uri.getRawUserInfo();
        if (info != null && info.contains(":")) {
            // It would stand in the queue's rows and in logs.
            throw bad("URL", "a password belongs into outbound.password-file, not into the URL");
        }
        if (info != null && scheme.tls == Tls.OPPORTUNISTIC) {
            throw bad(typed, "a login needs TLS: write smtp+tls:// (STARTTLS) or smtps://");
        }
        int port = uri.getPort() < 0 ? scheme.port : uri.getPort();
        String lower = host.toLowerCase(Locale.ROOT);
        return new HostUrl(
                scheme.name + MARK + (info == null ? "" : info + "@") + lower + ":" + port,
                scheme,
                lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower,
                port,
                Optional.ofNullable(info)
                        .map(user -> URLDecoder.decode(user, StandardCharsets.UTF_8)));
    }

    Destination destination(String secret) {
        return new Destination.Host(
                scheme.protocol,
                host,
                port,
                scheme.tls,
                user.map(name -> new Credentials(name, secret)));
    }

    private static URI uri(String typed) {
        try {
            return new URI(typed);
        } catch (URISyntaxException e) {
            throw bad(typed, e.getReason());
        }
    }

    private static Scheme scheme(URI uri, String typed, String otherwise) {
        String name = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        for (Scheme scheme : Scheme.values()) {
            if (scheme.name.equals(name)) {
                return scheme;
            }
        }
        throw bad(
                typed,
                "it must begin with smtp:// (STARTTLS if offered), smtp+tls:// (STARTTLS and a valid certificate),"
                        + " smtps:// or lmtp://"
                        + otherwise);
    }

    private static IllegalArgumentException bad(String typed, String fault) {
        return new IllegalArgumentException("has " + typed + ": " + fault);
    }
}
