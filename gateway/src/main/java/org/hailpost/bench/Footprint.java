package org.hailpost.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a Java process on this machine takes.
 *
 * @param heapBytes in use after a full collection
 * @param residentBytes of the process in memory (VmRSS), after the same
 * @param hugeBytes of them in huge pages, of which one touched byte makes 2 MB resident
 */
record Footprint(long heapBytes, long residentBytes, long hugeBytes) {
    /** Of {@code /proc/PID/stat}; the same on every Linux that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private static final long STEADY_BYTES = 1 << 20;
    private static final int MOST_READINGS = 40;
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** One look at a process. */
    interface Reading {
        Footprint take() throws IOException, InterruptedException;
    }

    /** Collects the garbage of the process first, and so stops it for a moment. */
    static Footprint of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        String memory = Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
        return new Footprint(
                kilobytes(heap, "used "),
                kilobytes(memory, "Rss:"),
                kilobytes(memory, "AnonHugePages:"));
    }

    /** The same once it is steady: what a load began, the compiler's work above all, goes on. */
    static Footprint settled(long pid) throws IOException, InterruptedException {
        return settled(() -> of(pid), PAUSE);
    }

    static Footprint settled(Reading reading, Duration pause)
            throws IOException, InterruptedException {
        Footprint last = reading.take();
        for (int i = 1; i < MOST_READINGS; i++) {
            Thread.sleep(pause);
            Footprint now = reading.take();
            if (Math.abs(now.residentBytes - last.residentBytes) <= STEADY_BYTES) {
                return now;
            }
            last = now;
        }
        throw new IOException("the memory in use does not settle: " + last);
    }

    /** Processor time so far, of all its threads. */
    static Duration processorTime(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name, in parentheses, may hold anything; user and system time are fields 14 and 15.
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }

    /** The number after a word, which counts kilobytes. */
    private static long kilobytes(String text, String word) throws IOException {
        int at = text.indexOf(word);
        if (at < 0) {
            throw new IOException("no " + word + " in: " + text);
        }
        String rest = text.substring(at + word.length()).stripLeading();
        int end = 0;
        while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
            end++;
        }
        return Long.parseLong(rest.substring(0, end)) * 1024;
    }
}
