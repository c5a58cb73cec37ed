package org.hailpost.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Memory that this machine has touched before. A virtual one gets a page from its host when it
 * first touches it, which may take ten microseconds, and a mail fills several: whoever is measured
 * while the page cache grows into fresh memory pays for everybody after it.
 */
final class WarmMemory {
    /** As much as the files of a long run. */
    private static final long MOST_MEGABYTES = 8 << 10;

    private WarmMemory() {}

    /** A heap that is touched as a whole, and given back at once. */
    static void touch() throws IOException, InterruptedException {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long megabytes = Math.min(MOST_MEGABYTES, (machine.getFreeMemorySize() >> 20) / 2);
        Java.process(
                        WarmMemory.class,
                        List.of(
                                "-XX:+UseSerialGC",
                                "-XX:+AlwaysPreTouch",
                                "-Xms" + megabytes + "m",
                                "-Xmx" + megabytes + "m"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    public static void main(String[] arguments) {
        // The heap was there before this.
    }
}
