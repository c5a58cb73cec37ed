package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.client.RequestFailedException;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files between terminals, and from and to mail programs, over a whole gateway. */
class AttachmentsIT {
    @TempDir private static Path directory;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.start(
                        directory,
                        PushedCopy.KEEP,
                        "ann@home.example",
                        "ben@home.example",
                        "eve@home.example",
                        "ida@home.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Path file(String name, byte[] bytes) throws Exception {
        return Files.write(directory.resolve(name), bytes);
    }

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aFileGoesFromTerminalToTerminalByteForByte() throws Exception {
        byte[] large = bytes(3_000_001, 1);
        byte[] small = "hello".getBytes(StandardCharsets.UTF_8);
        try (TestTerminal ann = gateway.terminal("ann@home.example");
                TestTerminal ben = gateway.terminal("ben@home.example")) {
            SentBlob first = ann.client().upload(file("Maße 日本.bin", large)).join();
            SentBlob second = ann.client().upload(file("b.txt", small)).join();
            assertThat(first.name()).isEqualTo("Maße 日本.bin");
            Outgoing mail =
                    Outgoing.to("ben@home.example", "two files").withBlobs(List.of(first, second));
            Sent sent = ann.client().send(mail).join();
            assertThat(ann.client().send(mail).join())
                    .as("asked again, when they are taken")
                    .isEqualTo(sent);
            ben.await(1);
            Message message = ben.messages().getFirst().message();
            assertThat(message.attachments())
                    .extracting(Attachment::name)
                    .containsExactly("Maße 日本.bin", "b.txt");
            assertThat(downloaded(ben, message, 0)).isEqualTo(large);
            assertThat(downloaded(ben, message, 1)).isEqualTo(small);
            var answer = range(message.id(), "2", "bytes=2999990-", "ben@home.example");
            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(large, 2_999_990, 3_000_001));
            assertThat(range(message.id(), "2", "bytes=3000001-", "ben@home.example").statusCode())
                    .isEqualTo(416);
            for (String part : List.of("1", "9", "2.1", "../2", "2/../2", "%00", "999999999999")) {
                assertThat(range(message.id(), part, "", "ben@home.example").statusCode())
                        .as(part)
                        .isEqualTo(404);
            }
            assertThat(range(message.id(), "2", "", "eve@home.example").statusCode())
                    .isEqualTo(404);
            for (String id :
                    List.of("M", "M0", "M-1", "M99999999999999999999", "X1", "M1%20or%201=1")) {
                assertThat(range(id, "2", "", "ben@home.example").statusCode())
                        .as(id)
                        .isEqualTo(404);
            }
            assertThat(downloaded(ann, sent.message(), "2"))
                    .as("the sender's own")
                    .isEqualTo(large);
        }
        try (ImapReader imap = gateway.inbox("ben@home.example")) {
            assertThat(imap.command("FETCH 1 (BODYSTRUCTURE)").toString())
                    .containsIgnoringCase("attachment")
                    .contains("b.txt");
        }
    }

    @Test
    void imagesWithinAMailAreFilesAndItsTextHasNoTraceOfThem() throws Exception {
        byte[] plan = bytes(3000, 4);
        byte[] view = bytes(4002, 5);
        byte[] report = bytes(60_000, 6);
        String mail = illustrated(plan, view, report);
        try (TestTerminal ida = gateway.terminal("ida@home.example");
                SmtpSender sender = new SmtpSender(gateway.smtp())) {
            sender.begin("amy@x.example", "ida@home.example");
            assertThat(sender.finish(mail.replaceAll("\r?\n", "\r\n"))).startsWith("250");
            ida.await(1);
            Message message = ida.messages().getFirst().message();
            assertThat(message.text()).isEqualTo("This is the plan:\n\nand the view. Grüße");
            assertThat(message.attachments())
                    .containsExactly(
                            new Attachment(null, "1.2", "plan.png", 3000, "image/png"),
                            new Attachment(null, "1.3", "image-1.3.jpg", 4002, "image/jpeg"),
                            new Attachment(null, "2", "Größe.pdf", 60_000, "application/pdf"));
            assertThat(downloaded(ida, message, 0)).isEqualTo(plan);
            assertThat(downloaded(ida, message, 1)).isEqualTo(view);
            assertThat(downloaded(ida, message, 2)).isEqualTo(report);
        }
    }

    @Test
    void aFileIsGoneOnceItIsSentAndOthersCannotSendIt() throws Exception {
        try (TestTerminal ann = gateway.terminal("ann@home.example");
                TestTerminal eve = gateway.terminal("eve@home.example")) {
            SentBlob blob = ann.client().upload(file("c.txt", bytes(1000, 2))).join();
            Outgoing mail = Outgoing.to("ben@home.example", "x").withBlobs(List.of(blob));
            refused(eve, mail);
            ann.client().send(mail).join();
            refused(ann, mail.withClientId(UUID.randomUUID()));
        }
    }

    private static void refused(TestTerminal terminal, Outgoing mail) {
        assertThatThrownBy(() -> terminal.client().send(mail).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RequestFailedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void filesThatWaitSurviveARestart() throws Exception {
        UUID id = UUID.randomUUID();
        byte[] bytes = bytes(500_000, 3);
        SentBlob blob;
        try (TestTerminal ann = gateway.terminal("ann@home.example", id, ResumeStore.inMemory())) {
            blob = ann.client().upload(file("d.bin", bytes)).join();
        }
        gateway.restart();
        try (TestTerminal ann = gateway.terminal("ann@home.example", id, ResumeStore.inMemory())) {
            Sent sent =
                    ann.client()
                            .send(Outgoing.to("ann@home.example", "note").withBlobs(List.of(blob)))
                            .join();
            assertThat(downloaded(ann, sent.message(), "2")).isEqualTo(bytes);
        }
    }

    @Test
    void whatFitsNoMailIsRefusedBeforeItIsSent() throws Exception {
        try (TestTerminal ann = gateway.terminal("ann@home.example")) {
            long largest = ann.client().welcome().orElseThrow().limits().blob();
            assertThat(largest).isBetween(37_000_000L, 40_000_000L);
            Path sparse = directory.resolve("large.bin");
            try (var file = new java.io.RandomAccessFile(sparse.toFile(), "rw")) {
                file.setLength(largest + 1);
            }
            assertThatThrownBy(() -> ann.client().upload(sparse).join())
                    .cause()
                    .isInstanceOfSatisfying(
                            RequestFailedException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        }
    }

    /**
     * RFC 2387: two images that the HTML shows by their Content-ID (RFC 2392), and a file beside
     * it.
     */
    private static String illustrated(byte[] plan, byte[] view, byte[] report) {
        return """
        From: Amy <amy@x.example>
        Subject: The house
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/related; boundary=r; type="text/html"

        --r
        Content-Type: text/html; charset=utf-8

        <html><body background="cid:view@x.example"><p>This is the plan:</p>
        <p><img src="cid:plan@x.example" alt="cid:plan@x.example"></p>
        <p>and <img src="cid:view@x.example"> the view. Grüße</p></body></html>
        --r
        Content-Type: image/png; name="plan.png"
        Content-Disposition: inline; filename="plan.png"
        Content-ID: <plan@x.example>
        Content-Transfer-Encoding: base64

        %s
        --r
        Content-Type: image/jpeg
        Content-ID: <view@x.example>
        Content-Transfer-Encoding: base64

        %s
        --r--
        --m
        Content-Type: application/pdf
        Content-Disposition: attachment; filename*=utf-8''Gr%%C3%%B6%%C3%%9Fe.pdf
        Content-Transfer-Encoding: base64

        %s
        --m--\
        """
                .formatted(base64(plan), base64(view), base64(report));
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes);
    }

    private static byte[] downloaded(TestTerminal terminal, Message message, int index) {
        Attachment attachment = message.attachments().get(index);
        return downloaded(terminal, message.id(), String.valueOf(attachment.part()));
    }

    private static byte[] downloaded(TestTerminal terminal, String message, String part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long size = terminal.client().download(message, part, out).join();
        assertThat(out.size()).isEqualTo(size);
        return out.toByteArray();
    }

    private static HttpResponse<byte[]> range(
            String message, String part, String range, String account) throws Exception {
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (account + ":" + TestGateway.SECRET)
                                        .getBytes(StandardCharsets.UTF_8));
        URI uri =
                URI.create(
                        gateway.bridge().toString().replace("ws:", "http:")
                                + "/messages/"
                                + message
                                + "/parts/"
                                + part);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("Authorization", "Basic " + basic);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        }
    }
}
