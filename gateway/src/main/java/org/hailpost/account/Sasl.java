package org.hailpost.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SASL mechanisms of a {@link Login}, for every protocol that frames them. Thread-safe. */
public final class Sasl {
    /** All that there can be. */
    public static final List<String> NAMES =
            List.of(
                    "PLAIN",
                    "LOGIN",
                    "SCRAM-SHA-256",
                    "SCRAM-SHA-256-PLUS",
                    "OAUTHBEARER",
                    "XOAUTH2");

    static final String SCRAM = "SCRAM-SHA-256";
    static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";

    private final Login login;
    private final @Nullable ScramLogin scram;
    private final @Nullable TokenLogin tokens;

    /** PLAIN and LOGIN alone. */
    Sasl(Login login) {
        this(login, null, null);
    }

    Sasl(Login login, @Nullable ScramLogin scram, @Nullable TokenLogin tokens) {
        this.login = login;
        this.scram = scram;
        this.tokens = tokens;
    }

    /** What can be offered to this client. */
    public List<String> mechanisms(SaslPeer peer) {
        var names = new ArrayList<String>();
        names.add("PLAIN");
        names.add("LOGIN");
        if (scram != null) {
            names.add(SCRAM);
            if (!peer.channelBindings().isEmpty()) {
                names.add(SCRAM_PLUS);
            }
        }
        if (tokens != null) {
            names.add("OAUTHBEARER");
            names.add("XOAUTH2");
        }
        names.removeAll(peer.withheld());
        return names;
    }

    /**
     * A new exchange; empty if that mechanism is not offered to this client.
     *
     * @param mechanism in upper case
     */
    public Optional<SaslExchange> begin(String mechanism, SaslPeer peer) {
        List<String> offered = mechanisms(peer);
        if (!offered.contains(mechanism)) {
            return Optional.empty();
        }
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new PlainExchange(login, peer.remote()));
            case "LOGIN" -> Optional.of(new LoginExchange(login, peer.remote()));
            case SCRAM, SCRAM_PLUS ->
                    Optional.ofNullable(scram)
                            .map(s -> s.begin(mechanism, offered.contains(SCRAM_PLUS), peer));
            case "OAUTHBEARER" ->
                    Optional.ofNullable(tokens)
                            .map(t -> new TokenExchange(t, TokenMessage.Form.OAUTHBEARER, peer));
            case "XOAUTH2" ->
                    Optional.ofNullable(tokens)
                            .map(t -> new TokenExchange(t, TokenMessage.Form.XOAUTH2, peer));
            default -> Optional.empty();
        };
    }
}
