package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code hailpost demo} as a stranger meets it. */
class DemoIT {
    private static final String CAROL = "carol@outside.localhost";

    @TempDir private Path data;

    @Test
    void itTakesMailAndTellsProgramsWhere() throws Exception {
        DemoPorts ports = TestGateway.freePorts();
        try (ChildProcess demo =
                ChildProcess.start(
                        data, "demo", "--data", data + "", "--port-base", ports.base() + "")) {
            demo.await("Ctrl-C stops it");
            JsonNode facts =
                    JsonMapper.shared().readTree(Files.readString(data.resolve("demo.json")));
            assertThat(facts.propertyNames())
                    .containsExactlyInAnyOrder(
                            "host",
                            "smtpPort",
                            "submissionPort",
                            "submissionsPort",
                            "imapPort",
                            "imapsPort",
                            "httpPort",
                            "outsideSmtpPort",
                            "outsideImapPort",
                            "pid",
                            "accounts");
            assertThat(facts.get("pid").longValue()).isEqualTo(demo.pid());
            assertThat(facts.get("smtpPort").intValue()).isEqualTo(ports.base() + 25);
            assertThat(facts.get("accounts").get(0).get("address").stringValue())
                    .isEqualTo("alice@demo.localhost");

            assertThat(converse(ports.smtp(), "amy@outside.localhost", "alice@demo.localhost"))
                    .startsWith("250 ");
            assertThat(converse(ports.smtp(), "amy@outside.localhost", "carol@demo.localhost"))
                    .startsWith("550 5.1.1");
            assertThat(
                            converse(
                                    ports.outsideSmtp(),
                                    "alice@demo.localhost",
                                    "amy@outside.localhost"))
                    .startsWith("250 ");
            assertThat(ready(ports.http())).isEqualTo(200);
            assertThat(greetings(ports.smtp(), 100)).containsOnly("220");
            assertThat(residentMegabytes(demo.pid())).isLessThan(350);

            assertThat(demo.terminate()).isLessThan(Duration.ofSeconds(3));
            assertThat(demo.exitCode()).isZero();
            assertThat(data.resolve("demo.json")).doesNotExist();
        }
    }

    /** One side has a terminal, the other a mailbox far away. */
    @Test
    void bobTalksLiveWithCarolWhoHasNothingButMail() throws Exception {
        DemoPorts ports = TestGateway.freePorts();
        Path script = data.resolve("bob.script");
        Files.writeString(
                script,
                """
                send carol@outside.localhost Are you there?
                wait message from carol@outside.localhost timeout 60s
                reply Then let us talk.
                wait message from carol@outside.localhost timeout 60s
                """);
        Path password = data.resolve("bob.password");
        Files.writeString(password, Demo.PASSWORD + "\n");
        try (ChildProcess demo =
                ChildProcess.start(
                        data, "demo", "--data", data + "", "--port-base", ports.base() + "")) {
            demo.await("Ctrl-C stops it");
            try (ChildProcess bob =
                    ChildProcess.start(
                            data,
                            "terminal",
                            "--server",
                            "ws://127.0.0.1:" + ports.http() + "/bridge",
                            "--account",
                            "bob@demo.localhost",
                            "--password-file",
                            password + "",
                            "--script",
                            script + "",
                            "--json")) {
                String thread = json(bob.await("\"type\":\"sent\"")).get("thread").stringValue();
                Map<String, String> first = arrived(ports.outsideImap(), 1);
                assertThat(first).containsEntry("subject", "Are you there?");
                assertThat(first.get("from")).contains("<bob@demo.localhost>");
                assertThat(bob.await("\"relayed\"")).contains("carol@outside.localhost");

                answer(ports.outsideSmtp(), first, "<one@outside.localhost>", "I am here.");
                assertSaid(bob.await("I am here."), thread);
                Map<String, String> second = arrived(ports.outsideImap(), 2);
                assertThat(second)
                        .containsEntry("subject", "Re: Are you there?")
                        .containsEntry("in-reply-to", "<one@outside.localhost>");
                assertThat(second.get("references"))
                        .isEqualTo(first.get("message-id") + " <one@outside.localhost>");

                answer(ports.outsideSmtp(), second, "<two@outside.localhost>", "Gladly.");
                assertSaid(bob.await("Gladly."), thread);
                assertThat(bob.exitCode()).isZero();
            }
            assertThat(converse(ports.outsideSmtp(), CAROL, "nobody@demo.localhost"))
                    .as("who is no member is refused, and nothing vanishes")
                    .startsWith("451 ");
        }
    }

