package org.hailpost.web;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.hailpost.bridge.socket.Route;

/** {@code /healthz}: the process answers. {@code /readyz}: it can take mail now. */
public final class HealthRoutes {
    private HealthRoutes() {}

    /**
     * Both routes.
     *
     * @param ready asked at every request, on its own thread; may block for a few seconds
     */
    public static List<Route> of(BooleanSupplier ready) {
        return List.of(
                Route.get("/healthz", _ -> Route.Reply.text(200, "alive")),
                Route.get(
                        "/readyz",
                        _ ->
                                ready.getAsBoolean()
                                        ? Route.Reply.text(200, "ready")
                                        : Route.Reply.text(503, "not ready")));
    }
}
