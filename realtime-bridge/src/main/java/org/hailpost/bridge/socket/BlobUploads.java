package org.hailpost.bridge.socket;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.hailpost.bridge.session.Blobs;
import org.hailpost.bridge.session.PortUnavailableException;
import org.hailpost.bridge.session.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way into messages: tus 1.0.0 with its extensions creation and expiration. What
 * came in before a connection broke is kept, and the terminal goes on from there.
 */
final class BlobUploads implements Route {
    static final String PATH = "/blobs";
    private static final String VERSION = "1.0.0";
    private static final String OCTETS = "application/offset+octet-stream";

    /** What is kept at a time; so much is lost at most when the gateway dies. */
    private static final int PIECE = 256 * 1024;

    private static final int MOST = 64;
    private static final int MOST_PER_ACCOUNT = 8;

    private final Caller caller;
    private final Blobs blobs;
    private final KeyedLimit<Long> writers = new KeyedLimit<>(MOST, MOST_PER_ACCOUNT);

    BlobUploads(Caller caller, Blobs blobs) {
        this.caller = caller;
        this.blobs = blobs;
    }

    @Override
    public boolean matches(String method, String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Reply handle(Request request) throws Exception {
        String method = method(request);
        if (method.equals("OPTIONS")) {
            return tus(Reply.empty(204))
                    .with("Tus-Version", VERSION)
                    .with("Tus-Extension", "creation,expiration")
                    .with("Tus-Max-Size", String.valueOf(blobs.largest()));
        }
        if (!VERSION.equals(request.headers().get("tus-resumable"))) {
            return tus(Reply.text(412, "Tus-Resumable must be " + VERSION))
                    .with("Tus-Version", VERSION);
        }
        try {
            return tus(caller.admit(request, who -> serve(who, method, request)));
        } catch (PortUnavailableException _) {
            return tus(Caller.unavailable());
        }
    }

    /** For clients whose network knows no PATCH. */
    private static String method(Request request) {
        String override = request.headers().get("x-http-method-override");
        return override != null && request.method().equals("POST") ? override : request.method();
    }

    private static Reply tus(Reply reply) {
        return reply.with("Tus-Resumable", VERSION).with("Cache-Control", "no-store");
    }

    private Reply serve(Principal who, String method, Request request) {
        if (request.path().equals(PATH)) {
            return method.equals("POST") ? create(who, request) : notAllowed("OPTIONS, POST");
        }
        String id = request.path().substring(PATH.length() + 1);
        Optional<Blobs.Upload> upload = blobs.find(who, id);
        if (upload.isEmpty()) {
            return Reply.text(404, "no such upload, or it has expired");
        }
        return switch (method) {
            case "HEAD" -> described(Reply.empty(200), upload.get());
            case "PATCH" -> append(who, upload.get(), request);
            default -> notAllowed("HEAD, OPTIONS, PATCH");
        };
    }

    private static Reply notAllowed(String allowed) {
        return Reply.text(405, "only " + allowed).with("Allow", allowed);
    }

    private Reply create(Principal who, Request request) {
        long length = number(request.headers().get("upload-length"));
        if (length < 0) {
            return Reply.text(400, "Upload-Length must be the file's size in bytes");
        }
        if (length > blobs.largest()) {
            return Reply.text(413, "a file may have " + blobs.largest() + " bytes");
        }
        return blobs.begin(who, length)
                .map(upload ->
                        described(Reply.empty(201), upload)
                                .with("Location", PATH + "/" + upload.id()))
                .orElseGet(() ->
                        Reply.text(
                                507,
                                "too many files wait here to be sent: send them, or wait until they"
                                        + " expire"));
    }

    private static Reply described(Reply reply, Blobs.Upload upload) {
        Reply described =
                reply.with("Upload-Length", String.valueOf(upload.length()))
                        .with("Upload-Offset", String.valueOf(upload.received()))
                        .with(
                                "Upload-Expires",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        upload.expires().atOffset(ZoneOffset.UTC)));
        String blob = upload.blob();
        return blob == null ? described : described.with("Hailpost-Blob", blob);
    }

    private Reply append(Principal who, Blobs.Upload upload, Request request) {
        Map<String, String> headers = request.headers();
        if (!OCTETS.equals(headers.get("content-type"))) {
            return Reply.text(415, "Content-Type must be " + OCTETS);
        }
        long offset = number(headers.get("upload-offset"));
        if (offset < 0) {
            return Reply.text(400, "Upload-Offset must be a number of bytes");
        }
        if (offset != upload.received()) {
            return conflict(upload);
        }
        long announced = number(headers.get("content-length"));
        if (announced > upload.length() - offset) {
            return tooLong(upload);
        }
        if (!writers.enter(who.accountId())) {
            return Reply.text(429, "too many uploads at a time").with("Retry-After", "1");
        }
        try {
            return append(who, upload, new Pieces(request));
        } finally {
            writers.leave(who.accountId());
        }
    }

    private Reply append(Principal who, Blobs.Upload upload, Pieces pieces) {
        Blobs.Upload now = upload;
        for (byte[] piece = pieces.next(); piece.length > 0; piece = pieces.next()) {
            if (piece.length > now.length() - now.received()) {
                return tooLong(now);
            }
            Optional<Blobs.Upload> more = blobs.append(who, now.id(), now.received(), piece);
            if (more.isEmpty()) {
                return conflict(now);
            }
            now = more.get();
        }
        return described(Reply.empty(204), now);
    }

    private static Reply conflict(Blobs.Upload upload) {
        return Reply.text(409, "not where the upload stands; HEAD tells")
                .with("Upload-Length", String.valueOf(upload.length()));
    }

    private static Reply tooLong(Blobs.Upload upload) {
        return Reply.text(413, "the upload was announced with " + upload.length() + " bytes");
    }

    /** A number of bytes; negative if it is none. */
    private static long number(@Nullable String text) {
        boolean digits =
                text != null
                        && !text.isEmpty()
                        && text.length() <= 18
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }

    /** The body, cut; a connection that breaks ends it, and what came before counts. */
    private static final class Pieces {
        private final Request request;
        private boolean broken;

        Pieces(Request request) {
            this.request = request;
        }

        byte[] next() {
            byte[] piece = new byte[PIECE];
            int filled = 0;
            try {
                while (!broken && filled < PIECE) {
                    int count = request.body().read(piece, filled, PIECE - filled);
                    if (count < 0) {
                        break;
                    }
                    filled += count;
                }
            } catch (IOException _) {
                broken = true;
            }
            return filled == PIECE ? piece : Arrays.copyOf(piece, filled);
        }
    }
}