    private static JsonNode json(String line) {
        return JsonMapper.shared().readTree(line);
    }

    private static void assertSaid(String line, String thread) {
        JsonNode event = json(line);
        assertThat(event.get("thread").stringValue()).isEqualTo(thread);
        assertThat(event.get("message").get("from").get("address").stringValue()).isEqualTo(CAROL);
    }

    /** The header of a mail in carol's mailbox, as soon as it is there. */
    private static Map<String, String> arrived(int imap, int number) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            // Her mailbox is made on the first mail; until then she cannot log in.
            try (ImapReader carol = ImapReader.open(imap, CAROL, CAROL)) {
                List<String> lines = carol.command("FETCH " + number + " BODY.PEEK[HEADER]");
                Map<String, String> header = header(lines);
                if (header.containsKey("message-id")) {
                    return header;
                }
            } catch (IOException notYet) {
                assertThat(System.nanoTime()).as("mail " + number).isLessThan(deadline);
            }
            assertThat(System.nanoTime()).as("mail " + number).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static Map<String, String> header(List<String> lines) {
        Map<String, String> header = new HashMap<>();
        String name = "";
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                header.merge(name, line.strip(), (all, more) -> all + " " + more);
            } else if (colon > 0) {
                name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                header.put(name, line.substring(colon + 1).strip());
            }
        }
        return header;
    }

    /** As her mail program would: with the thread's references (RFC 5322 §3.6.4). */
    private static void answer(int smtp, Map<String, String> mail, String id, String text)
            throws Exception {
        String references = mail.getOrDefault("references", "") + " " + mail.get("message-id");
        String subject = mail.getOrDefault("subject", "").replaceFirst("^Re: ", "");
        String content =
                """
                From: Carol <carol@outside.localhost>
                To: bob@demo.localhost
                Subject: Re: %s
                Message-ID: %s
                In-Reply-To: %s
                References: %s

                %s
                """
                        .formatted(subject, id, mail.get("message-id"), references.strip(), text)
                        .replace("\n", "\r\n");
        assertThat(converse(smtp, CAROL, "bob@demo.localhost", content)).startsWith("250 ");
    }

    @Test
    void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
        DemoPorts ports = TestGateway.freePorts();
        try (ServerSocket taken =
                        new ServerSocket(ports.imap(), 1, InetAddress.getLoopbackAddress());
                ChildProcess demo =
                        ChildProcess.start(
                                data,
                                "demo",
                                "--data",
                                data + "",
                                "--port-base",
                                ports.base() + "")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.output())
                    .startsWith("hailpost demo: cannot listen on port " + taken.getLocalPort())
                    .contains("--port-base")
                    .doesNotContain("\tat ");
            assertThat(data.resolve("demo.json")).doesNotExist();
        }
    }

    /** One mail; the first reply that refuses, or that to the end of the mail. */
    private static String converse(int port, String from, String to) throws Exception {
        String content = "From: " + from + "\r\nSubject: Hello\r\n\r\nCan we talk?\r\n";
        return converse(port, from, to, content);
    }

    private static String converse(int port, String from, String to, String content)
            throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            var out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
            String reply = reply(in);
            for (String line :
                    new String[] {
                        "EHLO here",
                        "MAIL FROM:<" + from + ">",
                        "RCPT TO:<" + to + ">",
                        "DATA",
                        content + "."
                    }) {
                out.print(line + "\r\n");
                out.flush();
                reply = reply(in);
                if (reply.charAt(0) > '3') {
                    return reply;
                }
            }
            return reply;
        }
    }

    private static String reply(BufferedReader in) throws Exception {
        String line = in.readLine();
        while (line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line;
    }

    /** What so many connections at once, all from here, hear first. */
    private static List<String> greetings(int port, int count) throws IOException {
        List<Socket> open = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(InetAddress.ofLiteral(Demo.HOST), port);
                open.add(socket);
                codes.add(
                        new String(
                                socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII));
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        return codes;
    }

    private static int ready(int port) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/readyz");
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static long residentMegabytes(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc", pid + "", "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
