package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreExceptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "53300"})
    void aLostConnectionIsUnavailable(String state) {
        assertThat(StoreException.of(new SQLException("gone", state)))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01", "53100", "57014", "25P02", ""})
    void aFailedStatementIsNot(String state) {
        StoreException failure = StoreException.of(new SQLException("no", state));

        assertThat(failure).isNotInstanceOf(StoreUnavailableException.class);
        assertThat(failure.sqlState()).isEqualTo(state);
    }

    @Test
    void thePoolsTimeoutIsUnavailable() {
        assertThat(StoreException.of(new SQLTransientConnectionException("timed out")))
                .isInstanceOf(StoreUnavailableException.class);
    }
}
