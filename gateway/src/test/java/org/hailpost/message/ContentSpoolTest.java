package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentSpoolTest {
    @TempDir Path directory;

    @Test
    void aSmallMessageNeverTouchesTheDisk() throws IOException {
        try (ContentSpool spool = new ContentSpool(directory.resolve("missing"), 100, 1000)) {
            spool.write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(spool.finish().bytes()).asString().isEqualTo("hello");
        }
    }

    @Test
    void aLargeMessageIsReadBackInAnyRangeUntilItIsClosed() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        ContentSpool spool = new ContentSpool(directory, 1000, 1_000_000);
        for (int i = 0; i < bytes.length; i += 777) {
            spool.write(bytes, i, Math.min(777, bytes.length - i));
        }
        Content content = spool.finish();
        spool.close();
        assertThat(content.size()).isEqualTo(bytes.length);
        assertThat(content.bytes()).isEqualTo(bytes);
        assertThat(content.open(299_990, 100).readAllBytes()).hasSize(10);
        assertThat(content.open(500, 3).readAllBytes())
                .containsExactly(bytes[500], bytes[501], bytes[502]);
        assertThat(content.open(400_000, 3).readAllBytes()).isEmpty();
        assertThat(content).isInstanceOf(SpooledContent.class);
        content.close();
        assertThatThrownBy(content::bytes).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aLargeMessageHasNoFileNameThatAKilledProcessWouldLeaveBehind() throws IOException {
        try (ContentSpool spool = new ContentSpool(directory, 10, 1_000_000)) {
            spool.write(new byte[100_000]);
            assertThat(directory).isEmptyDirectory();
            try (Content content = spool.finish()) {
                assertThat(directory).isEmptyDirectory();
                assertThat(content.bytes()).hasSize(100_000);
            }
        }
    }

    @Test
    void whatIsDiscardedTakesNothingMore() throws IOException {
        try (ContentSpool spool = new ContentSpool(directory, 10, 1_000_000)) {
            spool.write(new byte[100_000]);
            spool.discard();
            assertThatThrownBy(() -> spool.write(1)).hasMessage("content spool has ended");
            assertThatThrownBy(spool::finish).hasMessage("content spool has ended");
        }
    }

    @Test
    void tooLargeAndUnwritableAreToldApart() throws IOException {
        try (ContentSpool spool = new ContentSpool(directory, 10, 100)) {
            spool.write(new byte[100]);
            assertThatThrownBy(() -> spool.write(1)).isInstanceOf(ContentTooLargeException.class);
        }
        try (ContentSpool spool = new ContentSpool(directory.resolve("missing"), 10, 100)) {
            assertThatThrownBy(() -> spool.write(new byte[50]))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(ContentTooLargeException.class);
        }
    }
}
