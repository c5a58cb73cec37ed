package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedAddressesTest {
    private static boolean allows(String address, String... opened) {
        return new AllowedAddresses(List.of(opened)).allows(InetAddress.ofLiteral(address));
    }

    @Test
    void whatIsNotOfTheInternetIsClosed() {
        for (String address :
                List.of(
                        "127.0.0.1",
                        "127.9.9.9",
                        "0.0.0.0",
                        "10.0.0.1",
                        "172.16.0.1",
                        "172.31.255.255",
                        "192.168.1.1",
                        "169.254.169.254",
                        "100.64.0.1",
                        "198.18.0.1",
                        "224.0.0.1",
                        "255.255.255.255",
                        "::",
                        "::1",
                        "fe80::1",
                        "fec0::1",
                        "fc00::1",
                        "fdff::1",
                        "ff02::1",
                        "64:ff9b::7f00:1",
                        "64:ff9b::a00:1",
                        "2002:7f00:1::1")) {
            assertThat(allows(address)).as(address).isFalse();
        }
    }

    @Test
    void theInternetIsOpen() {
        for (String address :
                List.of(
                        "8.8.8.8",
                        "172.15.0.1",
                        "172.32.0.1",
                        "100.63.0.1",
                        "192.167.0.1",
                        "2001:4860:4860::8888",
                        "64:ff9b::808:808",
                        "2002:808:808::1")) {
            assertThat(allows(address)).as(address).isTrue();
        }
    }

    @Test
    void whatIsAllowedByKeyIsOpen() {
        assertThat(allows("10.1.2.3", "10.1.0.0/16")).isTrue();
        assertThat(allows("10.2.2.3", "10.1.0.0/16")).isFalse();
        assertThat(allows("::1", "::1")).isTrue();
    }
}
