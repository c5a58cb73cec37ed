package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hailpost.bridge.session.Accounts;
import org.hailpost.bridge.session.FakeBlobs;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files over HTTP, from terminals that behave and from others. */
class BlobsIT {
    private static final String AMY = "amy@x.com";
    private static final String EVE = "eve@x.com";
    private final BridgeFixture bridge =
            new BridgeFixture(
                    SessionLimits.DEFAULTS,
                    new SocketSettings(
                            "127.0.0.1",
                            0,
                            Set.of(),
                            new SocketLimits(100, 100, Duration.ofSeconds(2))));
    private long amy;

    @BeforeEach
    void start() throws Exception {
        bridge.start();
        amy = bridge.gateway().account(AMY);
        bridge.gateway().account(EVE);
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @Test
    void aFileComesInPiecesAndIsNamedByItsHash() throws Exception {
        byte[] file = new byte[700_000];
        new Random(1).nextBytes(file);
        String location = create(AMY, file.length);
        var first = patch(AMY, location, 0, Arrays.copyOf(file, 300_000));
        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(first.headers().map()).doesNotContainKey("content-length");
        assertThat(header(first, "Upload-Offset")).isEqualTo("300000");
        assertThat(header(first, "Hailpost-Blob")).isEmpty();
        var head = send(AMY, request(location).method("HEAD", BodyPublishers.noBody()));
        assertThat(header(head, "Upload-Offset")).isEqualTo("300000");
        assertThat(header(head, "Upload-Length")).isEqualTo("700000");
        assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(head, "Upload-Expires")).endsWith("GMT");
        var last = patch(AMY, location, 300_000, Arrays.copyOfRange(file, 300_000, file.length));
        assertThat(header(last, "Hailpost-Blob")).isEqualTo(FakeBlobs.blob(file));
        assertThat(bridge.gateway().blobs().bytes(id(location))).isEqualTo(file);
    }

