package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.Upload;
import org.hailpost.mailbox.UploadLimits;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresUploadsIT {
    private Database database;
    private PostgresUploads uploads;
    private long ann;
    private long ben;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        uploads = uploads(3, 1 << 20, Duration.ofHours(1));
        ann = TestAccounts.create(database, "ann@example.org").id();
        ben = TestAccounts.create(database, "ben@example.org").id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private PostgresUploads uploads(int files, long bytes, Duration lifetime) {
        return new PostgresUploads(database, new UploadLimits(files, bytes, lifetime));
    }

    @Test
    void aFileComesBackFromAnyOffsetWhateverItsPiecesWere() throws Exception {
        byte[] file = new byte[600_001];
        new Random(1).nextBytes(file);
        UUID id = uploads.begin(ann, file.length).orElseThrow().id();
        int at = 0;
        for (int size : List.of(1, 262_144, 99, 300_000, 37_757)) {
            assertThat(uploads.find(ann, id).orElseThrow().sha256()).isNull();
            at += size;
            assertThat(uploads.append(ann, id, at - size, Arrays.copyOfRange(file, at - size, at)))
                    .isPresent();
        }
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(file);
        // Another process, as after a restart.
        PostgresUploads others = uploads(3, 1 << 20, Duration.ofHours(1));
        Upload whole = others.whole(ann, sha256).orElseThrow();
        assertThat(whole.id()).isEqualTo(id);
        Content content = others.content(ann, whole);
        assertThat(content.bytes()).isEqualTo(file);
        for (int from : List.of(0, 1, 262_144, 262_145, 262_244, 600_000)) {
            assertThat(content.open(from, 100).readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(file, from, Math.min(from + 100, file.length)));
        }
    }

    @Test
    void anEmptyFileIsWholeAtOnce() throws Exception {
        Upload empty = uploads.begin(ann, 0).orElseThrow();
        assertThat(uploads.whole(ann, hash(empty)).map(Upload::id)).contains(empty.id());
        assertThat(uploads.content(ann, empty).bytes()).isEmpty();
    }

    @Test
    void othersFilesAreNotThere() {
        Upload mine = uploads.begin(ann, 3).orElseThrow();
        Upload whole = uploads.append(ann, mine.id(), 0, new byte[3]).orElseThrow();
        assertThat(uploads.find(ben, mine.id())).isEmpty();
        assertThat(uploads.append(ben, mine.id(), 0, new byte[1])).isEmpty();
        assertThat(uploads.whole(ben, hash(whole))).isEmpty();
        assertThatThrownBy(() -> uploads.content(ben, whole).bytes())
                .isInstanceOf(IOException.class);
        uploads.remove(ben, List.of(mine.id()));
        assertThat(uploads.find(ann, mine.id())).isPresent();
    }

    @Test
    void nothingIsAddedElsewhereOrBeyondTheEnd() {
        UUID id = uploads.begin(ann, 10).orElseThrow().id();
        assertThat(uploads.append(ann, id, 1, new byte[1])).isEmpty();
        assertThat(uploads.append(ann, id, 0, new byte[11])).isEmpty();
        assertThat(uploads.append(ann, id, 0, new byte[4])).isPresent();
        assertThat(uploads.append(ann, id, 0, new byte[4])).as("twice").isEmpty();
        assertThat(uploads.append(ann, id, 4, new byte[7])).isEmpty();
        assertThat(uploads.find(ann, id).orElseThrow().received()).isEqualTo(4);
        assertThat(uploads.append(ann, UUID.randomUUID(), 0, new byte[1])).isEmpty();
    }

    @Test
    void ofTwoThatAddAtOnePlaceOneDoes() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                UUID id = uploads.begin(ann, 10).orElseThrow().id();
                List<Future<Optional<Upload>>> both = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    both.add(threads.submit(() -> uploads.append(ann, id, 0, new byte[6])));
                }
                int added = 0;
                for (Future<Optional<Upload>> one : both) {
                    added += one.get().isPresent() ? 1 : 0;
                }
                assertThat(added).isOne();
                uploads.remove(ann, List.of(id));
            }
        }
    }

    @Test
    void anAccountHasRoomForSoManyAndSoMuch() throws Exception {
        assertThat(uploads.begin(ann, (1 << 20) + 1)).as("alone").isEmpty();
        UUID first = uploads.begin(ann, 1 << 19).orElseThrow().id();
        assertThat(uploads.begin(ann, (1 << 19) + 1)).as("together").isEmpty();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Upload>>> many = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                many.add(threads.submit(() -> uploads.begin(ann, 5)));
            }
            int begun = 0;
            for (Future<Optional<Upload>> one : many) {
                begun += one.get().isPresent() ? 1 : 0;
            }
            assertThat(begun).isEqualTo(2);
        }
        assertThat(uploads.begin(ben, 5)).isPresent();
        uploads.remove(ann, List.of(first));
        assertThat(uploads.begin(ann, 5)).isPresent();
    }

    @Test
    void whatNobodyTouchesExpiresAndTakesNoRoom() {
        Upload old = uploads.begin(ann, 3).orElseThrow();
        Upload whole = uploads.append(ann, old.id(), 0, new byte[3]).orElseThrow();
        for (int i = 0; i < 2; i++) {
            assertThat(uploads.begin(ann, 3)).isPresent();
        }
        age(Duration.ofMinutes(61));
        assertThat(uploads.find(ann, old.id())).isEmpty();
        assertThat(uploads.whole(ann, hash(whole))).isEmpty();
        assertThat(uploads.append(ann, old.id(), 3, new byte[0])).isEmpty();
        Upload fresh = uploads.begin(ann, 3).orElseThrow();
        assertThat(PostgresUploads.forget(database, Duration.ofHours(1))).isEqualTo(3);
        assertThat(count("upload_piece")).isZero();
        assertThat(uploads.find(ann, fresh.id())).isPresent();
    }

    @Test
    void theFilesOfAnAccountGoWithIt() {
        UUID id = uploads.begin(ann, 3).orElseThrow().id();
        assertThat(uploads.append(ann, id, 0, new byte[2])).isPresent();
        new PostgresRegistry(database).removeAccount(Address.parse("ann@example.org"));
        assertThat(count("upload")).isZero();
        assertThat(count("upload_piece")).isZero();
        assertThatThrownBy(() -> uploads.begin(ann, 3)).isInstanceOf(MailboxGoneException.class);
    }

    private static byte[] hash(Upload upload) {
        return Objects.requireNonNull(upload.sha256());
    }

    private void age(Duration by) {
        assertThat(
                        Query.of(
                                        database,
                                        "update upload set touched_at = touched_at - ?::interval",
                                        by.toSeconds() + " seconds")
                                .update())
                .isPositive();
    }

    private long count(String table) {
        return Query.of(database, "select count(*) from " + table)
                .first(row -> row.getLong(1))
                .orElseThrow();
    }
}
