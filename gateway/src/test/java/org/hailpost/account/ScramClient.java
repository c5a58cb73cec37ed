package org.hailpost.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The client's side of SCRAM-SHA-256, which a test can make say anything. */
public final class ScramClient {
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    private final String header;
    private final String bare;
    private final byte[] binding;
    private String authMessage = "";
    private byte[] salted = new byte[0];

    /**
     * @param header the GS2 header: {@code n,,} or {@code p=tls-exporter,,}
     * @param binding the channel's data
     */
    public ScramClient(String header, String name, byte[] binding) {
        this.header = header;
        this.bare = "n=" + name + ",r=rOprNGfwEbeRWgbNEkqO";
        this.binding = binding;
    }

    public String first() {
        return header + bare;
    }

    public static Map<String, String> attributes(String message) {
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : message.split(",", -1)) {
            attributes.put(attribute.substring(0, 1), attribute.substring(2));
        }
        return attributes;
    }

    public String last(String serverFirst, String password) {
        Map<String, String> server = attributes(serverFirst);
        var channel = new ByteArrayOutputStream();
        channel.writeBytes(header.getBytes(UTF_8));
        channel.writeBytes(binding);
        String withoutProof =
                "c="
                        + Base64.getEncoder().encodeToString(channel.toByteArray())
                        + ",r="
                        + server.get("r");
        authMessage = bare + "," + serverFirst + "," + withoutProof;
        salted =
                ScramFunctions.saltedPassword(
                        MECHANISM,
                        StringPreparation.SASL_PREPARATION,
                        password.toCharArray(),
                        Base64.getDecoder().decode(server.get("s")),
                        Integer.parseInt(server.get("i") + ""));
        byte[] clientKey = ScramFunctions.clientKey(MECHANISM, salted);
        byte[] signature =
                ScramFunctions.clientSignature(
                        MECHANISM, ScramFunctions.storedKey(MECHANISM, clientKey), authMessage);
        byte[] proof = ScramFunctions.clientProof(clientKey, signature);
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    /** Whether the server has shown that it knows the account. */
    public boolean knows(String serverFinal) {
        byte[] signature =
                ScramFunctions.serverSignature(
                        MECHANISM, ScramFunctions.serverKey(MECHANISM, salted), authMessage);
        return serverFinal.equals("v=" + Base64.getEncoder().encodeToString(signature));
    }
}
