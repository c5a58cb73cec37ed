package org.hailpost.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta.Field;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageCacheTest {
    private static final long ALICE = 7;
    private static final Set<Field> SHOWN = EnumSet.of(Field.ENVELOPE, Field.BODY_STRUCTURE);
    private static final Set<Field> WHOLE = EnumSet.of(Field.WHOLE);

    private final MemoryMailboxes store = new MemoryMailboxes();
    private final MessageCache cache = new MessageCache(store, 1024 * 1024);
    private long inbox;

    @BeforeEach
    void open() {
        store.addAccount(ALICE);
        inbox = store.find(ALICE, "INBOX").orElseThrow().id();
    }

    /** Returns the ids of messages whose subjects are numbers from 0 on. */
    private List<Long> deliver(int count, int octets) throws IOException {
        for (int i = 0; i < count; i++) {
            String text = "Subject: " + i + "\r\n\r\n" + "x".repeat(octets);
            Content content = Content.of(text.getBytes(StandardCharsets.US_ASCII));
            store.store(
                    new NewMessage(
                            content,
                            MessageScanner.scan(content),
                            List.of(
                                    new NewMessage.Copy(
                                            ALICE,
                                            new NewMessage.Target.ById(inbox),
                                            new byte[0],
                                            0,
                                            List.of(),
                                            OffsetDateTime.now(ZoneOffset.UTC),
                                            true,
                                            List.of(),
                                            NewMessage.Trust.NONE,
                                            -1)),
                            null));
        }
        List<Long> ids = new ArrayList<>();
        for (long id : store.snapshot(ALICE, inbox).messageIds()) {
            ids.add(id);
        }
        return ids;
    }

    @Test
    void whatWasReadIsNotReadAgain() throws IOException {
        List<Long> ids = deliver(3, 10);
        Map<Long, MessageMeta> first = cache.read(ALICE, ids.subList(0, 2), SHOWN);
        assertThat(store.metasRead()).isEqualTo(ids.subList(0, 2));
        Map<Long, MessageMeta> second = cache.read(ALICE, ids, SHOWN);
        assertThat(store.metasRead()).containsExactly(ids.get(2));
        assertThat(second.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        for (Long id : ids.subList(0, 2)) {
            assertThat(of(second, id).envelope()).isEqualTo(of(first, id).envelope());
            assertThat(of(second, id).bodyStructure()).isNotNull();
        }
    }

    @Test
    void columnsThatWereNotReadAreReadLater() throws IOException {
        List<Long> ids = deliver(1, 10);
        Set<Field> header = EnumSet.of(Field.HEADER);
        cache.read(ALICE, ids, SHOWN);
        assertThat(of(cache.read(ALICE, ids, header), ids.getFirst()).header()).isNotNull();
        store.metasRead();
        Set<Field> all = EnumSet.of(Field.HEADER, Field.ENVELOPE, Field.BODY_STRUCTURE);
        MessageMeta together = of(cache.read(ALICE, ids, all), ids.getFirst());
        assertThat(store.metasRead()).isEmpty();
        assertThat(together.header()).isNotNull();
        assertThat(together.envelope()).isNotNull();
    }

    @Test
    void aWholeMessageComesWithWhatWasKnown() throws IOException {
        List<Long> ids = deliver(1, 10);
        cache.read(ALICE, ids, SHOWN);
        Set<Field> all = EnumSet.of(Field.WHOLE, Field.ENVELOPE);
        MessageMeta read = of(cache.read(ALICE, ids, all), ids.getFirst());
        MessageMeta kept = of(cache.read(ALICE, ids, all), ids.getFirst());
        assertThat(store.metasRead()).hasSize(2);
        for (MessageMeta meta : List.of(read, kept)) {
            assertThat(meta.envelope()).isNotNull();
            assertThat(meta.whole()).asString().endsWith("xxxxxxxxxx");
        }
    }

    @Test
    void whatIsWantedNextIsReadAlong() throws IOException {
        List<Long> ids = deliver(4, 10);
        cache.read(ALICE, ids.subList(0, 1), WHOLE, () -> ids.subList(1, 3));
        assertThat(store.metasRead()).isEqualTo(ids.subList(0, 3));
        cache.read(ALICE, ids.subList(2, 3), WHOLE, () -> ids.subList(3, 4));
        assertThat(store.metasRead()).isEmpty();
    }

    @Test
    void aMessageTooLargeToComeWholeIsNotReadForIt() throws IOException {
        List<Long> ids = deliver(1, MessageMeta.WHOLE_BYTES);
        cache.read(ALICE, ids, WHOLE);
        assertThat(of(cache.read(ALICE, ids, WHOLE), ids.getFirst()).whole()).isNull();
        assertThat(store.metasRead()).hasSize(1);
    }

    @Test
    void noMoreOctetsAreKeptThanAllowed() throws IOException {
        List<Long> ids = deliver(100, 20_000);
        cache.read(ALICE, ids, WHOLE);
        store.metasRead();
        cache.read(ALICE, ids, WHOLE);
        // Half of a mebibyte has room for 25.
        assertThat(store.metasRead()).hasSizeGreaterThanOrEqualTo(100 - 26);
        MessageCache none = new MessageCache(store, 0);
        none.read(ALICE, ids, SHOWN);
        store.metasRead();
        none.read(ALICE, ids, SHOWN);
        assertThat(store.metasRead()).isEqualTo(ids);
    }

    @Test
    void anAccountGetsNothingOfAnother() throws IOException {
        List<Long> ids = deliver(1, 10);
        cache.read(ALICE, ids, SHOWN);
        store.metasRead();
        cache.read(ALICE + 1, ids, SHOWN);
        assertThat(store.metasRead()).isEqualTo(ids);
    }

    private static MessageMeta of(Map<Long, MessageMeta> metas, Long id) {
        return Objects.requireNonNull(metas.get(id));
    }
}
