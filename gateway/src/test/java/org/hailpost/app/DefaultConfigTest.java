package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.config.Config;
import org.junit.jupiter.api.Test;

/** {@code conf/hailpost.toml} is the reference of all keys, and exactly the defaults. */
class DefaultConfigTest {
    private static String shipped() throws Exception {
        try (var file = DefaultConfigTest.class.getResourceAsStream("/conf/hailpost.toml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void itHoldsEveryKeyAndNoOther() throws Exception {
        assertThat(written(shipped())).containsExactlyElementsOf(Config.keys(Settings.class));
    }

    @Test
    void itGivesExactlyTheDefaults() throws Exception {
        var config = new Config(Map.of(), Map.of());
        assertThat(config.parse("conf/hailpost.toml", shipped(), Settings.DEFAULTS))
                .isEqualTo(Settings.DEFAULTS);
        assertThat(Settings.read(Optional.empty(), Map.of())).isEqualTo(Settings.DEFAULTS);
    }

    /** Otherwise a value in the file that no parser read would go unnoticed above. */
    @Test
    void everyKeyOfItIsRead() throws Exception {
        for (String line :
                shipped().lines().filter(l -> l.contains(" = ") && !l.startsWith("#")).toList()) {
            String wrong =
                    shipped()
                            .replace(
                                    "\n" + line + "\n",
                                    "\n" + line.replaceFirst("=.*", "= {}") + "\n");
            assertThat(wrong).isNotEqualTo(shipped());
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowable(() ->
                                    new Config(Map.of(), Map.of())
                                            .parse("x", wrong, Settings.DEFAULTS)))
                    .as(line)
                    .isNotNull();
        }
    }

    @Test
    void everyKeyHasACommentAboveIt() throws Exception {
        List<String> lines = shipped().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("[a-z-]+ = .*")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("# ");
            }
        }
    }

    private static List<String> written(String toml) {
        var keys = new ArrayList<String>();
        String table = "";
        for (String line : toml.lines().toList()) {
            if (line.startsWith("[")) {
                table = line.substring(1, line.length() - 1);
            } else if (line.matches("[a-z-]+ = .*")) {
                keys.add(table + "." + line.substring(0, line.indexOf(' ')));
            }
        }
        return keys;
    }
}
