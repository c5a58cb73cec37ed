package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.hailpost.smtp.SmtpSettings;
import org.junit.jupiter.api.Test;

class SmtpSectionTest {
    @Test
    void theListenersDifferInTheirPortAlone() {
        SmtpSettings mx = SmtpSection.DEFAULTS.mx("mx.example.org");
        SmtpSettings submission = SmtpSection.DEFAULTS.submission("mx.example.org");
        assertThat(mx.port()).isEqualTo(25);
        assertThat(submission.port()).isEqualTo(587);
        assertThat(submission).usingRecursiveComparison().ignoringFields("port").isEqualTo(mx);
    }
}
