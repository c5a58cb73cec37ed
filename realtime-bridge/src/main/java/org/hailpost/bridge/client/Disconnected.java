package org.hailpost.bridge.client;

import java.time.Duration;
import org.hailpost.bridge.frame.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no session.
 *
 * @param code the gateway's close code; null when the connection failed or broke without one
 * @param detail one line for people; free of secrets, but it may quote the gateway
 * @param willRetry whether the client comes back by itself; if not, it has ended for good
 * @param retryIn how long until the next attempt; zero if there is none
 */
public record Disconnected(
        @Nullable CloseCode code, String detail, boolean willRetry, Duration retryIn) {}
