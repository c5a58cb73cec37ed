package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.TextSieve;
import org.hailpost.mailbox.TextSieve.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The segments say what need not be read, and never too much. */
class SearchIndexerIT {
    private static final int COUNT = 3 * BitSlices.MESSAGES + 40;

    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private Account bob;
    private SearchIndexer indexer;
    private PostgresMailboxes store;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        bob = TestAccounts.create(database, "bob@example.org");
        indexer = new SearchIndexer(database, Duration.ofHours(1));
        store = new PostgresMailboxes(database, feed);
    }

    @AfterEach
    void close() {
        indexer.close();
        intake.close();
        feed.close();
        database.close();
    }

    /** Message n has n in words of its own; every hundredth has a word more. */
    private List<Long> fill(int count) {
        List<NewMessage> mails = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = "Zeile number" + i + (i % 100 == 7 ? " Straße 東京 hundertste" : "");
            mails.add(incoming(mail("amy@x.example", "bob@example.org", "about s" + i, text), bob));
        }
        return intake.storeAll(mails).stream()
                .map(receipt -> receipt.copies().getFirst().messageId())
                .toList();
    }

    private List<Long> passing(List<Long> ids, Place place, String... folded) {
        TextSieve sieve = store.sieves(bob.id()).sieve(place, List.of(folded));
        return ids.stream().filter(sieve::passes).toList();
    }

    private long segments() {
        return Query.of(database, "select count(*) from search_segment")
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    @Test
    void whatHasTheTextPassesAndHardlyAnyOther() throws Exception {
        List<Long> ids = fill(COUNT);
        assertThat(passing(ids, Place.TEXT, "hundertste")).isEqualTo(ids); // nothing known yet
        indexer.index(() -> 0);
        assertThat(segments()).isEqualTo(3);
        List<Long> tail = ids.subList(3 * BitSlices.MESSAGES, COUNT);
        List<Long> wanted = new ArrayList<>();
        for (int i = 7; i < 3 * BitSlices.MESSAGES; i += 100) {
            wanted.add(ids.get(i));
        }
        wanted.addAll(tail);
        assertThat(passing(ids, Place.TEXT, "hundertste")).isEqualTo(wanted);
        assertThat(passing(ids, Place.TEXT, "strasse")).isEqualTo(wanted);
        assertThat(passing(ids, Place.TEXT, "東京"))
                .containsAll(wanted)
                .hasSizeLessThan(wanted.size() + 200); // one trigram alone may be another's
        assertThat(passing(ids, Place.TEXT, "nowhere at all")).isEqualTo(tail);
        assertThat(passing(ids, Place.TEXT, "number")).isEqualTo(ids);
        assertThat(passing(ids, Place.TEXT, "number205"))
                .contains(ids.get(205))
                .hasSizeLessThan(tail.size() + 20);
        assertThat(passing(ids, Place.HEADER, "subject:", "about s205")).contains(ids.get(205));
        assertThat(passing(ids, Place.HEADER, "x-none:", "")).isEqualTo(tail);
        assertThat(passing(ids, Place.TEXT, "nu")).isEqualTo(ids); // too short to say
        assertThat(passing(ids, Place.TEXT, "")).isEqualTo(ids);
    }

    @Test
    void everySubstringOfEveryMessagePasses() throws Exception {
        List<Long> ids = fill(BitSlices.MESSAGES);
        indexer.index(() -> 0);
        String text = "zeile number107 strasse 東京 hundertste";
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; to <= text.length(); to += 3) {
                assertThat(passing(ids, Place.TEXT, text.substring(from, to)))
                        .contains(ids.get(107));
            }
        }
    }

    /** Older segments have the sigma at the end of a word as it is written there. */
    @Test
    void whatMayHaveEndedAWordIsNotSought() {
        assertThat(Trigrams.sought(List.of("ουσ"))).isEmpty();
        assertThat(Trigrams.sought(List.of("ουσ αν"))).hasSize(1);
        assertThat(Trigrams.sought(List.of("ουσα"))).isEqualTo(Trigrams.sought(List.of("υσα")));
    }

    @Test
    void aMessageThatComesWithALowerIdIsNotLost() throws Exception {
        List<Long> ids = new ArrayList<>(fill(BitSlices.MESSAGES));
        indexer.index(() -> 0);
        // As from another node, which had its block of ids before.
        long late = ids.get(10) - 1_000;
        Query.of(
                        database,
                        "update message set id = ?, text = 'quite late' where id = ?",
                        late,
                        fill(1).getFirst())
                .update();
        assertThat(passing(List.of(late), Place.TEXT, "quite late")).containsExactly(late);
        assertThat(passing(List.of(late), Place.TEXT, "nowhere at all")).containsExactly(late);
        fill(BitSlices.MESSAGES);
        indexer.index(() -> 0);
        assertThat(segments()).isEqualTo(2);
        assertThat(passing(List.of(late), Place.TEXT, "quite late")).containsExactly(late);
        assertThat(passing(List.of(late), Place.TEXT, "nowhere at all")).isEmpty();
    }

    @Test
    void aLargeHeaderIsReadAndALongTextIsFound() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(Integer.toString(i * 7919, 36)).append(' ');
        }
        byte[] large =
                ("X-Large: " + "large ".repeat(12_000) + "\r\nSubject: x\r\n\r\n" + text + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        long id = intake.store(incoming(large, bob)).copies().getFirst().messageId();
        fill(BitSlices.MESSAGES - 1);
        indexer.index(() -> 0);
        assertThat(segments()).isEqualTo(1);
        assertThat(passing(List.of(id), Place.HEADER, "nowhere at all")).containsExactly(id);
        assertThat(passing(List.of(id), Place.TEXT, Integer.toString(19_999 * 7919, 36)))
                .containsExactly(id);
    }

    @Test
    void itIsDoneOnceAndBeginsAgainWithMoreMail() throws Exception {
        fill(BitSlices.MESSAGES + 10);
        indexer.index(() -> 0);
        indexer.index(() -> 0);
        assertThat(segments()).isEqualTo(1);
        fill(BitSlices.MESSAGES);
        indexer.index(() -> 0);
        assertThat(segments()).isEqualTo(2);
    }

    @Test
    void segmentsOfMessagesThatAreGoneGo() throws Exception {
        fill(2 * BitSlices.MESSAGES);
        indexer.index(() -> 0);
        assertThat(SearchSegments.forget(database)).isZero();
        Query.of(
                        database,
                        "delete from message where id <= (select min(last_id) from search_segment)")
                .update();
        assertThat(SearchSegments.forget(database)).isEqualTo(1);
        assertThat(segments()).isEqualTo(1);
    }

    @Test
    void idsKeepTheirOrderInFewBytes() {
        List<Long> ids = List.of(1L, 2L, 130L, 100_000L, 1L << 40, Long.MAX_VALUE);
        byte[] bytes = AscendingIds.encode(ids);
        assertThat(AscendingIds.decode(bytes))
                .containsExactly(ids.stream().mapToLong(i -> i).toArray());
        assertThat(bytes).hasSizeLessThan(26);
    }
}
