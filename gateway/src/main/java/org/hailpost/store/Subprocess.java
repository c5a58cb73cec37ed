package org.hailpost.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How PostgreSQL's programs are run, whoever we are. */
final class Subprocess {
    private Subprocess() {}

    /**
     * PostgreSQL refuses to run as root. In a user namespace without a mapping (unshare -U) root's
     * processes have no uid 0 to be seen, no capabilities, and still own root's files.
     */
    static List<String> command(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.add(
                    find("unshare")
                            .orElseThrow(() ->
                                    new DatabaseUnavailableException(
                                            "the embedded PostgreSQL cannot run as root without the program unshare (util-linux); run the gateway as an ordinary user or name a server with database.url"))
                            .toString());
            command.add("-U");
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a short-lived program to its end.
     *
     * @return what it printed
     * @throws DatabaseUnavailableException if it failed, with what it printed
     */
    static String run(List<String> command, String input) throws IOException {
        Process process = builder(command).start();
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status;
        try {
            status = process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("interrupted", e);
        }
        if (output.contains("unshare failed")) {
            throw new DatabaseUnavailableException(
                    "the embedded PostgreSQL cannot run as root where user namespaces are forbidden (%s); run the gateway as an ordinary user or name a server with database.url"
                            .formatted(output.strip()));
        }
        if (status != 0) {
            throw new DatabaseUnavailableException(
                    "%s failed with status %d:\n%s"
                            .formatted(String.join(" ", command), status, output.strip()));
        }
        return output;
    }

    /** A program on the PATH. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isRoot() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }
}
