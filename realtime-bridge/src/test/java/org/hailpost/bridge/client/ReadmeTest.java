package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theReadmeShowsTheExampleThatCompiles() throws Exception {
        String example =
                Files.readString(
                        Path.of("src/test/java/org/hailpost/bridge/client/ReadmeExample.java"));
        String shown = example.substring(example.indexOf("import ")).strip();
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```java\n" + shown + "\n```");
    }
}
