package org.hailpost.bridge.socket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.bridge.session.Blobs;
import org.hailpost.bridge.session.PortUnavailableException;
import org.hailpost.bridge.session.Principal;

/**
 * Files that messages hold: {@code GET /messages/M77/parts/2}, or a range of one. They are foreign:
 * a browser saves all but plain images, and runs nothing of them.
 */
final class MessageParts implements Route {
    private static final String MESSAGES = "/messages/";
    private static final String PARTS = "/parts/";
    private static final Set<String> PLAIN_IMAGES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final String TOKEN_MARKS = "!#$&^_.+-";

    private static final int MOST = 256;
    private static final int MOST_PER_ACCOUNT = 16;

    private final Caller caller;
    private final Blobs blobs;
    private final KeyedLimit<Long> readers = new KeyedLimit<>(MOST, MOST_PER_ACCOUNT);

    MessageParts(Caller caller, Blobs blobs) {
        this.caller = caller;
        this.blobs = blobs;
    }

    @Override
    public boolean matches(String method, String path) {
        return path.startsWith(MESSAGES)
                && path.contains(PARTS)
                && (method.equals("GET") || method.equals("HEAD"));
    }

    @Override
    public Reply handle(Request request) throws Exception {
        try {
            return caller.admit(request, who -> serve(who, request));
        } catch (PortUnavailableException _) {
            return Caller.unavailable();
        }
    }

    private Reply serve(Principal who, Request request) throws IOException {
        String path = request.path();
        int cut = path.indexOf(PARTS);
        String message = path.substring(MESSAGES.length(), Math.max(MESSAGES.length(), cut));
        String part = path.substring(cut + PARTS.length());
        if (!readers.enter(who.accountId())) {
            return Reply.text(429, "too many downloads at a time").with("Retry-After", "1");
        }
        boolean given = false;
        try {
            Optional<Blobs.Part> found = blobs.part(who, message, part);
            if (found.isEmpty()) {
                return Reply.text(404, "no such message here, or it has no such attachment");
            }
            // A message never changes, so its id and the part's are a strong validator.
            String tag = "\"" + message + "-" + part + "\"";
            Reply reply =
                    reply(who, found.get(), range(request.headers(), tag, found.get().size()));
            given = reply.body() instanceof Streamed;
            return reply.status() == 416 ? reply : described(reply, found.get(), tag);
        } finally {
            if (!given) {
                readers.leave(who.accountId());
            }
        }
    }

    private static ByteRange.Asked range(Map<String, String> headers, String tag, long size) {
        String condition = headers.get("if-range"); // RFC 9110 §13.1.5
        return condition == null || condition.equals(tag)
                ? ByteRange.parse(headers.get("range"), size)
                : new ByteRange.All();
    }

    private Reply reply(Principal who, Blobs.Part part, ByteRange.Asked asked) throws IOException {
        return switch (asked) {
            case ByteRange.All() -> streamed(200, who, part, 0, part.size());
            case ByteRange.Some(ByteRange(long offset, long length)) ->
                    streamed(206, who, part, offset, length)
                            .with(
                                    "Content-Range",
                                    "bytes %d-%d/%d"
                                            .formatted(offset, offset + length - 1, part.size()));
            case ByteRange.Outside() ->
                    Reply.text(416, "the part has " + part.size() + " bytes")
                            .with("Content-Range", "bytes */" + part.size());
        };
    }

    private Reply streamed(int status, Principal who, Blobs.Part part, long offset, long length)
            throws IOException {
        InputStream in = new Counted(part.source().open(offset, length), readers, who.accountId());
        return new Reply(status, type(part.type()), Map.of(), new Streamed(length, in));
    }

    private static Reply described(Reply reply, Blobs.Part part, String tag) {
        String disposition = PLAIN_IMAGES.contains(part.type()) ? "inline" : "attachment";
        return reply.with("Accept-Ranges", "bytes")
                .with("ETag", tag)
                .with("Cache-Control", "private, max-age=3600")
                .with("Content-Security-Policy", "sandbox; default-src 'none'")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Content-Disposition", disposition + fileName(part.name()));
    }

    /** RFC 6266 §4.3, RFC 8187: a name for old programs, and the real one. */
    private static String fileName(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints()
                .forEach(c ->
                        plain.append(
                                c < ' ' || c > '~' || "\"\\%;".indexOf(c) >= 0 ? '_' : (char) c));
        StringBuilder real = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isTokenCharacter(b)) {
                real.append((char) b);
            } else {
                real.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return "; filename=\"" + plain + "\"; filename*=UTF-8''" + real;
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c > 0 && TOKEN_MARKS.indexOf(c) >= 0);
    }

    /** The type that the sender claims, if it is one. */
    private static String type(String claimed) {
        int slash = claimed.indexOf('/');
        boolean sound =
                slash > 0
                        && slash < claimed.length() - 1
                        && claimed.length() <= 100
                        && claimed.chars().allMatch(c -> c == '/' || isTokenCharacter(c));
        return sound ? claimed : "application/octet-stream";
    }

    /** Gives its place back when it is closed. */
    private static final class Counted extends FilterInputStream {
        private final KeyedLimit<Long> readers;
        private final long accountId;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Counted(InputStream in, KeyedLimit<Long> readers, long accountId) {
            super(in);
            this.readers = readers;
            this.accountId = accountId;
        }

        @Override
        public void close() throws IOException {
            if (open.compareAndSet(true, false)) {
                readers.leave(accountId);
            }
            super.close();
        }
    }
}
