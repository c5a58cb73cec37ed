package org.hailpost.bridge.socket;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One row of the HTTP table. {@code handle} runs on a virtual thread and may block; what it throws
 * becomes a bare 500.
 */
public interface Route {
    boolean matches(String method, String path);

    /**
     * Whether it reads the body while it comes in, however long it is. For any other the body is
     * short and has come in whole.
     */
    default boolean streams() {
        return false;
    }

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
     * A request.
     *
     * @param path decoded, without the query, starting with a slash
     * @param headers by lower-case name; of repeated ones the first
     */
    record Request(
            String method,
            String path,
            Map<String, String> headers,
            InputStream body,
            InetSocketAddress remote) {}

    /** The answer; content length and connection headers are the socket's business. */
    record Reply(int status, String contentType, Map<String, String> headers, Body body) {
        static final String PLAIN = "text/plain; charset=utf-8";

        public static Reply text(int status, String text) {
            return new Reply(
                    status,
                    PLAIN,
                    Map.of(),
                    new Whole((text + "\n").getBytes(StandardCharsets.UTF_8)));
        }

        public static Reply json(int status, byte[] json) {
            return new Reply(status, "application/json", Map.of(), new Whole(json));
        }

        /** No body. */
        static Reply empty(int status) {
            return new Reply(status, PLAIN, Map.of(), new Whole(new byte[0]));
        }

        Reply with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, contentType, Map.copyOf(more), body);
        }
    }

    /** What an answer says. */
    sealed interface Body {
        long length();
    }

    /** A short one. */
    @SuppressWarnings("ArrayRecordComponent") // a body on its way; compared by nobody
    record Whole(byte[] bytes) implements Body {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** A long one, read while it goes out; it has just so many bytes, and is closed in any case. */
    record Streamed(long length, InputStream in) implements Body {}
}
