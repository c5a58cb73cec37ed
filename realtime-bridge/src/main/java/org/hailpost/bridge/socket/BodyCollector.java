package org.hailpost.bridge.socket;

import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/** Puts requests with their bodies together, but for those whose route reads the body itself. */
final class BodyCollector extends HttpObjectAggregator {
    private static final int MOST_BODY = 65_536;

    private final List<Route> routes;

    BodyCollector(List<Route> routes) {
        super(MOST_BODY);
        this.routes = routes;
    }

    @Override
    protected boolean isStartMessage(HttpObject message) throws Exception {
        return super.isStartMessage(message)
                && !(message instanceof HttpRequest request && isStreamed(request));
    }

    private boolean isStreamed(HttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return false;
        }
        try {
            String path = new QueryStringDecoder(request.uri()).path();
            return routes.stream()
                    .filter(route -> route.matches(request.method().name(), path))
                    .findFirst()
                    .map(Route::streams)
                    .orElse(false);
        } catch (IllegalArgumentException _) {
            return false; // the handler answers it
        }
    }
}
