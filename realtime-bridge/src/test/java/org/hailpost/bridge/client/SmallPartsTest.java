package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.hailpost.bridge.frame.Resume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallPartsTest {
    @TempDir Path dir;

    @Test
    void aResumePointSurvivesInItsFile() throws IOException {
        ResumeStore store = ResumeStore.file(dir.resolve("a/b"));
        assertThat(store.load()).isEmpty();
        store.save(new Resume("e7", 41));
        store.save(new Resume("e7", 42));
        assertThat(ResumeStore.file(dir.resolve("a/b")).load()).contains(new Resume("e7", 42));
    }

    @Test
    void aForeignFileIsNoResumePoint() throws IOException {
        Path file = Files.writeString(dir.resolve("x"), "what is this");
        assertThatThrownBy(() -> ResumeStore.file(file).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a resume file");
    }

    @Test
    void backoffDoublesItsBoundAndStopsAtTheLongest() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random(1));
        long bound = 500;
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next().toMillis()).isBetween(0L, Math.min(bound, 30_000));
            bound = Math.min(bound * 2, 30_000);
        }
        backoff.reset();
        assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(500);
    }

    @Test
    void clientIdsAreVersionSevenAndSortByTime() {
        UUID first = TimeOrderedUuid.at(1000, -1, -1);
        UUID second = TimeOrderedUuid.at(1001, 0, 0);
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.toString()).isLessThan(second.toString());
    }

    @Test
    void aCredentialDoesNotCrossTheNetworkInTheClear() {
        ClientBuilder far = BridgeClient.builder(URI.create("ws://mail.example.org"));
        assertThatThrownBy(() -> far.password("a@example.org", "x").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in the clear");
        for (String near :
                new String[] {"localhost", "demo.localhost:80", "127.0.0.1", "[::1]:9"}) {
            BridgeClient.builder(URI.create("ws://" + near)).password("a@x", "y").build().close();
        }
    }
}
