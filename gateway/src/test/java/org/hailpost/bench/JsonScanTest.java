package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonScanTest {
    private static final String EVENT =
            "{\"type\":\"event\",\"kind\":\"message.new\",\"seq\":4181,\"subject\":\"p1 7\"}";

    @Test
    void aNumberAndATextAreFoundByTheirNames() {
        assertThat(JsonScan.number(EVENT, "seq")).isEqualTo(4181);
        assertThat(JsonScan.text(EVENT, "subject")).isEqualTo("p1 7");
    }

    @Test
    void whatIsNotThereIsSaidToBe() {
        assertThat(JsonScan.number(EVENT, "head")).isEqualTo(-1);
        assertThat(JsonScan.text(EVENT, "epoch")).isEmpty();
    }
}
