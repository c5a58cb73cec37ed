package org.hailpost.bridge.socket;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.session.Accounts;
import org.hailpost.bridge.session.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who makes an HTTP request: the credential of a session's hello, in the Authorization field (RFC
 * 6750 §2.1, RFC 7617). Never in the URL.
 */
final class Caller {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Accounts accounts;
    private final Origins origins;

    Caller(Accounts accounts, Origins origins) {
        this.accounts = accounts;
        this.origins = origins;
    }

    /** What a route does for an account. */
    @FunctionalInterface
    interface Service {
        Route.Reply serve(Principal principal) throws Exception;
    }

    /** Serves whoever may come in, and answers the others. */
    Route.Reply admit(Route.Request request, Service service) throws Exception {
        Map<String, String> headers = request.headers();
        if (!origins.allow(headers.get("origin"), headers.get("host"))) {
            return Route.Reply.text(403, "origin not allowed");
        }
        Optional<Credential> credential = credential(headers.get("authorization"));
        Accounts.Outcome outcome =
                credential.isEmpty()
                        ? new Accounts.Refused()
                        : accounts.authenticate(credential.get(), request.remote().getAddress());
        return switch (outcome) {
            case Accounts.Authenticated(Principal principal) ->
                    principal.scope() instanceof Scope.WholeAccount
                            ? service.serve(principal)
                            : Route.Reply.text(403, "outside this credential's scope");
            // Not Basic: a browser would ask for it, and send it wherever a page tells it to.
            case Accounts.Refused() ->
                    Route.Reply.text(401, "a right credential is needed")
                            .with("WWW-Authenticate", "Bearer realm=\"hailpost\"");
            case Accounts.Throttled(var wait) ->
                    Route.Reply.text(429, "too many failed logins")
                            .with("Retry-After", String.valueOf(wait.toSeconds() + 1));
            case Accounts.Unavailable() -> unavailable();
        };
    }

    static Route.Reply unavailable() {
        return Route.Reply.text(503, "try again later").with("Retry-After", "5");
    }

    private static Optional<Credential> credential(@Nullable String field) {
        if (field == null) {
            return Optional.empty();
        }
        try {
            if (field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                return Optional.of(new Credential.Bearer(field.substring(BEARER.length()).strip()));
            }
            if (field.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
                String pair = base64(field.substring(BASIC.length()).strip());
                int colon = pair.indexOf(':');
                return colon < 0
                        ? Optional.empty()
                        : Optional.of(
                                new Credential.Password(
                                        pair.substring(0, colon), pair.substring(colon + 1)));
            }
        } catch (IllegalArgumentException _) {
            // No base64, or longer than a credential may be.
        }
        return Optional.empty();
    }

    private static String base64(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
