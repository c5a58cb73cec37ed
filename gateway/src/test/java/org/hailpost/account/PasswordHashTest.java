package org.hailpost.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private final PasswordHash hash = new PasswordHash(new SecureRandom());

    @Test
    void matchesItsSecretAndNoOther() {
        String stored = hash.hash("secret");
        assertThat(hash.matches("secret", stored)).isTrue();
        assertThat(hash.matches("Secret", stored)).isFalse();
        assertThat(hash.matches("", stored)).isFalse();
    }

    @Test
    void saltsEveryHash() {
        assertThat(hash.hash("secret")).isNotEqualTo(hash.hash("secret"));
    }

    @Test
    void takesTheCostFromTheHash() {
        String other = hash.hash("x").replace("m=19456", "m=64");
        assertThat(hash.matches("x", other)).isFalse(); // another cost, another hash
    }

    @Test
    void refusesWhatCostsTooMuchOrIsNoHash() {
        String huge = hash.hash("x").replace("m=19456", "m=99999999");
        assertThatThrownBy(() -> hash.matches("x", huge))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hash.matches("x", "plain"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