    @Test
    void whatTheGatewayCanIsAskedWithoutACredential() throws Exception {
        var options =
                bridge.http()
                        .send(
                                HttpRequest.newBuilder(bridge.uri("http", "/blobs"))
                                        .method("OPTIONS", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding());
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Tus-Version")).contains("1.0.0");
        assertThat(options.headers().firstValue("Tus-Extension")).contains("creation,expiration");
        assertThat(options.headers().firstValue("Tus-Max-Size")).contains("1048576");
    }

    @Test
    void anEmptyFileIsWholeAtOnce() throws Exception {
        var made = send(AMY, request("/blobs").header("Upload-Length", "0").POST(nothing()));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(header(made, "Hailpost-Blob")).isEqualTo(FakeBlobs.blob(new byte[0]));
    }

    @Test
    void aNetworkThatKnowsNoPatchMaySaySoInAField() throws Exception {
        String location = create(AMY, 3);
        var answer =
                send(
                        AMY,
                        request(location)
                                .header("X-HTTP-Method-Override", "PATCH")
                                .header("Upload-Offset", "0")
                                .header("Content-Type", "application/offset+octet-stream")
                                .POST(BodyPublishers.ofString("abc")));
        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @Test
    void nobodyGetsInWithoutARightCredential() throws Exception {
        String location = create(AMY, 3);
        for (String path : List.of("/blobs", location, "/messages/M1/parts/1")) {
            for (String authorization :
                    List.of("", "Bearer wrong", "Basic !!!", "Basic YQ==", basic(AMY, "wrong"))) {
                HttpRequest.Builder request = request(path);
                if (!authorization.isEmpty()) {
                    request.header("Authorization", authorization);
                }
                if (!path.startsWith("/messages")) {
                    request.header("Upload-Length", "5").POST(nothing());
                }
                var answer = bridge.http().send(request.build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path + " " + authorization).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
            }
        }
        bridge.gateway().nextLogin(new Accounts.Throttled(Duration.ofSeconds(9)));
        var throttled = send(AMY, request("/blobs").header("Upload-Length", "5").POST(nothing()));
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(header(throttled, "Retry-After")).isEqualTo("10");
    }

    @Test
    void aPasswordDoesAsWellAsAToken() throws Exception {
        var answer =
                bridge.http()
                        .send(
                                request("/blobs")
                                        .header("Authorization", basic(AMY, "secret"))
                                        .header("Upload-Length", "5")
                                        .POST(nothing())
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void aWebPageFromElsewhereIsRefused() throws Exception {
        var answer =
                send(
                        AMY,
                        request("/blobs")
                                .header("Origin", "https://evil.example")
                                .header("Upload-Length", "5")
                                .POST(nothing()));
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void othersUploadsAreNotThere() throws Exception {
        String location = create(AMY, 3);
        assertThat(patch(EVE, location, 0, new byte[3]).statusCode()).isEqualTo(404);
        assertThat(
                        send(EVE, request(location).method("HEAD", BodyPublishers.noBody()))
                                .statusCode())
                .isEqualTo(404);
        assertThat(bridge.gateway().blobs().bytes(id(location))).isEmpty();
    }

    /** A body would be taken for the beginning of the next answer. */
    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        String answer =
                raw(
                        head("HEAD", "/blobs/none", "X: y")
                                + head("HEAD", "/messages/M1/parts/1", "Connection: close"));
        assertThat(answer).doesNotContain("no such");
        assertThat(answer.split("HTTP/1.1 404", -1)).hasSize(3);
    }

    @Test
    void anExpiredUploadIsNotThere() throws Exception {
        String location = create(AMY, 3);
        bridge.gateway().blobs().expire(id(location));
        assertThat(patch(AMY, location, 0, new byte[3]).statusCode()).isEqualTo(404);
    }

    @Test
    void garbageIsToldWhatWouldBeRight() throws Exception {
        for (String length : List.of("", "-1", "x", "1e9", "99999999999999999999", "+5")) {
            HttpRequest.Builder create = request("/blobs").POST(nothing());
            if (!length.isEmpty()) {
                create.header("Upload-Length", length);
            }
            assertThat(send(AMY, create).statusCode()).as(length).isEqualTo(400);
        }
        assertThat(
                        send(
                                        AMY,
                                        request("/blobs")
                                                .header("Upload-Length", "1048577")
                                                .POST(nothing()))
                                .statusCode())
                .isEqualTo(413);
        String location = create(AMY, 3);
        var noType = request(location).header("Upload-Offset", "0");
        assertThat(send(AMY, noType.method("PATCH", BodyPublishers.ofString("abc"))).statusCode())
                .isEqualTo(415);
        var noOffset = request(location).header("Content-Type", "application/offset+octet-stream");
        assertThat(send(AMY, noOffset.method("PATCH", BodyPublishers.ofString("abc"))).statusCode())
                .isEqualTo(400);
        assertThat(patch(AMY, location, 1, new byte[2]).statusCode()).isEqualTo(409);
        assertThat(patch(AMY, location, 0, new byte[4]).statusCode()).isEqualTo(413);
        assertThat(send(AMY, request(location).DELETE()).statusCode()).isEqualTo(405);
        for (String path :
                List.of("/blobs/", "/blobs/..%2f..%2fetc", "/blobs/" + "x".repeat(900))) {
            assertThat(patch(AMY, path, 0, new byte[1]).statusCode()).as(path).isEqualTo(404);
        }
        var old =
                bridge.http()
                        .send(
                                HttpRequest.newBuilder(bridge.uri("http", "/blobs"))
                                        .header("Tus-Resumable", "0.2.2")
                                        .POST(nothing())
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(old.statusCode()).isEqualTo(412);
        assertThat(old.headers().firstValue("Tus-Version")).contains("1.0.0");
    }

    @Test
    void anAccountHasSoManyUploadsAndNoMore() throws Exception {
        for (int i = 0; i < 4; i++) {
            create(AMY, 5);
        }
        var answer = send(AMY, request("/blobs").header("Upload-Length", "5").POST(nothing()));
        assertThat(answer.statusCode()).isEqualTo(507);
        create(EVE, 5);
    }

    @Test
    void aStoreThatIsDownIsToldAsSuch() throws Exception {
        bridge.gateway().blobs().down(true);
        var answer = send(AMY, request("/blobs").header("Upload-Length", "5").POST(nothing()));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isNotEmpty();
    }

    /** More than was announced, in chunks that announce nothing. */
    @Test
    void aBodyWithoutALengthIsCutWhereTheFileEnds() throws Exception {
        String location = create(AMY, 1000);
        String answer =
                raw(
                        head("PATCH", location, "Upload-Offset: 0", "Transfer-Encoding: chunked")
                                + ("400\r\n" + "x".repeat(1024) + "\r\n").repeat(100)
                                + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(bridge.gateway().blobs().bytes(id(location))).isEmpty();
    }

    @Test
    void whatCameBeforeTheConnectionBrokeIsKept() throws Exception {
        String location = create(AMY, 1000);
        try (Socket socket = socket()) {
            socket.getOutputStream()
                    .write(
                            ascii(
                                    head(
                                                    "PATCH",
                                                    location,
                                                    "Upload-Offset: 0",
                                                    "Content-Length: 1000")
                                            + "y".repeat(600)));
        }
        FakeGateway.await(
                "600 bytes are kept",
                () -> bridge.gateway().blobs().bytes(id(location)).length == 600);
        assertThat(patch(AMY, location, 600, new byte[400]).statusCode()).isEqualTo(204);
    }

    @Test
    void aBodyThatStallsIsCutAndKept() throws Exception {
        String location = create(AMY, 1000);
        String answer =
                raw(
                        head("PATCH", location, "Upload-Offset: 0", "Content-Length: 1000")
                                + "z".repeat(100));
        assertThat(answer).isEmpty();
        FakeGateway.await(
                "100 bytes are kept",
                () -> bridge.gateway().blobs().bytes(id(location)).length == 100);
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOnOrNot() throws Exception {
        String location = create(AMY, 3);
        String wrong =
                raw(
                        head(
                                "PATCH",
                                location,
                                "Upload-Offset: 9",
                                "Content-Length: 3",
                                "Expect: 100-continue"));
        assertThat(wrong).startsWith("HTTP/1.1 409").doesNotContain("100 Continue");
        try (Socket socket = socket()) {
            socket.getOutputStream()
                    .write(
                            ascii(
                                    head(
                                            "PATCH",
                                            location,
                                            "Upload-Offset: 0",
                                            "Content-Length: 3",
                                            "Expect: 100-continue")));
            InputStream in = socket.getInputStream();
            String go = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(in.readNBytes(go.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(go);
            socket.getOutputStream().write(ascii("abc"));
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 204");
        }
    }

    /** A refusal is read, though the peer sends much more than anybody wants. */
    @Test
    void aRefusedBodyIsNotTheNextRequest() throws Exception {
        String body = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20_000);
        String answer =
                raw(
                        "PATCH /blobs/x HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
        assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("200 OK");
    }

    @Test
    void anAttachmentIsSavedNotShown() throws Exception {
        byte[] html = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        String name = "Maße \"x\"; .html";
        bridge.gateway().blobs().put(amy, "M7", "2", name, "text/html", html);
        var got = get(AMY, "/messages/M7/parts/2", "");
        assertThat(got.body()).isEqualTo(html);
        assertThat(header(got, "Content-Disposition"))
                .isEqualTo(
                        "attachment; filename=\"Ma_e _x__ .html\"; filename*=UTF-8''Ma%C3%9Fe%20%22x%22%3B%20.html");
        assertThat(header(got, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(got, "Content-Security-Policy")).startsWith("sandbox");
        bridge.gateway().blobs().put(amy, "M7", "3", "a\r\nX: y", "x\r\nX-Evil: 1", html);
        var evil = get(AMY, "/messages/M7/parts/3", "");
        assertThat(header(evil, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(evil.headers().map()).doesNotContainKeys("X", "X-Evil");
        bridge.gateway().blobs().put(amy, "M7", "4", "a.png", "image/png", html);
        assertThat(header(get(AMY, "/messages/M7/parts/4", ""), "Content-Disposition"))
                .startsWith("inline");
        bridge.gateway().blobs().put(amy, "M7", "5", "a.svg", "image/svg+xml", html);
        assertThat(header(get(AMY, "/messages/M7/parts/5", ""), "Content-Disposition"))
                .startsWith("attachment");
    }

    @Test
    void othersMessagesAreNotThere() throws Exception {
        bridge.gateway().blobs().put(amy, "M7", "2", "a", "text/plain", new byte[1]);
        assertThat(get(EVE, "/messages/M7/parts/2", "").statusCode()).isEqualTo(404);
        for (String path :
                List.of("/messages/M7/parts/9", "/messages/M7/parts/", "/messages//parts/2")) {
            assertThat(get(AMY, path, "").statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void anyRangeOfAnAttachmentCanBeHad() throws Exception {
        byte[] file = new byte[900_000];
        new Random(2).nextBytes(file);
        bridge.gateway().blobs().put(amy, "M7", "2", "a", "application/pdf", file);
        assertThat(get(AMY, "/messages/M7/parts/2", "").body()).isEqualTo(file);
        var middle = get(AMY, "/messages/M7/parts/2", "bytes=1000-600999");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(file, 1000, 601_000));
        assertThat(header(middle, "Content-Range")).isEqualTo("bytes 1000-600999/900000");
        assertThat(get(AMY, "/messages/M7/parts/2", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(file, 899_995, 900_000));
        assertThat(get(AMY, "/messages/M7/parts/2", "bytes=899999-").body()).hasSize(1);
        assertThat(get(AMY, "/messages/M7/parts/2", "bytes=899999-9999999").body()).hasSize(1);
        for (String outside : List.of("bytes=900000-", "bytes=900000-900001", "bytes=-0")) {
            var refused = get(AMY, "/messages/M7/parts/2", outside);
            assertThat(refused.statusCode()).as(outside).isEqualTo(416);
            assertThat(header(refused, "Content-Range")).isEqualTo("bytes */900000");
        }
        for (String garbage :
                List.of(
                        "bytes=5-1",
                        "bytes=a-b",
                        "bytes=",
                        "bytes=1-2,5-6",
                        "lines=1-2",
                        "bytes=--1")) {
            var whole = get(AMY, "/messages/M7/parts/2", garbage);
            assertThat(whole.statusCode()).as(garbage).isEqualTo(200);
            assertThat(whole.body()).hasSize(900_000);
        }
        var head =
                send(AMY, request("/messages/M7/parts/2").method("HEAD", BodyPublishers.noBody()));
        assertThat(header(head, "Content-Length")).isEqualTo("900000");
    }

    /** Readers that leave halfway give their places back. */
    @Test
    void whoLeavesInTheMiddleOfAFileIsForgotten() throws Exception {
        bridge.gateway().blobs().put(amy, "M7", "2", "a", "text/plain", new byte[5_000_000]);
        for (int i = 0; i < 40; i++) {
            try (Socket socket = socket()) {
                socket.getOutputStream().write(ascii(head("GET", "/messages/M7/parts/2")));
                assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
            }
        }
        FakeGateway.await(
                "there is room again",
                () -> {
                    try {
                        return get(AMY, "/messages/M7/parts/2", "").statusCode() == 200;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(bridge.uri("http", path)).header("Tus-Resumable", "1.0.0");
    }

    private static HttpRequest.BodyPublisher nothing() {
        return BodyPublishers.noBody();
    }

    private HttpResponse<byte[]> send(String account, HttpRequest.Builder request)
            throws Exception {
        return bridge.http()
                .send(
                        request.header("Authorization", "Bearer token:" + account).build(),
                        BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String account, String path, String range) throws Exception {
        HttpRequest.Builder request = request(path);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return send(account, request);
    }

    private String create(String account, int length) throws Exception {
        var made =
                send(
                        account,
                        request("/blobs")
                                .header("Upload-Length", String.valueOf(length))
                                .POST(nothing()));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(header(made, "Tus-Resumable")).isEqualTo("1.0.0");
        return header(made, "Location");
    }

    private HttpResponse<byte[]> patch(String account, String path, int offset, byte[] bytes)
            throws Exception {
        return send(
                account,
                request(path)
                        .header("Upload-Offset", String.valueOf(offset))
                        .header("Content-Type", "application/offset+octet-stream")
                        .method("PATCH", BodyPublishers.ofByteArray(bytes)));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String id(String location) {
        return location.substring("/blobs/".length());
    }

    private static String basic(String account, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((account + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static String head(String method, String path, String... fields) {
        return method
                + " "
                + path
                + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer token:amy@x.com\r\n"
                + "Content-Type: application/offset+octet-stream\r\n"
                + String.join("\r\n", fields)
                + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.server().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Writes bytes and reads until the server closes. */
    private String raw(String bytes) throws Exception {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(ascii(bytes));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
