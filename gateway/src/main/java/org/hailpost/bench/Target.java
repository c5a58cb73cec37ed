package org.hailpost.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hailpost.bridge.frame.Credential;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway to put load on: the public doors of it, and who can log in there. The same shape as the
 * {@code demo.json} that the demo writes.
 *
 * @param host an IP address
 * @param httpPort of the bridge
 * @param pid of the gateway's process on this machine
 */
public record Target(
        String host, int smtpPort, int imapPort, int httpPort, long pid, List<Login> accounts) {
    /**
     * An account to log in to.
     *
     * @param token a bearer token for terminals, where there is one
     */
    public record Login(String address, String password, @Nullable String token) {
        /** What a terminal shows: the token, since thousands of passwords take minutes to check. */
        Credential credential() {
            return token == null
                    ? new Credential.Password(address, password)
                    : new Credential.Bearer(token);
        }
    }

    /** Fails with a message that says what is wrong with the file. */
    public static Target read(Path file) throws IOException {
        try {
            return JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(Files.readAllBytes(file), Target.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is no demo.json: " + e.getOriginalMessage(), e);
        }
    }

    InetSocketAddress smtp() {
        return door(smtpPort);
    }

    InetSocketAddress imap() {
        return door(imapPort);
    }

    InetSocketAddress bridge() {
        return door(httpPort);
    }

    private InetSocketAddress door(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /** Of the accounts. */
    String domain() {
        String address = accounts.getFirst().address();
        return address.substring(address.indexOf('@') + 1);
    }

    Login account(int index) {
        return accounts.get(index % accounts.size());
    }
}
