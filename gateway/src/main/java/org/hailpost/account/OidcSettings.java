package org.hailpost.account;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * {@code [login.oidc]}: whose access tokens are taken.
 *
 * @param issuer the issuer's URL, exactly as its tokens have it in {@code iss}; empty: none are
 * @param audience what the tokens must have in {@code aud}: meant for us
 * @param addressClaim which claim holds the account's address
 */
public record OidcSettings(
        Optional<String> issuer, Optional<String> audience, String addressClaim) {
    public static final OidcSettings NONE =
            new OidcSettings(Optional.empty(), Optional.empty(), "email");

    public OidcSettings {
        if (issuer.isPresent()) {
            checkIssuer(issuer.get());
            if (audience.isEmpty()) {
                throw new IllegalArgumentException(
                        "audience: say what the issuer writes into \"aud\" of tokens for this mail"
                                + " service, so that tokens for others are refused");
            }
        }
        if (addressClaim.isBlank()) {
            throw new IllegalArgumentException("addressClaim must name a claim, such as email");
        }
    }

    private static void checkIssuer(String issuer) {
        try {
            URI uri = new URI(issuer);
            if (protectedOrLocal(uri)
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "issuer must be an https:// URL without query, such as"
                        + " https://login.example.org/realms/mail (http:// on a loopback address)");
    }

    /** Keys that come unprotected over a network could be anybody's. */
    static boolean protectedOrLocal(URI uri) {
        if ("https".equals(uri.getScheme())) {
            return true;
        }
        try {
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && InetAddress.ofLiteral(uri.getHost()).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }
}
