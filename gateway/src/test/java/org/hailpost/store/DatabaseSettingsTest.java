package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {
    @Test
    void neverPrintsASecret() {
        DatabaseSettings settings =
                DatabaseSettings.server(
                        "jdbc:postgresql://db.example/mail?password=hush", "u", "hush");

        assertThat(settings.toString()).contains("db.example/mail").doesNotContain("hush");
    }
}
