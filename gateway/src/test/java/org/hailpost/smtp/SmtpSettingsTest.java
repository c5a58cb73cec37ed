package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SmtpSettingsTest {
    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("port", 65536),
                Arguments.of("port", -1),
                Arguments.of("bindAddress", "mail.example"),
                Arguments.of("bindAddress", ""),
                Arguments.of("hostname", "MX.example.org"),
                Arguments.of("hostname", "mx example"),
                Arguments.of("hostname", ""),
                Arguments.of("maxMessageBytes", 1000L),
                Arguments.of("spillBytes", 1L << 40),
                Arguments.of("maxRecipients", 99),
                Arguments.of("maxCommandLineBytes", 511),
                Arguments.of("maxTextLineBytes", 999),
                Arguments.of("maxErrors", 0),
                Arguments.of("maxCommands", 100),
                Arguments.of("maxConnections", 0),
                Arguments.of("commandTimeout", Duration.ZERO),
                Arguments.of("dataTimeout", Duration.ofDays(2)),
                Arguments.of("proxyPeers", List.of("10.0.0.0/33")),
                Arguments.of("proxyPeers", List.of("proxy.example")));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsRefusedByTheNameOfItsKey(String name, Object value) {
        assertThatThrownBy(() -> TestListener.settings(Map.of(name, value)))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.128.0/17, 192.168.128.1, true",
        "192.168.128.0/17, 192.168.127.255, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false"
    })
    void aNetworkContainsItsAddresses(String network, String address, boolean inside) {
        assertThat(AddressRange.parse(network, "x").contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }
}
