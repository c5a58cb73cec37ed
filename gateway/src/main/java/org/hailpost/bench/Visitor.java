package org.hailpost.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.ClientBuilder;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.frame.Event;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that comes and goes, in this process or in one of its own, and writes down in a {@link
 * Journal} what it has seen. Used by one thread.
 */
final class Visitor implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final Identity identity;
    private final boolean own;
    private @Nullable Process process;
    private @Nullable Session session;
    private long left = System.nanoTime();

    /** Who a terminal is. */
    record Identity(URI bridge, Target.Login login, UUID terminal, Path journal) {}

    /**
     * @param own whether it has a process of its own, which can be killed
     */
    Visitor(Identity identity, boolean own) {
        this.identity = identity;
        this.own = own;
    }

    boolean own() {
        return own;
    }

    boolean here() {
        return process != null || session != null;
    }

    Duration away() {
        return here() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - left);
    }

    String account() {
        return identity.login.address();
    }

    Path journal() {
        return identity.journal;
    }

    void come() throws IOException {
        if (own) {
            process =
                    Java.process(
                                    Visitor.class,
                                    Java.SMALL,
                                    identity.bridge.toString(),
                                    account(),
                                    identity.login.password(),
                                    Objects.requireNonNullElse(identity.login.token(), ""),
                                    identity.terminal.toString(),
                                    journal().toString())
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            journal().resolveSibling("terminals.log").toFile()))
                            .start();
        } else {
            session = new Session(identity);
        }
    }

    /** {@code kill -9} of its process, or an orderly end in ours. */
    void leave() throws IOException {
        left = System.nanoTime();
        if (process != null) {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() throws IOException {
        leave();
    }

    /** For a terminal of this account that comes back soon. */
    static ClientBuilder builder(URI bridge, Target.Login login) {
        ClientBuilder builder = BridgeClient.builder(bridge).retry(FIRST_RETRY, LONGEST_RETRY);
        String token = login.token();
        return token == null
                ? builder.password(login.address(), login.password())
                : builder.bearer(token);
    }

    /** Connected, or trying to be, from now on. */
    private static final class Session implements Listener, AutoCloseable {
        private final Journal journal;
        private final BridgeClient client;

        Session(Identity identity) throws IOException {
            journal = new Journal(identity.journal);
            client =
                    builder(identity.bridge, identity.login)
                            .terminalId(identity.terminal)
                            .resumeStore(journal)
                            .build();
            client.connect(this);
        }

        @Override
        public void message(Event.MessageNew event) {
            journal.message(event.message().subject());
        }

        @Override
        public void close() throws IOException {
            client.close();
            journal.close();
        }
    }

    /**
     * A terminal until its process is killed, or its parent ends.
     *
     * @param arguments bridge, account, password, token or nothing, terminal id, journal
     */
    public static void main(String[] arguments) throws IOException {
        var identity =
                new Identity(
                        URI.create(arguments[0]),
                        new Target.Login(
                                arguments[1],
                                arguments[2],
                                arguments[3].isEmpty() ? null : arguments[3]),
                        UUID.fromString(arguments[4]),
                        Path.of(arguments[5]));
        try (Session _ = new Session(identity)) {
            while (System.in.read() >= 0) {
                // Nobody says anything; the end of it is the parent's.
            }
        }
        System.exit(0);
    }
}
