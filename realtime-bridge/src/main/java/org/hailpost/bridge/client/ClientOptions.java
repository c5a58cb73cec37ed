package org.hailpost.bridge.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.Terminal;

/**
 * What a client is made of, checked by its builder.
 *
 * @param window events the gateway may send ahead of the acknowledgement
 * @param requestTimeout for an answer to threads, history, search and read
 * @param sendTimeout for an answer to a send, over all reconnects
 * @param probeAfter how long after the last frame the gateway is asked whether it is there, and how
 *     long between two such questions
 */
record ClientOptions(
        URI uri,
        Credential credential,
        Terminal terminal,
        ResumeStore store,
        int window,
        Executor executor,
        Duration requestTimeout,
        Duration sendTimeout,
        Duration firstRetry,
        Duration longestRetry,
        Duration probeAfter) {

    /** For TCP, TLS and the WebSocket handshake. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
}
