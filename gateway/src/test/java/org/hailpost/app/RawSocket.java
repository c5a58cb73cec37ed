package org.hailpost.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A peer that says whatever bytes it likes. */
final class RawSocket implements AutoCloseable {
    private Socket socket;
    private BufferedReader in;

    /** Every protocol's server speaks first, on a line. */
    RawSocket(int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(30_000);
        in = reader();
        assertThat(line()).isNotEmpty();
    }

    private BufferedReader reader() throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    RawSocket say(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("connection closed");
        }
        return line;
    }

    /** The first line that begins so; others are skipped. */
    String await(String begin) throws IOException {
        String line = line();
        while (!line.startsWith(begin)) {
            line = line();
        }
        return line;
    }

    /** A reply of SMTP, its last line. */
    String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    /** Up to the 354 of DATA. */
    RawSocket inData(String recipient) throws IOException {
        say("EHLO x.example\r\n").reply();
        say("MAIL FROM:<amy@x.example>\r\n").reply();
        say("RCPT TO:<" + recipient + ">\r\n").reply();
        assertThat(say("DATA\r\n").reply()).startsWith("354");
        return this;
    }

    /** The client's side of a TLS handshake; whose certificate it is does not matter here. */
    void handshake() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket secured =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = reader();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
