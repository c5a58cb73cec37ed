package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Promises 1 and 2 while everything breaks, in another way each time: the short form of {@code
 * hailpost bench chaos}. What it prints has the seed; {@code hailpost bench chaos --minutes 3
 * --seed N} does the same again.
 */
class ChaosIT {
    @Test
    void noMailIsLostDoubledOrMixedUpWhateverIsKilled() {
        TestConsole console = new TestConsole(Path.of("..").toAbsolutePath().normalize());
        int status = console.run("bench", "chaos", "--minutes", "3");
        System.out.println(console.err() + "\n" + console.out());
        assertThat(status).as(console.err() + "\n" + console.out()).isZero();
        assertThat(console.out()).contains("seed").contains("kill -9 of the gateway");
    }
}
