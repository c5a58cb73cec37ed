package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImapSettingsTest {
    @Test
    void theDefaultsAreValidAndNeedTls() {
        assertThat(ImapSettings.DEFAULTS.clearLoginOnLoopback()).isFalse();
        assertThat(ImapLimits.DEFAULTS.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void anInvalidValueNamesItsKey() {
        assertThatThrownBy(() -> listeningOn(" ", 143)).hasMessageStartingWith("bind-address must");
        assertThatThrownBy(() -> listeningOn("::", 70_000)).hasMessageStartingWith("port must be");
        assertThatThrownBy(() -> limits(0, 1024 * 1024))
                .hasMessageStartingWith("max-connections must be");
        assertThatThrownBy(() -> limits(100, 10)).hasMessageStartingWith("max-message-bytes must");
    }

    private static ImapSettings listeningOn(String address, int port) {
        return new ImapSettings(address, port, 993, false, List.of(), 0, ImapLimits.DEFAULTS);
    }

    private static ImapLimits limits(int connections, long messageSize) {
        ImapLimits d = ImapLimits.DEFAULTS;
        return new ImapLimits(
                connections,
                d.maxConnectionsPerAddress(),
                d.maxConnectionsPerAccount(),
                messageSize,
                d.maxCommandBytes(),
                d.loginTimeout(),
                d.idleTimeout(),
                d.stillHereInterval(),
                d.progressInterval(),
                d.writeTimeout());
    }
}
