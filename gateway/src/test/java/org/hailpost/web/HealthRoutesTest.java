package org.hailpost.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.bridge.socket.Route;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
    private final AtomicBoolean ready = new AtomicBoolean();

    @Test
    void aGatewayWithoutItsDatabaseLivesAndIsNotReady() throws Exception {
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(status("/readyz")).isEqualTo(503);
    }

    @Test
    void aGatewayThatCanTakeMailIsReady() throws Exception {
        ready.set(true);
        assertThat(status("/readyz")).isEqualTo(200);
    }

    private int status(String path) throws Exception {
        var request =
                new Route.Request(
                        "GET",
                        path,
                        Map.of(),
                        InputStream.nullInputStream(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        for (Route route : HealthRoutes.of(ready::get)) {
            if (route.matches("GET", path)) {
                return route.handle(request).status();
            }
        }
        return 404;
    }
}
