package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code hailpost} as a process of its own, on the classes under test. */
final class ChildProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private ChildProcess(Process process) {
        this.process = process;
    }

    static ChildProcess start(Path home, String... words) throws IOException {
        return start(home, List.of(), words);
    }

    /** With options for its virtual machine. */
    static ChildProcess start(Path home, List<String> options, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dhailpost.home=" + home);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(words));
        var child = new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
        Thread.ofPlatform().daemon().start(child::read);
        return child;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process is gone: what it said is what there is.
        } finally {
            ended.countDown();
            synchronized (lines) {
                lines.notifyAll();
            }
        }
    }

    /** Waits until the process prints a line with this in it; fails if it ends without. */
    String await(String part) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.contains(part)) {
                        return line;
                    }
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                assertThat(left > 0 && ended.getCount() > 0)
                        .as("a line with %s in: %s", part, lines)
                        .isTrue();
                lines.wait(left);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM; the time until the process has ended. */
    Duration terminate() throws InterruptedException {
        long begin = System.nanoTime();
        process.toHandle().destroy(); // Process.destroy would close its output as well
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String output() throws InterruptedException {
        assertThat(ended.await(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
