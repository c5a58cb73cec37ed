package org.hailpost.outbound;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.message.Address;
import org.jspecify.annotations.Nullable;

/**
 * Which way mail for a domain goes: over a given host, or to its own exchangers.
 *
 * <p>A destination's name is the domain or the host's URL. It is stored with each recipient, and
 * means something as long as the configuration has it: {@link #known} tells.
 */
public final class Routes {
    /** Everything to the exchangers of its domain. */
    public static final Routes DIRECT = new Routes(Map.of(), Map.of());

    private static final String ALL = "*";

    private final Map<String, HostUrl> byPattern;
    private final Map<String, String> secrets;
    private final Map<String, HostUrl> hosts = new HashMap<>();

    private Routes(Map<String, HostUrl> byPattern, Map<String, String> secrets) {
        this.byPattern = byPattern;
        this.secrets = secrets;
        byPattern.values().stream()
                .filter(url -> !url.equals(HostUrl.EXCHANGERS))
                .forEach(url -> hosts.put(url.text(), url));
    }

    /**
     * Reads routes as the configuration has them: {@code PATTERN URL}, where the pattern is a
     * domain, {@code *.domain} or {@code *}, and the URL that of a host, or {@code mx}.
     *
     * @throws IllegalArgumentException if one is none; the message says what would be right
     */
    public static Routes parse(List<String> lines) {
        Map<String, HostUrl> byPattern = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 2) {
                throw new IllegalArgumentException(
                        "must have a domain and a URL, such as \"example.org smtp://10.0.0.5:25\" or \"*"
                                + " smtp+tls://user@smart.example:587\"; found \""
                                + line
                                + "\"");
            }
            String pattern = pattern(words[0]);
            if (byPattern.put(pattern, HostUrl.parse(words[1])) != null) {
                throw new IllegalArgumentException("has two lines for " + pattern + "; keep one");
            }
        }
        return new Routes(byPattern, Map.of());
    }

    /**
     * The same with passwords, by URL.
     *
     * @throws IllegalArgumentException if one belongs to no route, or a route lacks its own
     */
    public Routes with(Map<String, String> passwords) {
        for (String url : passwords.keySet()) {
            if (!hosts.containsKey(url)) {
                throw new IllegalArgumentException(
                        "has a password for " + url + ", which no route names");
            }
        }
        for (HostUrl host : hosts.values()) {
            if (host.user().isPresent() && !passwords.containsKey(host.text())) {
                throw new IllegalArgumentException(
                        "has no password for "
                                + host.text()
                                + "; add a line \""
                                + host.text()
                                + " PASSWORD\"");
            }
        }
        return new Routes(byPattern, Map.copyOf(passwords));
    }

    /**
     * The name of the destination that a URL leads to, however it is spelt.
     *
     * @throws IllegalArgumentException if it is no URL of a host
     */
    public static String name(String url) {
        return HostUrl.parse(url).text();
    }

    /** Whether a route logs in. */
    public boolean needPasswords() {
        return hosts.values().stream().anyMatch(host -> host.user().isPresent());
    }

    /** The name of the destination that mail for an address goes to. */
    public String destination(Address recipient) {
        return destination(recipient.canonical().domain());
    }

    private String destination(String domain) {
        HostUrl url = route(domain);
        return url == null || url.equals(HostUrl.EXCHANGERS) ? domain : url.text();
    }

    /** The most specific pattern wins, whatever the order. */
    private @Nullable HostUrl route(String domain) {
        HostUrl exact = byPattern.get(domain);
        if (exact != null) {
            return exact;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            HostUrl parent = byPattern.get(ALL + domain.substring(dot));
            if (parent != null) {
                return parent;
            }
        }
        return byPattern.get(ALL);
    }

    /** What a stored name means now; empty if its recipients go elsewhere by now. */
    Optional<Destination> known(String name) {
        if (MailboxServer.is(name)) {
            return Optional.of(MailboxServer.named(name).destination());
        }
        if (HostUrl.is(name)) {
            return Optional.ofNullable(hosts.get(name))
                    .map(host -> host.destination(secrets.getOrDefault(name, "")));
        }
        return destination(name).equals(name)
                ? Optional.of(new Destination.Domain(name))
                : Optional.empty();
    }

    private static String pattern(String typed) {
        if (typed.equals(ALL)) {
            return typed;
        }
        boolean below = typed.startsWith(ALL + ".");
        String domain = below ? typed.substring(2) : typed;
        try {
            String canonical = Address.parse("postmaster@" + domain).canonical().domain();
            return below ? ALL + "." + canonical : canonical;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must begin with a domain (example.org), what is below one (*.example.org), or *; found \""
                            + typed
                            + "\"",
                    e);
        }
    }
}
