package org.hailpost.bridge.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/** Builds a {@link BridgeClient}. Only a credential is required. */
public final class ClientBuilder {
    /** What a client waits at most after its first failure, unless it was told otherwise. */
    public static final Duration FIRST_RETRY = Duration.ofMillis(500);

    /** And after many: soon enough that all are back 10 s after a gateway is. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final URI server;
    private @Nullable Credential credential;
    private UUID terminalId = UUID.randomUUID();
    private TerminalKind kind = TerminalKind.JAVA;
    private String name = "";
    private List<String> localAddresses = List.of();
    private ResumeStore store = ResumeStore.inMemory();
    private int window = FrameLimits.DEFAULT_WINDOW;
    private @Nullable Executor executor;
    private @Nullable HttpClient http;
    private boolean plaintextAllowed;
    private Duration requestTimeout = Duration.ofSeconds(15);
    private Duration sendTimeout = Duration.ofSeconds(60);
    private Duration firstRetry = FIRST_RETRY;
    private Duration longestRetry = LONGEST_RETRY;
    private Duration probeAfter = Duration.ofSeconds(5);

    ClientBuilder(URI server) {
        this.server = server;
    }

    public ClientBuilder password(String account, String secret) {
        this.credential = new Credential.Password(account, secret);
        return this;
    }

    /** A token of the account, which {@code hailpost account token} prints. */
    public ClientBuilder bearer(String token) {
        this.credential = new Credential.Bearer(token);
        return this;
    }

    /** The token of a hail's link. */
    public ClientBuilder guest(String token) {
        this.credential = new Credential.Guest(token);
        return this;
    }

    public ClientBuilder credential(Credential any) {
        this.credential = any;
        return this;
    }

    /**
     * Kept over restarts by a program that resumes; a second session with the same id replaces the
     * first. Default: random.
     */
    public ClientBuilder terminalId(UUID id) {
        this.terminalId = id;
        return this;
    }

    public ClientBuilder kind(TerminalKind terminalKind) {
        this.kind = terminalKind;
        return this;
    }

    /** What the account's owner sees in the list of terminals. */
    public ClientBuilder name(String terminalName) {
        this.name = terminalName;
        return this;
    }

    public ClientBuilder localAddresses(List<String> addresses) {
        this.localAddresses = List.copyOf(addresses);
        return this;
    }

    /** Default: in memory. */
    public ClientBuilder resumeStore(ResumeStore resumeStore) {
        this.store = resumeStore;
        return this;
    }

    /** Events the gateway may send ahead of the acknowledgement, 1 to 1024. */
    public ClientBuilder window(int events) {
        this.window = events;
        return this;
    }

    /** Runs the client and its listener; many clients may share it. Default: virtual threads. */
    public ClientBuilder executor(Executor shared) {
        this.executor = shared;
        return this;
    }

    /**
     * Shared by many clients and left open on close; the place for TLS settings. Default: one of
     * its own.
     */
    public ClientBuilder httpClient(HttpClient shared) {
        this.http = shared;
        return this;
    }

    /** Lets the credential go over {@code ws://} to a host that is not this one. */
    public ClientBuilder allowPlaintext() {
        this.plaintextAllowed = true;
        return this;
    }

    /** For the answer to threads, history, search and read. Default 15 s. */
    public ClientBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = timeout;
        return this;
    }

    /** For the answer to a send, over all reconnects. Default 60 s. */
    public ClientBuilder sendTimeout(Duration timeout) {
        this.sendTimeout = timeout;
        return this;
    }

    /**
     * The bounds of the random wait before a reconnect: it doubles from the first to the longest.
     * Default {@link #FIRST_RETRY}, {@link #LONGEST_RETRY}.
     */
    public ClientBuilder retry(Duration first, Duration longest) {
        this.firstRetry = first;
        this.longestRetry = longest;
        return this;
    }

    /** For tests that break many lines. */
    ClientBuilder probeAfter(Duration silence) {
        this.probeAfter = silence;
        return this;
    }

    /**
     * Makes the client; it does nothing before it is told to connect.
     *
     * @throws IllegalArgumentException if a value is out of its range, or the credential would
     *     cross the network in the clear
     * @throws IllegalStateException if there is no credential
     */
    public BridgeClient build() {
        if (credential == null) {
            throw new IllegalStateException("a credential is missing");
        }
        if (window < 1 || window > FrameLimits.WINDOW) {
            throw new IllegalArgumentException("window must be 1 to " + FrameLimits.WINDOW);
        }
        ClientOptions options =
                new ClientOptions(
                        endpoint(),
                        credential,
                        new Terminal(terminalId, kind, name, localAddresses, List.of("typing")),
                        store,
                        window,
                        executor == null ? Executors.newVirtualThreadPerTaskExecutor() : executor,
                        requestTimeout,
                        sendTimeout,
                        firstRetry,
                        longestRetry,
                        probeAfter);
        HttpClient shared = http;
        HttpClient used =
                shared == null
                        ? HttpClient.newBuilder()
                                .executor(options.executor())
                                .connectTimeout(ClientOptions.CONNECT_TIMEOUT)
                                .build()
                        : shared;
        return new BridgeClient(
                options,
                new JdkTransport(
                        used, shared == null, options.uri(), ClientOptions.CONNECT_TIMEOUT),
                Timers.system(),
                new Backoff(firstRetry, longestRetry, RandomGenerator.of("L64X128MixRandom")),
                new BlobTransfer(used, options.uri(), options.credential()));
    }

    private URI endpoint() {
        String scheme =
                server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
        String host = server.getHost();
        if (!(scheme.equals("ws") || scheme.equals("wss")) || host == null) {
            throw new IllegalArgumentException(
                    "the server must look like wss://host or ws://host:port, not " + server);
        }
        if (scheme.equals("ws") && !plaintextAllowed && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "ws:// would send the credential to " + host + " in the clear; use wss://");
        }
        String path = server.getRawPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? server.resolve(ProtocolDocuments.PATH)
                : server;
    }

    /** By the name alone: asking DNS would let it decide. */
    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(name.replace("[", "").replace("]", ""))
                    .isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
