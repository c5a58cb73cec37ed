package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.NOON;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.ThreadStore.ThreadSummary;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mail finds the conversation that it answers, and nobody gets into one by citing it. */
class ThreadingIT {
    private static final String BOB = "bob@example.org";
    private static final String AMY = "amy@x.example";
    private static final String CAL = "cal@y.example";
    private static final String EVE = "eve@z.example";

    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresThreads threads;
    private Account bob;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 2);
        threads = new PostgresThreads(database, feed);
        bob = TestAccounts.create(database, BOB);
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void aReplyAllWithAnAddedCcStaysAndTheNextLineGoesToAll() throws Exception {
        long thread = sent("<1@us>", AMY);
        assertThat(came(AMY, BOB + ", " + CAL, "<2@x>", "<1@us>")).isEqualTo(thread);
        assertThat(parties(thread)).containsExactly(AMY, CAL);
        assertThat(came(CAL, BOB + ", " + AMY, "<3@y>", "<2@x>")).isEqualTo(thread);
    }

    @Test
    void aDroppedCcStaysAndDoesNotReadTheAnswer() throws Exception {
        long thread = sent("<1@us>", AMY + ", " + CAL);
        assertThat(came(AMY, BOB, "<2@x>", "<1@us>")).isEqualTo(thread);
        assertThat(parties(thread)).containsExactly(AMY);
        assertThat(came(CAL, BOB, "<3@y>", "<1@us>"))
                .as("who took part may come back")
                .isEqualTo(thread);
        assertThat(parties(thread)).containsExactly(CAL);
    }

    @Test
    void aStrangerWhoCitesAMessageOpensHisOwn() throws Exception {
        long thread = sent("<1@us>", AMY);
        long other = came(EVE, BOB, "<2@z>", "<1@us>");
        assertThat(other).isNotEqualTo(thread);
        assertThat(came(EVE, BOB + ", " + AMY, "<3@z>", "<1@us>")).isNotEqualTo(thread);
        assertThat(parties(thread)).containsExactly(AMY);
        assertThat(came("amy@other.example", BOB, "<4@o>", "<1@us>"))
                .as("another address is another party")
                .isNotIn(thread, other);
    }

    @Test
    void anIdThatWasUsedTwiceDoesNotLeadAstray() throws Exception {
        long thread = sent("<1@us>", AMY + ", " + CAL);
        long eves = came(EVE, BOB, "<1@us>", null);
        assertThat(came(AMY, BOB, "<2@x>", "<1@us>")).isEqualTo(thread);
        assertThat(came(EVE, BOB, "<3@z>", "<1@us>")).isEqualTo(eves);
    }

    @Test
    void aFreshMailGoesToTheConversationOfItsParties() throws Exception {
        long pair = came(AMY, BOB, "<1@x>", null);
        long group = came(AMY, BOB + ", " + CAL, "<2@x>", null);
        assertThat(group).isNotEqualTo(pair);
        assertThat(came(AMY, BOB, "<3@x>", "<2@x>")).as("a drop from the group").isEqualTo(group);
        assertThat(came(AMY, BOB, "<4@x>", null)).as("nothing cited").isEqualTo(pair);
        assertThat(came(AMY, BOB, "<5@x>", "<unknown@x>")).isEqualTo(pair);
    }

    @Test
    void whatIsCitedNewestCountsFirst() throws Exception {
        long one = sent("<1@us>", AMY);
        long two = sent("<2@us>", AMY + ", " + CAL);
        assertThat(one).isNotEqualTo(two);
        assertThat(came(AMY, BOB, "<3@x>", "<gone@x>", "<1@us>", "<2@us>", "<also-gone@x>"))
                .isEqualTo(two);
        assertThat(came(AMY, BOB, "<4@x>", "<1@us>", "<1@us>", "<2@us>")).isEqualTo(one);
    }

    @Test
    void aForwardToSomebodyElseLeavesTheThread() throws Exception {
        long thread = came(AMY, BOB, "<1@x>", null);
        assertThat(sent("<2@us>", EVE, "<1@x>")).isNotEqualTo(thread);
        assertThat(sent("<3@us>", AMY + ", " + EVE, "<1@x>")).as("invited").isEqualTo(thread);
        assertThat(came(EVE, BOB, "<4@z>", "<3@us>")).isEqualTo(thread);
    }

    @Test
    void aMachinesAnswerChangesNeitherPartiesNorSubject() throws Exception {
        long thread = sent("<1@us>", AMY + ", " + CAL);
        String away =
                "From: %s\r\nTo: %s\r\nSubject: Away\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@us>\r\nAuto-Submitted: auto-replied\r\n\r\nI am away\r\n"
                        .formatted(AMY, BOB);
        assertThat(store(away, true)).isEqualTo(thread);
        assertThat(parties(thread)).containsExactly(AMY, CAL);
        assertThat(threads.thread(bob.id(), thread).orElseThrow().subject()).isEqualTo("Hi");
    }

    @Test
    void aWholeConversationFindsItselfWithinOneBatch() throws Exception {
        long thread = sent("<0@us>", AMY + ", " + CAL);
        List<NewMessage> mails =
                IntStream.range(1, 20)
                        .mapToObj(i ->
                                message(
                                        mail(
                                                i % 2 == 0 ? AMY : CAL,
                                                BOB,
                                                "<" + i + "@x>",
                                                "<" + (i - 1) + "@" + (i == 1 ? "us" : "x") + ">"),
                                        true))
                        .toList();
        assertThat(intake.storeAll(mails))
                .allSatisfy(receipt ->
                        assertThat(receipt.copies().getFirst().threadId()).isEqualTo(thread));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var more =
                    IntStream.range(20, 60)
                            .mapToObj(i ->
                                    pool.submit(() -> came(AMY, BOB, "<" + i + "@x>", "<1@x>")))
                            .toList();
            for (var each : more) {
                assertThat(each.get()).isEqualTo(thread);
            }
        }
    }

    @Test
    void anAnswerThatCitesNothingIsSuggestedForTheThreadOfItsSubject() {
        long group = store(titled(BOB, AMY + ", " + CAL, "<1@us>", "Lunch?"), false);
        long pair = store(titled(AMY, BOB, "<2@x>", "Other things"), true);
        assertThat(store(titled(AMY, BOB, "<3@x>", "RE: lunch?"), true)).isEqualTo(pair);
        assertThat(suggested()).isEqualTo(group);
        assertThat(parties(group)).as("never merged").containsExactly(AMY, CAL);
    }

    @Test
    void nothingElseIsSuggested() {
        long group = store(titled(BOB, AMY + ", " + CAL, "<1@us>", "Lunch?"), false);
        store(titled(EVE, BOB, "<2@z>", "Re: Lunch?"), true);
        assertThat(suggested()).as("a stranger").isZero();
        store(titled("x" + AMY, BOB, "<3@x>", "Re: Lunch?"), true);
        assertThat(suggested()).as("an address that ends so").isZero();
        store(titled(AMY, BOB, "<4@x>", "Lunch?"), true);
        assertThat(suggested()).as("no answer").isZero();
        store(titled(AMY, BOB, "<5@x>", "Fwd: Lunch?"), true);
        assertThat(suggested()).as("a forward").isZero();
        store(titled(AMY, BOB, "<6@x>", "Re: Lunch?"), true);
        assertThat(suggested()).as("where it is has the subject, too").isZero();
        store(titled(AMY, BOB, "<7@x>", "Re: Dinner?"), true);
        assertThat(suggested()).as("another subject").isZero();
        store(titled(AMY, BOB, "<8@x>", "Re:"), true);
        assertThat(suggested()).as("no subject").isZero();
        store(titled(AMY, BOB + ", " + EVE, "<9@x>", "Re: Lunch?"), true);
        assertThat(suggested()).as("several parties").isZero();
        assertThat(came(AMY, BOB, "<10@x>", "<1@us>")).isEqualTo(group);
        assertThat(suggested()).as("it cites").isZero();
    }

    @Test
    void whatRestedForAWeekIsNotSuggested() {
        long group = store(titled(BOB, AMY + ", " + CAL, "<1@us>", "Lunch?"), false);
        assertThat(
                        Query.of(
                                        database,
                                        "update thread set last_at = last_at - interval '7 days' where id = ?",
                                        group)
                                .update())
                .isOne();
        store(titled(AMY, BOB, "<2@x>", "Re: Lunch?"), true);
        assertThat(suggested()).isZero();
    }

    private long suggested() {
        PostgresEventLog log = new PostgresEventLog(database, feed);
        long head = log.head(bob.id()).seq();
        Event event = log.read(bob.id(), head - 1, 1).getFirst();
        return ((Event.MessageNew) event.kind()).suggestedThread();
    }

    private static String titled(String from, String to, String id, String subject) {
        return "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: %s\r\n\r\ntext\r\n"
                .formatted(from, to, subject, id);
    }

    @Test
    void whatIsFoldedIsThereForWhoAsks() {
        String body = "On 1 May 2026 at 10:03, Bob wrote:\n> one\n> two\n\nYes.\n\n-- \nAmy\n";
        long thread =
                store(
                        "From: %s\r\nTo: %s\r\n\r\n%s"
                                .formatted(AMY, BOB, body.replace("\n", "\r\n")),
                        true);
        var message = threads.history(bob.id(), thread, null, 1).messages().getFirst();
        assertThat(message.text().strip()).isEqualTo("Yes.");
        assertThat(message.folded()).isTrue();
        assertThat(message.whole()).isEqualTo(body);
    }

    private List<String> parties(long thread) {
        return threads.thread(bob.id(), thread).map(ThreadSummary::parties).orElseThrow().stream()
                .map(Party::address)
                .map(Object::toString)
                .toList();
    }

    private long sent(String id, String to, String... references) {
        return store(mail(BOB, to, id, null, references), false);
    }

    private long came(
            String from, String to, String id, @Nullable String inReplyTo, String... references) {
        return store(mail(from, to, id, inReplyTo, references), true);
    }

    private static String mail(
            String from, String to, String id, @Nullable String inReplyTo, String... references) {
        return "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: %s\r\n%s%s\r\ntext\r\n"
                .formatted(
                        from,
                        to,
                        inReplyTo == null ? "Hi" : "Re: Hi",
                        id,
                        inReplyTo == null ? "" : "In-Reply-To: " + inReplyTo + "\r\n",
                        references.length == 0
                                ? ""
                                : "References: " + String.join(" ", references) + "\r\n");
    }

    private long store(String mail, boolean incoming) {
        return intake.store(message(mail, incoming)).copies().getFirst().threadId();
    }

    private NewMessage message(String mail, boolean incoming) {
        Content content = Content.of(mail.getBytes(StandardCharsets.UTF_8));
        ScannedMessage scanned = scan(content);
        NewMessage.Copy copy =
                new NewMessage.Copy(
                        bob.id(),
                        new NewMessage.Target.ByRole(incoming ? Role.INBOX : Role.SENT),
                        new byte[0],
                        0,
                        List.of(),
                        NOON,
                        incoming,
                        Parties.of(scanned.headers(), bob.address()::equals),
                        NewMessage.Trust.NONE,
                        -1);
        return new NewMessage(content, scanned, List.of(copy), null);
    }

    private static ScannedMessage scan(Content content) {
        try {
            return MessageScanner.scan(content);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
