package org.hailpost.bridge.client;

/**
 * The client has ended, by {@link BridgeClient#close} or because the gateway refused it for good.
 */
public final class ClientClosedException extends RuntimeException {
    ClientClosedException(String detail) {
        super(detail);
    }
}
