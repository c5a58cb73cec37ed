package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void showsTheExampleThatCompiles() throws IOException {
        String example = Files.readString(Path.of("src/test/java/example/ReadmeExample.java"));
        String shown = example.substring(example.indexOf("import ")).strip();
        assertThat(readme()).contains("```java\n" + shown + "\n```");
    }

    @Test
    void namesOnlyTestsThatThereAre() throws IOException {
        var named = new TreeSet<String>();
        var name = Pattern.compile("`([A-Z][A-Za-z]+(?:IT|Test))`").matcher(readme());
        while (name.find()) {
            named.add(name.group(1) + ".java");
        }
        named.remove("XTest.java");
        var there = new TreeSet<String>();
        for (String module : new String[] {"gateway", "realtime-bridge"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.forEach(file -> there.add(file.getFileName() + ""));
            }
        }
        assertThat(there).containsAll(named);
        assertThat(named).hasSizeGreaterThan(10);
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
