package org.hailpost.bench;

import java.io.IOException;

/**
 * The ceiling: an SMTP server that says yes and keeps nothing, in a process of its own. What it
 * takes in a second is what the driver and the kernel can do; no server that keeps mail can do
 * more.
 */
public final class DiscardSink {
    private DiscardSink() {}

    /** Prints its port on a line, and runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Loop loop = new Loop("sink");
                OutsideSink sink = new OutsideSink(loop, 1)) {
            sink.open(OutsideSink.Watcher.NOBODY);
            System.out.println(sink.ports().getFirst());
            Thread.currentThread().join();
        }
    }
}
