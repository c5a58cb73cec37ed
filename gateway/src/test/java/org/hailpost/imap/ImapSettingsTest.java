package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ImapSettingsTest {
    @Test
    void theDefaultsAreValidAndNeedTls() {
        assertThat(ImapSettings.defaults().clearLoginOnLoopback()).isFalse();
        assertThat(ImapSettings.defaults().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void anInvalidValueNamesItsKey() {
        assertThatThrownBy(() -> with(70_000, 100, 1024 * 1024))
                .hasMessageStartingWith("port must be");
        assertThatThrownBy(() -> with(143, 0, 1024 * 1024))
                .hasMessageStartingWith("max-connections must be");
        assertThatThrownBy(() -> with(143, 100, 10))
                .hasMessageStartingWith("max-message-bytes must be");
    }

    private static ImapSettings with(int port, int connections, long messageSize) {
        ImapSettings d = ImapSettings.defaults();
        return new ImapSettings(
                d.bindAddress(),
                port,
                d.tlsPort(),
                false,
                connections,
                d.maxConnectionsPerAddress(),
                messageSize,
                d.maxCommandBytes(),
                d.loginTimeout(),
                d.idleTimeout(),
                d.stillHereInterval(),
                d.writeTimeout());
    }
}
