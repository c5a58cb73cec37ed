package org.hailpost.bridge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.SentBlob;

/**
 * Files to the gateway by tus 1.0.0, and from it in ranges, under the session's credential. A
 * transfer that breaks goes on where it was. Thread-safe; blocks.
 */
final class BlobTransfer {
    /** Of one request: what a broken line costs at most. */
    private static final int SLICE = 1 << 20;

    private static final int CHUNK = 64 * 1024;

    /** Failures in a row, with no byte between them. */
    private static final int TRIES = 5;

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SLICE_ANSWER = Duration.ofMinutes(5);

    private final HttpClient http;
    private final URI base;
    private final Credential credential;

    /**
     * @param bridge the WebSocket's address, on whose port files go, too
     */
    BlobTransfer(HttpClient http, URI bridge, Credential credential) {
        this.http = http;
        this.base =
                URI.create(
                        (bridge.getScheme().equalsIgnoreCase("wss") ? "https://" : "http://")
                                + bridge.getRawAuthority());
        this.credential = credential;
    }

    /** Whole when it returns, and the same bytes as when it began. */
    SentBlob upload(Path file) throws IOException, InterruptedException {
        long size = Files.size(file);
        String blob = blob(file);
        var created =
                send(
                        tus("/blobs")
                                .header("Upload-Length", String.valueOf(size))
                                .timeout(ANSWER)
                                .POST(BodyPublishers.noBody()),
                        201);
        URI location = location(created);
        String got = created.headers().firstValue("Hailpost-Blob").orElse("");
        long offset = 0;
        int failures = 0;
        while (offset < size) {
            try {
                HttpResponse<String> sent = patch(location, file, offset, size);
                got = sent.headers().firstValue("Hailpost-Blob").orElse("");
                offset = offset(sent);
                failures = 0;
            } catch (IOException e) {
                failures++;
                if (failures == TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE.multipliedBy(1L << failures));
                Optional<HttpResponse<String>> standing = stands(location);
                if (standing.isPresent()) { // it may be whole, and only the answer was lost
                    long stood = offset;
                    offset = offset(standing.get());
                    got = standing.get().headers().firstValue("Hailpost-Blob").orElse("");
                    failures = offset > stood ? 0 : failures;
                }
            }
        }
        if (!got.equals(blob)) {
            throw new IOException(file + " has changed while it was sent");
        }
        return new SentBlob(blob, String.valueOf(file.getFileName()), Files.probeContentType(file));
    }

    private HttpResponse<String> patch(URI location, Path file, long offset, long size)
            throws IOException, InterruptedException {
        long length = Math.min(SLICE, size - offset);
        BodyPublisher slice;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            slice = BodyPublishers.ofByteArray(in.readNBytes((int) length));
        }
        return send(
                tus(location.getRawPath())
                        .header("Upload-Offset", String.valueOf(offset))
                        .header("Content-Type", "application/offset+octet-stream")
                        .timeout(SLICE_ANSWER)
                        .method("PATCH", slice),
                204);
    }

    /** Where the upload stands; empty while nobody can be asked. */
    private Optional<HttpResponse<String>> stands(URI location) throws InterruptedException {
        try {
            return Optional.of(
                    send(
                            tus(location.getRawPath())
                                    .timeout(ANSWER)
                                    .method("HEAD", BodyPublishers.noBody()),
                            200));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static long offset(HttpResponse<String> response) throws IOException {
        try {
            return Long.parseLong(response.headers().firstValue("Upload-Offset").orElse(""));
        } catch (NumberFormatException _) {
            throw new IOException("the gateway does not say how far the upload has come");
        }
    }

    /** On the gateway itself: the credential goes nowhere else. */
    private URI location(HttpResponse<String> created) throws IOException {
        try {
            URI location =
                    base.resolve(created.headers().firstValue("Location").orElse("")).normalize();
            if (base.getRawAuthority().equals(location.getRawAuthority())) {
                return location;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new IOException("the gateway does not say where the upload goes");
    }

    /**
     * Writes the file to {@code out}.
     *
     * @return how many bytes it has
     */
    long download(String message, String part, OutputStream out)
            throws IOException, InterruptedException {
        if (!message.matches("M[0-9]+") || !part.matches("[0-9.]+")) {
            throw new IllegalArgumentException("no attachment: " + message + " " + part);
        }
        String path = "/messages/" + message + "/parts/" + part;
        long done = 0;
        long size = -1;
        int failures = 0;
        while (done != size) {
            long before = done;
            try {
                HttpResponse<InputStream> response = open(path, done);
                try (InputStream in = response.body()) {
                    size = done + length(response);
                    byte[] chunk = new byte[CHUNK];
                    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                        write(out, chunk, n);
                        done += n;
                    }
                }
            } catch (IOException e) {
                failures = done > before ? 1 : failures + 1;
                if (failures == TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE.multipliedBy(1L << failures));
            }
        }
        return done;
    }

    /** A full disk here is no broken line. */
    private static void write(OutputStream out, byte[] chunk, int count) {
        try {
            out.write(chunk, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<InputStream> open(String path, long offset)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).timeout(ANSWER);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != (offset > 0 ? 206 : 200)) {
            try (InputStream in = response.body()) {
                throw refused(response.statusCode(), new String(in.readNBytes(500), UTF_8));
            }
        }
        return response;
    }

    private static long length(HttpResponse<?> response) throws IOException {
        return response.headers()
                .firstValueAsLong("Content-Length")
                .orElseThrow(() -> new IOException("the gateway does not say how long it is"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw refused(response.statusCode(), response.body());
        }
        return response;
    }

    private static RequestFailedException refused(int status, String body) {
        String detail = body.lines().findFirst().orElse("");
        ErrorCode code =
                switch (status) {
                    case 401, 403 -> ErrorCode.FORBIDDEN;
                    case 404, 410 -> ErrorCode.NOT_FOUND;
                    case 413 -> ErrorCode.TOO_LARGE;
                    case 429, 507 -> ErrorCode.RATE_LIMITED;
                    case 503 -> ErrorCode.UNAVAILABLE;
                    default -> ErrorCode.REFUSED;
                };
        boolean temporary = code == ErrorCode.RATE_LIMITED || code == ErrorCode.UNAVAILABLE;
        return new RequestFailedException(
                code, temporary, null, detail.isEmpty() ? "HTTP status " + status : detail);
    }

    private HttpRequest.Builder tus(String path) {
        return request(path).header("Tus-Resumable", "1.0.0");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", authorization());
    }

    private String authorization() {
        return switch (credential) {
            case Credential.Bearer(String token) -> "Bearer " + token;
            case Credential.Password(String account, String secret) ->
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((account + ":" + secret).getBytes(UTF_8));
            case Credential.Guest _ ->
                    throw new RequestFailedException(
                            ErrorCode.FORBIDDEN, false, null, "guests have no files");
        };
    }

    private static String blob(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
