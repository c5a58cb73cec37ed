package org.hailpost.bridge.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private final FrameCodec gateway = FrameCodec.forGateway();
    private final FrameCodec terminal = FrameCodec.forTerminal();

    static List<ClientFrame> client() {
        return FrameExamples.client();
    }

    static List<ServerFrame> server() {
        return FrameExamples.server();
    }

    @ParameterizedTest
    @MethodSource("client")
    void aClientFrameComesBackAsItWas(ClientFrame frame) throws Exception {
        assertThat(gateway.decodeClient(terminal.encode(frame))).isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("server")
    void aServerFrameComesBackAsItWas(ServerFrame frame) throws Exception {
        assertThat(terminal.decodeServer(gateway.encode(frame))).isEqualTo(frame);
    }

    @Test
    void aBlobMayStandAloneOrWithANameAndAType() throws Exception {
        String hash = "sha256:" + "ab".repeat(32);
        String send =
                "{\"type\":\"send\",\"request\":1,\"clientId\":\"0190b6a0-0000-7000-8000-000000000001\","
                        + "\"thread\":\"T9\",\"text\":\"\",\"blobs\":[\"H\",{\"blob\":\"H\",\"name\":\"a\",\"type\":\"text/plain\"}]}";
        ClientFrame frame =
                FrameCodec.forGateway()
                        .decodeClient(send.replace("H", hash).getBytes(StandardCharsets.UTF_8));
        assertThat(((ClientFrame.Send) frame).blobs())
                .containsExactly(
                        new SentBlob(hash, null, null), new SentBlob(hash, "a", "text/plain"));
        for (String wrong : List.of("sha256:00", "sha256:" + "AB".repeat(32), "../etc", "")) {
            assertThatThrownBy(() ->
                            FrameCodec.forGateway()
                                    .decodeClient(
                                            send.replace("H", wrong)
                                                    .getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedFrameException.class);
        }
    }

    @Test
    void theWireLooksAsTheProtocolSays() {
        assertThat(
                        new String(
                                terminal.encode(FrameExamples.client().get(0)),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"type":"hello","version":1,"credential":{"bearer":"b"},\
                        "terminal":{"id":"0190b6a0-0000-7000-8000-000000000001","kind":"cli",\
                        "name":"desk","localAddresses":["192.168.1.7"],"capabilities":["typing"]},\
                        "resume":{"epoch":"e7","seq":4180},"window":64}\
                        """);
        assertThat(
                        new String(
                                gateway.encode(new Event.ThreadRead(3, "T9", "M7", 0)),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"type":"event","kind":"thread.read","seq":3,"thread":"T9","upTo":"M7","unread":0}\
                        """);
        assertThat(
                        new String(
                                gateway.encode(FrameExamples.server().get(0)),
                                StandardCharsets.UTF_8))
                .contains("\"scope\":\"thread:T9\"")
                .contains("\"serverTime\":\"2026-01-02T03:04:05.678Z\"");
    }

    @Test
    void unknownTypesKindsAndFieldsAreNoErrors() throws Exception {
        assertThat(decode("{\"type\":\"hail\",\"request\":16,\"to\":\"amy@x.com\"}"))
                .isEqualTo(new ClientFrame.Unknown("hail", 16L));
        assertThat(decode("{\"type\":\"ack\",\"seq\":5,\"colour\":{\"a\":[1]}}"))
                .isEqualTo(new ClientFrame.Ack(5));
        assertThat(terminal.decodeServer(bytes("{\"type\":\"turn\",\"urls\":[]}")))
                .isEqualTo(new ServerFrame.Unknown("turn"));
        assertThat(terminal.decodeServer(bytes("{\"type\":\"event\",\"kind\":\"x.y\",\"seq\":7}")))
                .isEqualTo(new Event.Other(7, "x.y"));
        assertThat(
                        terminal.decodeServer(
                                bytes(
                                        "{\"type\":\"error\",\"code\":\"odd\",\"temporary\":true,\"detail\":\"d\"}")))
                .isEqualTo(new ServerFrame.Failure(null, ErrorCode.UNKNOWN, true, null, "d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{} {}",
                "{\"type\":7}",
                "{\"type\":\"ack\"}",
                "{\"type\":\"ack\",\"seq\":null}",
                "{\"type\":\"ack\",\"seq\":\"5\"}",
                "{\"type\":\"ack\",\"seq\":5.5}",
                "{\"type\":\"ack\",\"seq\":-1}",
                "{\"type\":\"ack\",\"seq\":99999999999999999999}",
                "{\"type\":\"ack\",\"seq\":1e3}",
                "{\"type\":\"ack\",\"seq\":1,\"seq\":2}",
                "{\"type\":\"threads\",\"request\":1,\"limit\":0}",
                "{\"type\":\"threads\",\"request\":1,\"limit\":101}",
                "{\"type\":\"threads\"}",
                "{\"type\":\"history\",\"request\":1,\"thread\":\"9; DROP TABLE\"}",
                "{\"type\":\"history\",\"request\":1,\"thread\":\"T1234567890123456789\"}",
                "{\"type\":\"search\",\"request\":1,\"text\":\" \"}",
                "{\"type\":\"search\",\"request\":1,\"text\":\"a\\u0000b\"}",
                "{\"type\":\"send\",\"request\":1,\"clientId\":\"x\",\"thread\":\"T1\",\"text\":\"\"}",
                "{\"type\":\"ephemeral\"}",
                "{\"type\":\"hello\",\"version\":2}",
                "{\"type\":\"hello\",\"version\":1}"
            })
    void whatIsNoFrameIsMalformed(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void aSendNamesEitherAThreadOrAddresses() {
        for (String both : List.of("", ",\"thread\":\"T1\",\"to\":[\"a@b.c\"]")) {
            assertThatThrownBy(() ->
                            decode(
                                    """
                                    {"type":"send","request":9,"text":"x",\
                                    "clientId":"0190b6a0-0000-7000-8000-000000000001"%s}\
                                    """
                                            .formatted(both)))
                    .isInstanceOfSatisfying(
                            MalformedFrameException.class,
                            e -> {
                                assertThat(e.request()).isEqualTo(9L);
                                assertThat(e).hasMessage("send: exactly one of thread and to");
                            });
        }
    }

    @Test
    void deepAndLongInputIsRefusedBeforeItCosts() {
        String deep = "{\"type\":\"x\",\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        assertThatThrownBy(() -> decode(deep)).isInstanceOf(MalformedFrameException.class);
        String wide = "{\"type\":\"x\",\"a\":\"" + "y".repeat(70_000) + "\"}";
        assertThatThrownBy(() -> decode(wide)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void theFaultNeverQuotesThePeer() {
        assertThatThrownBy(() -> decode("{\"type\":\"ack\",\"seq\":\"hunter2\"}"))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageNotContaining("hunter2");
        assertThat(new Credential.Bearer("hunter2").toString()).doesNotContain("hunter2");
    }

    private ClientFrame decode(String json) throws MalformedFrameException {
        return gateway.decodeClient(bytes(json));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
