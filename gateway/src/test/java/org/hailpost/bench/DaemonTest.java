package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonTest {
    @TempDir private Path directory;

    @Test
    void saysWhichPackageHasAMissingProgram() {
        assertThatThrownBy(() -> Daemon.check(directory.resolve("postfix"), "postfix"))
                .isInstanceOf(PeerUnavailableException.class)
                .hasMessageContaining("apt install postfix");
    }

    @Test
    void stopsTheMasterAndWhatItStarted() throws IOException {
        Process master =
                new ProcessBuilder("sh", "-c", "sleep 100 & trap 'kill $!; exit' TERM; wait")
                        .start();
        try (ServerSocket door = new ServerSocket(0)) {
            Daemon daemon =
                    Daemon.await(
                            master.toHandle(),
                            Ports.loopback(door.getLocalPort()),
                            directory.resolve("log"));
            List<ProcessHandle> all = daemon.processes();

            daemon.stop();

            assertThat(all).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void showsTheLogOfADaemonThatDidNotStart() throws IOException, InterruptedException {
        Process master = new ProcessBuilder("true").start();
        master.waitFor();
        Path log = Files.writeString(directory.resolve("log"), "fatal: no such user");

        assertThatThrownBy(() -> Daemon.await(master.toHandle(), Ports.loopback(Ports.free()), log))
                .isInstanceOf(PeerUnavailableException.class)
                .hasMessageContaining("fatal: no such user");
    }
}
