package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that says exactly what a test tells it to. */
final class SmtpClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final byte[] ALICE =
            "\0alice@here.example\0open sésame".getBytes(StandardCharsets.UTF_8);
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    SmtpClient(int port) throws IOException {
        use(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
    }

    private SmtpClient(Socket connected) throws IOException {
        use(connected);
    }

    /** One whose first packet begins with what a proxy says. */
    static SmtpClient behindProxy(int port, String header) throws IOException {
        return new SmtpClient(new ProxiedSocket(port, header));
    }

    private void use(Socket next) throws IOException {
        socket = next;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** One command line. */
    SmtpClient send(String line) throws IOException {
        return raw(line + "\r\n");
    }

    /** Lines in one write. */
    SmtpClient lines(String... lines) throws IOException {
        return raw(String.join("\r\n", lines) + "\r\n");
    }

    /** UTF-8 as it is, in one write. */
    SmtpClient raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    SmtpClient raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** A write, and so a packet, for each byte. */
    SmtpClient dripping(String text) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            out.write(b);
            out.flush();
        }
        return this;
    }

    /** The next reply, which must begin so; a reply of several lines is given with line feeds. */
    String expect(String begin) throws IOException {
        String reply = reply();
        assertThat(reply).startsWith(begin);
        return reply;
    }

    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
            reply.append('\n');
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("connection ended after \"" + line + "\"");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    /** What one read gives: what the server has written at once, as long as it is small. */
    String chunk() throws IOException {
        byte[] bytes = new byte[65536];
        int read = in.read(bytes);
        return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8);
    }

    /** Whether something has come that was not read yet. */
    boolean hasReply() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** The server must have closed the connection. */
    void expectEnd() throws IOException {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The handshake alone. */
    SSLSocket handshake() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "mx", 25, true);
        secured.startHandshake();
        use(secured);
        return secured;
    }

    SmtpClient startTls() throws IOException, GeneralSecurityException {
        send("STARTTLS").expect("220 2.0.0");
        handshake();
        return this;
    }

    /** Logs in as alice. */
    SmtpClient logIn() throws IOException {
        send("AUTH PLAIN " + Base64.getEncoder().encodeToString(ALICE)).expect("235 2.7.0");
        return this;
    }

    /** All that comes until the server closes the connection. */
    String remaining() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class ProxiedSocket extends Socket {
        private byte[] header;

        ProxiedSocket(int port, String header) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            this.header = header.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream direct = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    byte[] all = Arrays.copyOf(header, header.length + length);
                    System.arraycopy(bytes, offset, all, header.length, length);
                    header = new byte[0];
                    direct.write(all);
                }
            };
        }
    }

    private static final class TrustAll implements X509TrustManager {
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
