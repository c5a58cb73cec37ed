package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
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
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code hailpost demo} as a stranger meets it. */
class DemoIT {
    @TempDir private Path data;

    @Test
    void itTakesMailAndTellsProgramsWhere() throws Exception {
        DemoPorts ports = freePorts();
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
            assertThat(residentMegabytes(demo.pid())).isLessThan(350);

            assertThat(demo.terminate()).isLessThan(Duration.ofSeconds(3));
            assertThat(demo.exitCode()).isZero();
            assertThat(data.resolve("demo.json")).doesNotExist();
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
        DemoPorts ports = freePorts();
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

    private static DemoPorts freePorts() {
        while (true) {
            var ports = new DemoPorts(ThreadLocalRandom.current().nextInt(33_000, 60_000));
            try {
                ports.requireFree(InetAddress.getLoopbackAddress());
                return ports;
            } catch (CommandFailedException taken) {
                // Somewhere else, then.
            }
        }
    }

    /** One mail; the first reply that refuses, or that to the end of the mail. */
    private static String converse(int port, String from, String to) throws Exception {
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
                        "From: " + from + "\r\nSubject: Hello\r\n\r\nCan we talk?\r\n."
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
