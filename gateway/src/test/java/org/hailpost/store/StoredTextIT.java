package org.hailpost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MessageMeta.Field;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.TextSieve.Place;
import org.hailpost.mailbox.ThreadMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a text was written or is read again, everybody who wants it gets the same. */
class StoredTextIT {
    private static final String QUOTE = "> Shall we\r\n> meet?\r\n";

    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresThreads threads;
    private PostgresMailboxes mailboxes;
    private Account bob;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        threads = new PostgresThreads(database, feed);
        mailboxes = new PostgresMailboxes(database, feed);
        bob = TestAccounts.create(database, "bob@example.org");
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    /** First and last words that nothing else has, with {@code lines} between them. */
    private static String text(int lines) {
        return "On 1 May 2026 at 10:03, Bob wrote:\r\n"
                + QUOTE
                + "\r\nErstaunlich, said he.\r\n"
                + "Так оно и шло дальше.\r\n".repeat(lines)
                + "Zuletzt 東京.\r\n\r\n-- \r\nAmy";
    }

    private static NewMessage message(String subject, String text, Account to) {
        String mail = new String(mail("amy@x.example", "bob@example.org", subject, text), UTF_8);
        return incoming(
                mail.replace(
                                "Date:",
                                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nDate:")
                        .getBytes(UTF_8),
                to);
    }

    private Receipt.Stored store(String subject, String text) {
        return intake.storeAll(List.of(message(subject, text, bob))).getFirst().copies().getFirst();
    }

    @ParameterizedTest
    @CsvSource({"3, true", "200, false", "2000, true"})
    void everyReaderGetsTheWholeText(int lines, boolean written) throws Exception {
        String text = text(lines);
        Receipt.Stored stored = store("s", text);
        assertThat(isWritten(stored.messageId())).isEqualTo(written);

        ThreadMessage shown =
                threads.history(bob.id(), stored.threadId(), null, 1).messages().getFirst();
        assertThat(shown.whole()).isEqualTo(text.replace("\r\n", "\n") + "\n");
        assertThat(shown.text()).startsWith("Erstaunlich").doesNotContain("Amy", "meet?");
        assertThat(threads.message(bob.id(), stored.messageId())).contains(shown);
        assertThat(threads.search(bob.id(), "zuletzt 東京", 5)).containsExactly(shown);
        assertThat(threads.search(bob.id(), "zuletzt 東京!", 5)).isEmpty();

        List<MessageMeta> metas = new ArrayList<>();
        mailboxes.metas(
                bob.id(),
                List.of(stored.messageId()),
                Set.of(Field.SEARCH_TEXT, Field.PREVIEW),
                metas::add);
        assertThat(metas.getFirst().searchText()).isEqualTo(shown.whole());
        assertThat(metas.getFirst().preview())
                .startsWith("Erstaunlich")
                .hasSizeLessThanOrEqualTo(1000);
        assertThat(shown.text()).startsWith(metas.getFirst().preview());
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 999})
    void aPreviewIsCutBetweenCharacters(int faces) {
        Receipt.Stored stored = store("s", "x" + "\uD83D\uDE00".repeat(faces));
        List<MessageMeta> metas = new ArrayList<>();
        mailboxes.metas(bob.id(), List.of(stored.messageId()), Set.of(Field.PREVIEW), metas::add);
        assertThat(metas.getFirst().preview()).isEqualTo("x" + "\uD83D\uDE00".repeat(499));
    }

    @Test
    void theIndexerReadsAgainWhatWasNotWritten() throws Exception {
        List<NewMessage> mails = new ArrayList<>();
        for (int i = 0; i < BitSlices.MESSAGES; i++) {
            mails.add(message("s" + i, text(i == 7 ? 200 : 3).replace("Zuletzt", "z" + i), bob));
        }
        List<Long> ids =
                intake.storeAll(mails).stream()
                        .map(receipt -> receipt.copies().getFirst().messageId())
                        .toList();
        assertThat(isWritten(ids.get(7))).isFalse();
        try (SearchIndexer indexer = new SearchIndexer(database, Duration.ofHours(1))) {
            indexer.index(() -> 0);
        }
        var sieve = mailboxes.sieves(bob.id()).sieve(Place.TEXT, List.of("z7 東京"));
        assertThat(ids.stream().filter(sieve::passes))
                .contains(ids.get(7))
                .hasSizeLessThan(BitSlices.MESSAGES / 4);
    }

    @Test
    void theListOfThreadsGoesBackToTheLineOfAMailThatIsLeft() {
        Receipt.Stored left = store("s", text(200));
        Receipt.Stored gone = store("Re: s", "Never mind.");
        assertThat(gone.threadId()).isEqualTo(left.threadId());
        assertThat(lastLine(left.threadId())).isEqualTo("Never mind.");
        mailboxes.changeFlags(
                bob.id(),
                gone.mailboxId(),
                List.of(gone.uid()),
                new FlagChange(
                        FlagChange.Operation.ADD, Flags.DELETED, List.of(), OptionalLong.empty()));
        mailboxes.expunge(bob.id(), gone.mailboxId(), List.of(gone.uid()));
        assertThat(lastLine(left.threadId())).isEqualTo("Erstaunlich, said he.");
    }

    private String lastLine(long thread) {
        return threads.thread(bob.id(), thread).orElseThrow().lastLine();
    }

    private boolean isWritten(long message) {
        return Query.of(database, "select text is not null from message where id = ?", message)
                .first(row -> row.getBoolean(1))
                .orElseThrow();
    }
}
