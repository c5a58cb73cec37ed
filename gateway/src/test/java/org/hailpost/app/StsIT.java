package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hailpost.relay.ScriptedMx;
import org.hailpost.relay.TestCertificates;
import org.hailpost.relay.TestDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole gateway, in a process of its own, towards a domain with a policy of RFC 8461: DNS, policy
 * over HTTPS, and an exchanger that shows certificates. The policy's web server is behind a proxy,
 * for it has to be asked at port 443.
 */
class StsIT {
    private static final String BOB = ServeProcess.BOB;
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final String POLICY =
            "version: STSv1\r\nmode: enforce\r\nmx: mx.far.example\r\nmax_age: 86400\r\n";

    @TempDir private Path home;
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile TestCertificates.Server shown;
    private TestCertificates certificates;
    private ServeProcess gateway;

    @BeforeEach
    void start() throws Exception {
        certificates = new TestCertificates();
        shown = certificates.server("mx.other.example");
        ScriptedMx exchanger = new ScriptedMx(this::exchange);
        open.add(exchanger);
        var dns =
                new TestDns()
                        .with("far.example MX 10 mx.far.example.")
                        .with("mx.far.example A 127.0.0.1")
                        .with("mta-sts.far.example A 127.0.0.1")
                        .with("_mta-sts.far.example TXT \"v=STSv1; id=1;\"");
        open.add(dns);
        gateway =
                ServeProcess.start(
                        home,
                        List.of(
                                "-Djavax.net.ssl.trustStore=" + trusted(),
                                "-Djavax.net.ssl.trustStorePassword=" + ServeProcess.PASSWORD,
                                "-Dhttps.proxyHost=127.0.0.1",
                                "-Dhttps.proxyPort=" + proxy(web())),
                        """
                        [relay]
                        port = %d
                        resolvers = ["%s"]
                        allow-private = ["127.0.0.0/8"]
                        """
                                .formatted(exchanger.port(), dns.address()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void anExchangerWithTheWrongCertificateGetsNoMailUntilItHasTheRightOne() throws Exception {
        try (SmtpSender sender = gateway.submission()) {
            sender.send(BOB, "for the right host", "carol@far.example");
        }
        TestTerminal.await(() -> gateway.queue().contains("mx.far.example"), "what came of it");
        assertThat(gateway.queue())
                .contains("carol@far.example")
                .containsIgnoringCase("certificate");
        assertThat(taken).isEmpty();
        shown = certificates.server("mx.far.example");
        gateway.console("", "queue", "retry", "all");
        TestTerminal.await(() -> gateway.queue().equals("[ ]"), "the queue to be empty");
        assertThat(taken).singleElement().asString().contains("Subject: for the right host");
    }

    private void exchange(ScriptedMx.Peer peer) throws Exception {
        peer.greet("STARTTLS");
        peer.expect("STARTTLS");
        peer.say("220 go on");
        peer.startTls(shown.context());
        peer.hello("PIPELINING");
        peer.take(taken::add);
    }

    /** A file with the authority that signs all certificates here. */
    private Path trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificates.authority);
        Path file = home.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, ServeProcess.PASSWORD.toCharArray());
        }
        return file;
    }

    private int web() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(certificates.server("mta-sts.far.example").context()));
        server.createContext(
                "/.well-known/mta-sts.txt",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    byte[] octets = POLICY.getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** A proxy that leads to the web server, whatever name it is asked for; its port. */
    private int proxy(int web) throws IOException {
        var listener = new ServerSocket(0, 10, HERE);
        open.add(listener);
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try {
                            Socket client = listener.accept();
                            Thread.ofVirtual().start(() -> tunnel(client, web));
                        } catch (IOException e) {
                            return; // closed
                        }
                    }
                });
        return listener.getLocalPort();
    }

    private static void tunnel(Socket client, int web) {
        try (client;
                Socket server = new Socket(HERE, web)) {
            String asked = head(client.getInputStream());
            if (!asked.startsWith("CONNECT mta-sts.far.example:443 ")) {
                return;
            }
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            client.getInputStream().transferTo(server.getOutputStream());
                        } catch (IOException e) {
                            // one of them is through
                        }
                    });
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // one of them is through
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("hung up");
            }
            head.append((char) b);
        }
        return head.toString();
    }
}
