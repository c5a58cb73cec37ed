package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code hailpost demo} in a process of its own, which can be killed and started again. */
final class DemoProcess implements AutoCloseable {
    private final Path directory;
    private final DemoPorts ports = TestGateway.freePorts();
    private Process process;

    private DemoProcess(Path directory) throws IOException {
        this.directory = directory;
        this.process = launch();
    }

    static DemoProcess start(Path directory) throws IOException {
        return new DemoProcess(directory);
    }

    DemoPorts ports() {
        return ports;
    }

    /** {@code kill -9}; the database is left to itself. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
    }

    /** The postmaster, and all that it started. */
    List<Long> database() throws IOException {
        Path file = directory.resolve("data/postgres/data/postmaster.pid");
        long postmaster = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        List<Long> pids = new ArrayList<>(List.of(postmaster));
        ProcessHandle.of(postmaster)
                .orElseThrow()
                .descendants()
                .forEach(child -> pids.add(child.pid()));
        return pids;
    }

    private Process launch() throws IOException {
        Path log = directory.resolve("log");
        Path facts = directory.resolve("data/demo.json");
        Files.deleteIfExists(facts);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                "org.hailpost.app.Main",
                                "demo",
                                "--quiet",
                                "--data",
                                directory.resolve("data").toString(),
                                "--port-base",
                                String.valueOf(ports.base())));
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        TestTerminal.await(() -> Files.exists(facts) || !started.isAlive(), "the gateway");
        assertThat(started.isAlive()).as(Files.readString(log)).isTrue();
        return started;
    }

    /** SIGTERM: an orderly stop, the database included. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
