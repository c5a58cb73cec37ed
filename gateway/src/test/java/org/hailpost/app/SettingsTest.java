package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theDatabaseIsToldThePortsOfAllDoors() throws Exception {
        DemoPorts ports = new DemoPorts(20_000);
        assertThat(Settings.demo(Path.of("data"), ports).databaseIn(Path.of("data")).otherPorts())
                .containsExactlyInAnyOrder(
                        ports.smtp(),
                        ports.submission(),
                        ports.submissions(),
                        ports.imap(),
                        ports.imaps(),
                        ports.http());
    }
}
