package org.hailpost.bridge.socket;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/**
 * One row of the HTTP table. {@code handle} runs on a virtual thread and may block; what it throws
 * becomes a bare 500.
 */
public interface Route {
    boolean matches(String method, String path);

    Reply handle(Request request) throws Exception;

    /** A route for GET and HEAD of exactly one path. */
    static Route get(String path, Function<Request, Reply> handler) {
        return new Route() {
            @Override
            public boolean matches(String method, String asked) {
                return asked.equals(path) && (method.equals("GET") || method.equals("HEAD"));
            }

            @Override
            public Reply handle(Request request) {
                return handler.apply(request);
            }
        };
    }

    /**
     * A request that has come in whole.
     *
     * @param path decoded, without the query, starting with a slash
     * @param headers by lower-case name; of repeated ones the first
     */
    @SuppressWarnings("ArrayRecordComponent") // a body on its way; compared by nobody
    record Request(
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            InetSocketAddress remote) {}

    /** The answer; content length and connection headers are the socket's business. */
    @SuppressWarnings("ArrayRecordComponent") // a body on its way; compared by nobody
    record Reply(int status, String contentType, Map<String, String> headers, byte[] body) {
        public static Reply text(int status, String text) {
            return new Reply(
                    status,
                    "text/plain; charset=utf-8",
                    Map.of(),
                    (text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        public static Reply json(int status, byte[] json) {
            return new Reply(status, "application/json", Map.of(), json);
        }
    }
}
