package org.hailpost.account;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677).
 *
 * <p>Three rounds: who it is and our salt; the client's proof and our signature; an empty response,
 * since neither IMAP nor SMTP lets a signature come along with success.
 */
final class ScramExchange implements SaslExchange {
    /**
     * @param plus whether it is the PLUS form, which binds to the TLS channel
     * @param plusOffered whether the client could have had it
     */
    record Terms(
            boolean plus,
            boolean plusOffered,
            Map<String, byte[]> channelBindings,
            InetAddress remote) {}

    private final ScramLogin login;
    private final Terms terms;
    private final String serverNonce;
    private @Nullable ScramClientFirst first;
    private @Nullable ScramVerifier verifier;
    private String serverFirst = "";
    private Login.@Nullable Outcome outcome;

    ScramExchange(ScramLogin login, Terms terms, String serverNonce) {
        this.login = login;
        this.terms = terms;
        this.serverNonce = serverNonce;
    }

    @Override
    public Step respond(byte[] response) {
        Optional<String> message = SaslText.of(response);
        if (message.isEmpty()) {
            return new Step.Malformed("Response is not UTF-8");
        }
        if (outcome != null) {
            return message.get().isEmpty()
                    ? new Step.Done(outcome)
                    : new Step.Malformed("An empty response was due");
        }
        try {
            return first == null || verifier == null
                    ? begin(message.get())
                    : prove(first, verifier, message.get());
        } catch (DirectoryUnavailableException e) {
            return new Step.Done(new Login.Outcome.Unavailable());
        }
    }

    private Step begin(String message) {
        Optional<ScramClientFirst> parsed = ScramClientFirst.parse(message);
        if (parsed.isEmpty()) {
            return new Step.Malformed("Response is not a SCRAM client-first-message");
        }
        ScramClientFirst client = parsed.get();
        if (client.couldBind() && terms.plusOffered) {
            // RFC 5802 §6: somebody in between has taken our -PLUS out of the list.
            return new Step.Done(new Login.Outcome.Refused());
        }
        if (client.binding().isPresent() != terms.plus) {
            return new Step.Malformed(
                    "Channel binding belongs to the -PLUS mechanism, and to it alone");
        }
        if (client.binding().filter(b -> !terms.channelBindings.containsKey(b)).isPresent()) {
            return new Step.Malformed("Channel binding type is not supported");
        }
        if (!client.authorize().isEmpty() && !client.authorize().equalsIgnoreCase(client.name())) {
            return new Step.NotAuthorized();
        }
        first = client;
        verifier = login.verifier(client.name());
        serverFirst =
                "r=%s%s,s=%s,i=%d"
                        .formatted(
                                client.nonce(),
                                serverNonce,
                                Base64.getEncoder().encodeToString(verifier.salt()),
                                verifier.iterations());
        return challenge(serverFirst);
    }

    /** {@code c=…,r=…[,extensions],p=…} */
    private Step prove(ScramClientFirst client, ScramVerifier known, String message) {
        int proofAt = message.lastIndexOf(",p=");
        String withoutProof = message.substring(0, Math.max(proofAt, 0));
        String[] attributes = withoutProof.split(",", -1);
        byte[] binding;
        byte[] proof;
        try {
            if (attributes.length < 2 || !attributes[0].startsWith("c=")) {
                throw new IllegalArgumentException("no channel binding");
            }
            binding = Base64.getDecoder().decode(attributes[0].substring(2));
            proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
        } catch (IllegalArgumentException e) {
            return new Step.Malformed("Response is not a SCRAM client-final-message");
        }
        String authMessage = client.bare() + "," + serverFirst + "," + withoutProof;
        boolean proven = known.proves(proof, authMessage); // always, and in constant time
        boolean right =
                proven
                        && MessageDigest.isEqual(binding, expectedBinding(client))
                        && attributes[1].equals("r=" + client.nonce() + serverNonce);
        Login.Outcome result = login.proven(client.name(), right, terms.remote);
        if (!(result instanceof Login.Outcome.Accepted)) {
            return new Step.Done(result);
        }
        outcome = result;
        byte[] signature = known.serverSignature(authMessage);
        return challenge("v=" + Base64.getEncoder().encodeToString(signature));
    }

    /** The GS2 header as it came, and what the channel is bound by behind it (RFC 5802 §7). */
    private byte[] expectedBinding(ScramClientFirst client) {
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(client.header().getBytes(StandardCharsets.UTF_8));
        byte[] channel = terms.channelBindings.get(client.binding().orElse(""));
        if (channel != null) {
            expected.writeBytes(channel);
        }
        return expected.toByteArray();
    }

    private static Step challenge(String text) {
        return new Step.Challenge(text.getBytes(StandardCharsets.UTF_8));
    }
}
