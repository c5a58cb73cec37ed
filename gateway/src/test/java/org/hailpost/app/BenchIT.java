package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hailpost.bench.Benchmarks;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each benchmark with a small load: that it works, not how fast. Chaos has a test of its own. */
class BenchIT {
    /** Rows that a reader looks for, where nothing else of the report would miss them. */
    private static final Map<String, List<String>> ROWS =
            Map.of(
                    "imap",
                    List.of(
                            "20 in IDLE, plain, fresh gateway: RSS of each",
                            "20 in IDLE, plain, fresh gateway: heap of each",
                            "20 in IDLE, TLS, fresh gateway: RSS of each",
                            "20 in IDLE, TLS, fresh gateway: heap of each"));

    @TempDir private Path reports;

    static Stream<String> names() {
        return Benchmarks.names().stream().filter(name -> !name.equals("chaos"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void measuresSomethingAndReportsIt(String name) throws IOException {
        TestConsole console = new TestConsole(Path.of("..").toAbsolutePath().normalize());
        int status =
                console.run(
                        "bench", name, "--quick", "--repeats", "1", "--report", reports.toString());
        assertThat(status).as(console.err()).isZero();
        assertThat(Files.readString(reports.resolve(name + ".md")))
                .contains("| " + name, "hailpost");
        assertThat(Files.readString(reports.resolve(name + ".svg")))
                .contains("<rect")
                .contains("</svg>");
        JsonNode report = new JsonMapper().readTree(reports.resolve(name + ".json").toFile());
        assertThat(report.get("rows")).isNotEmpty();
        assertThat(report.get("rows").findValuesAsString("what"))
                .containsAll(ROWS.getOrDefault(name, List.of()));
        for (JsonNode row : report.get("rows")) {
            // Processor time is counted in 10 ms, and the memory of a small load is lost in noise.
            String unit = row.get("unit").asString();
            if (!unit.startsWith("CPU") && !unit.equals("kB")) {
                assertThat(row.get("figures").get("hailpost").get("median").asDouble())
                        .as(row.get("what").asString())
                        .isPositive();
            }
        }
    }
}
