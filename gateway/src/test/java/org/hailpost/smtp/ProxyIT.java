package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyIT {
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final byte[] IPV4 = address("203.0.113.7", "10.0.0.1", 250, 25);
    private static final byte[] IPV6 = address("2001:db8::7", "fd00::1", 40000, 25);
    private TestListener mx;

    @BeforeEach
    void listen() throws Exception {
        mx =
                TestListener.mx(
                        Map.of(
                                "proxyPeers",
                                List.of("10.0.0.0/8", "127.0.0.1"),
                                "maxConnectionsPerAddress",
                                2));
    }

    @AfterEach
    void stop() throws IOException {
        mx.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.7 10.0.0.1 40000 25, 203.0.113.7",
        "PROXY TCP6 2001:db8::7 fd00::1 40000 25, 2001:db8:0:0:0:0:0:7",
        "PROXY UNKNOWN, 127.0.0.1",
        "PROXY UNKNOWN ffff::1 ffff::1 1 1, 127.0.0.1"
    })
    void version1TellsTheClientsAddress(String header, String address) throws Exception {
        assertThat(peerAfter((header + "\r\n").getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(address);
    }

    @Test
    void w14Version2TellsTheClientsAddressOfEitherFamily() throws Exception {
        assertThat(peerAfter(header(0x21, TCP4, IPV4))).isEqualTo("203.0.113.7");
        assertThat(peerAfter(header(0x21, TCP6, IPV6))).isEqualTo("2001:db8:0:0:0:0:0:7");
    }

    @Test
    void w14ABlockWhoseLengthHasItsHighBitSetIsReadWhole() throws Exception {
        byte[] withTlvs = new byte[12 + 0x80 + 0x72];
        System.arraycopy(IPV4, 0, withTlvs, 0, 12);
        assertThat(withTlvs.length & 0x80).isNotZero();
        assertThat(peerAfter(header(0x21, TCP4, withTlvs))).isEqualTo("203.0.113.7");
    }

    @Test
    void w14AHeaderMayComeInPieces() throws Exception {
        try (SmtpClient client = mx.client()) {
            for (byte b : header(0x21, TCP4, IPV4)) {
                client.raw(new byte[] {b});
            }
            client.expect("220");
        }
        try (SmtpClient client = mx.client()) {
            client.dripping("PROXY TCP4 203.0.113.7 10.0.0.1 40000 25\r\n").expect("220");
        }
    }

    @Test
    void w14WhatFollowsTheHeaderInOnePacketIsNotEaten() throws Exception {
        try (SmtpClient client = mx.client()) {
            client.raw(
                    "PROXY TCP4 203.0.113.7 10.0.0.1 40000 25\r\nEHLO client.example\r\nQUIT\r\n");
            client.expect("220");
            client.expect("250");
            client.expect("221");
        }
    }

    @Test
    void localAndUnspecifiedConnectionsAreTheProxysOwn() throws Exception {
        assertThat(peerAfter(header(0x20, 0, new byte[0]))).isEqualTo("127.0.0.1");
        assertThat(peerAfter(header(0x20, TCP4, IPV4))).isEqualTo("127.0.0.1");
        assertThat(peerAfter(header(0x21, 0, new byte[5]))).isEqualTo("127.0.0.1");
        assertThat(peerAfter(header(0x21, 0x31, new byte[216]))).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\n",
                "PROXY\r\n",
                "PROXY TCP4 203.0.113.7 10.0.0.1 40000\r\n",
                "PROXY TCP4 203.0.113 10.0.0.1 40000 25\r\n",
                "PROXY TCP4 mail.example 10.0.0.1 40000 25\r\n",
                "PROXY TCP4 2001:db8::7 fd00::1 40000 25\r\n",
                "PROXY TCP6 fe80::1%lo fd00::1 40000 25\r\n",
                "PROXY TCP4 203.0.113.7 10.0.0.1 65536 25\r\n",
                "PROXY TCP4 203.0.113.7 10.0.0.1 -1 25\r\n",
                "PROXY UDP4 203.0.113.7 10.0.0.1 40000 25\r\n",
                "PROXY TCP4 203.0.113.7 10.0.0.1 40000 25                                                           xxxxxxxxxxxxxxxx\r\n",
                "\r\n\r\n"
            })
    void w14WhatIsNoHeaderEndsTheConnectionWithoutAWord(String bytes) throws Exception {
        expectSilence(bytes.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void w14ABadBinaryHeaderEndsTheConnectionWithoutAWord() throws Exception {
        expectSilence(header(0x21, TCP4, new byte[11]));
        expectSilence(header(0x21, TCP6, IPV4));
        expectSilence(header(0x22, TCP4, IPV4));
        expectSilence(header(0x11, TCP4, IPV4));
        expectSilence(header(0x21, TCP4, new byte[5000]));
    }

    @Test
    void w14ConnectionsCountForTheClientAndNotForTheProxy() throws Exception {
        try (SmtpClient first = mx.client();
                SmtpClient second = mx.client();
                SmtpClient third = mx.client();
                SmtpClient fourth = mx.client()) {
            first.raw(header(0x21, TCP4, IPV4)).expect("220");
            second.raw(header(0x21, TCP4, IPV4)).expect("220");
            third.raw(header(0x21, TCP6, IPV6)).expect("220");
            fourth.raw(header(0x21, TCP4, IPV4)).expect("421 4.7.0");
        }
    }

    @Test
    void aPeerThatIsNotTrustedCannotNameAnAddress() throws Exception {
        try (TestListener open = TestListener.mx();
                SmtpClient client = open.client()) {
            client.expect("220");
            client.send("PROXY TCP4 203.0.113.7 10.0.0.1 40000 25").expect("500");
        }
    }

    private String peerAfter(byte[] header) throws IOException {
        try (SmtpClient client = mx.client()) {
            client.raw(header).expect("220");
            client.send("EHLO client.example").expect("250");
            client.send("MAIL FROM:<>").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw(".\r\n").expect("250");
            client.send("QUIT").expect("221");
            client.expectEnd();
        }
        return mx.delivery.mails().getLast().envelope().hop().peer().getHostAddress();
    }

    private void expectSilence(byte[] bytes) throws IOException {
        try (SmtpClient client = mx.client()) {
            client.raw(bytes);
            client.shutdownOutput();
            client.expectEnd();
        }
    }

    private static byte[] header(int versionAndCommand, int family, byte[] body)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10});
        out.write(versionAndCommand);
        out.write(family);
        out.write(body.length >> 8);
        out.write(body.length);
        out.write(body);
        return out.toByteArray();
    }

    private static byte[] address(String source, String destination, int sourcePort, int port) {
        byte[] from = InetAddress.ofLiteral(source).getAddress();
        byte[] to = InetAddress.ofLiteral(destination).getAddress();
        return ByteBuffer.allocate(2 * from.length + 4)
                .put(from)
                .put(to)
                .putShort((short) sourcePort)
                .putShort((short) port)
                .array();
    }
}
