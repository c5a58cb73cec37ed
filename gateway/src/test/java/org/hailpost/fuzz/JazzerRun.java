package org.hailpost.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Jazzer on every target, each in a process of its own; {@code -Pfuzz} starts it. The first
 * fault ends it with status 1 and lies, as an input, in {@code target/fuzz}.
 */
public final class JazzerRun {
    private JazzerRun() {}

    /** {@code args[0]}: seconds for each target; then the targets' names, all if there is none. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> names = List.of(args).subList(1, args.length);
        for (FuzzTarget target : FuzzTarget.values()) {
            if (names.isEmpty() || names.contains(target.directory())) {
                int status = run(target, args[0]);
                if (status != 0) {
                    System.exit(1);
                }
            }
        }
    }

    private static int run(FuzzTarget target, String seconds)
            throws IOException, InterruptedException {
        Path found = Path.of("target", "fuzz", target.directory()).toAbsolutePath();
        Files.createDirectories(found);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx1g",
                                "-XX:+EnableDynamicAgentLoading",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.code_intelligence.jazzer.Jazzer",
                                "--target_class=" + target.home.getName(),
                                "--instrumentation_includes=org.hailpost.**",
                                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                                "-max_total_time=" + seconds,
                                "-timeout=2", // a hang; FuzzTest is stricter, it counts processor
                                // time
                                "-rss_limit_mb=2500",
                                "-print_final_stats=1",
                                "--reproducer_path=" + found.getParent(),
                                "-artifact_prefix="
                                        + found.getParent()
                                        + "/fault-"
                                        + target.directory()
                                        + "-",
                                found.toString(),
                                target.corpus().toAbsolutePath().toString()));
        System.out.println("jazzer: " + target.directory() + ", " + seconds + " s");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
