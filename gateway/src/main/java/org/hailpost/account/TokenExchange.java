package org.hailpost.account;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OAUTHBEARER (RFC 7628) and XOAUTH2. */
final class TokenExchange implements SaslExchange {
    private final TokenLogin login;
    private final TokenMessage.Form form;
    private final SaslPeer peer;
    private Login.@Nullable Outcome failure;

    TokenExchange(TokenLogin login, TokenMessage.Form form, SaslPeer peer) {
        this.login = login;
        this.form = form;
        this.peer = peer;
    }

    @Override
    public Step respond(byte[] response) {
        if (failure != null) {
            return new Step.Done(failure); // After whatever the client has to say to the error.
        }
        Optional<TokenMessage> message =
                SaslText.of(response).flatMap(text -> TokenMessage.parse(form, text));
        if (message.isEmpty()) {
            return new Step.Malformed("Response is not an " + form + " message");
        }
        Login.Outcome outcome = login.check(message.get(), peer.remote());
        if (outcome instanceof Login.Outcome.Refused) {
            failure = outcome;
            return new Step.Challenge(error().getBytes(StandardCharsets.US_ASCII));
        }
        return new Step.Done(outcome);
    }

    /** RFC 7628 §3.2.2: the client learns what to do, says something, and only then has failed. */
    private String error() {
        return switch (form) {
            case OAUTHBEARER ->
                    "{\"status\":\"invalid_token\",\"openid-configuration\":\"%s\"}"
                            .formatted(login.discovery().toASCIIString());
            case XOAUTH2 ->
                    "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"openid email\"}";
        };
    }
}
