package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagChange.Operation;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxExistsException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.RoleTakenException;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.mailbox.TooManyNamesException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresMailboxesIT {
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresMailboxes mailboxes;
    private PostgresEventLog log;
    private PostgresThreads threads;
    private Account bob;
    private long inbox;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        mailboxes = new PostgresMailboxes(database, feed);
        log = new PostgresEventLog(database, feed);
        threads = new PostgresThreads(database, feed);
        bob = TestAccounts.create(database, "bob@example.org");
        inbox = mailboxes.find(bob.id(), "INBOX").orElseThrow().id();
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void anAccountHasAMailboxForEachRole() {
        assertThat(mailboxes.list(bob.id()))
                .extracting(Mailbox::role)
                .containsExactlyInAnyOrder(Role.values());
        assertThat(mailboxes.subscriptions(bob.id())).contains("INBOX", "Sent");
    }

    @Test
    void createMakesParentsAndTellsUpperFromLowerCase() {
        Mailbox made = mailboxes.create(bob.id(), "Work/2026/May", null);
        assertThat(made.uidValidity()).isPositive();
        assertThat(mailboxes.find(bob.id(), "Work/2026")).isPresent();
        Mailbox lower = mailboxes.create(bob.id(), "work/2026/May", null);
        assertThat(lower.id()).isNotEqualTo(made.id());
    }

    @Test
    void createOfAnExistingNameFails() {
        assertThatThrownBy(() -> mailboxes.create(bob.id(), "More", Role.DRAFTS))
                .isInstanceOf(RoleTakenException.class);
        assertThat(mailboxes.find(bob.id(), "More")).isEmpty();
        assertThatThrownBy(() -> mailboxes.create(bob.id(), "inbox", null))
                .isInstanceOf(MailboxExistsException.class);
    }

    @Test
    void flagsChangeUnderOneModseqAndOnlyWhereTheyDiffer() {
        deliver(3);
        FlagChange.Outcome first = change(Operation.ADD, Flags.SEEN, 1L, 2L);
        FlagChange.Outcome again = change(Operation.ADD, Flags.SEEN, 2L, 3L);
        assertThat(first.modseq()).isEqualTo(5);
        assertThat(first.changed()).hasSize(2);
        assertThat(again.changed()).extracting(MailboxDelta.Row::uid).containsExactly(3L);
        assertThat(change(Operation.REMOVE, Flags.FLAGGED, 1L).modseq()).isZero();
        assertThat(log.head(bob.id()).seq()).isEqualTo(6);
        assertThat(mailboxes.snapshot(bob.id(), inbox).highestModseq()).isEqualTo(6);
    }

    @Test
    void changedFlagsAreLoggedMessageByMessageUnlessTheyAreMany() {
        deliver(2);
        FlagChange.Outcome two = change(Operation.ADD, Flags.SEEN | Flags.keyword(3), 1L, 2L);
        assertThat(log.read(bob.id(), two.modseq() - 1, 10))
                .singleElement()
                .extracting(Event::kind)
                .isInstanceOfSatisfying(
                        Event.MessageFlags.class,
                        event ->
                                assertThat(event.messages())
                                        .extracting(
                                                Event.MessageFlags.Flagged::messageId,
                                                Event.MessageFlags.Flagged::flags)
                                        .containsExactly(
                                                tuple(two.changed().get(0).messageId(), Flags.SEEN),
                                                tuple(
                                                        two.changed().get(1).messageId(),
                                                        Flags.SEEN)));
        Query.of(
                        database,
                        """
                        insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                        select account_id, mailbox_id, 2 + n, message_id, thread_id, 0, modseq
                        from placement cross join generate_series(1, ?) as n where uid = 1
                        """,
                        EventRows.LISTED)
                .update();
        Long[] all = LongStream.rangeClosed(1, EventRows.LISTED + 2).boxed().toArray(Long[]::new);
        FlagChange.Outcome many = change(Operation.REPLACE, Flags.FLAGGED, all);
        assertThat(many.changed()).hasSize(all.length);
        assertThat(log.read(bob.id(), many.modseq() - 1, 10))
                .singleElement()
                .extracting(Event::kind)
                .isEqualTo(new Event.MailboxChanged(inbox));
    }

    @Test
    void unchangedSinceRefusesWhatIsNewer() {
        deliver(2);
        change(Operation.ADD, Flags.SEEN, 2L);
        FlagChange.Outcome outcome =
                mailboxes.changeFlags(
                        bob.id(),
                        inbox,
                        List.of(1L, 2L),
                        new FlagChange(
                                Operation.REPLACE, Flags.FLAGGED, List.of(), OptionalLong.of(3)));
        assertThat(outcome.modified()).containsExactly(2L);
        assertThat(outcome.changed()).extracting(MailboxDelta.Row::uid).containsExactly(1L);
    }

    @Test
    void keywordsAreMadeOnceWhateverTheirCase() {
        deliver(1);
        FlagChange label =
                new FlagChange(Operation.ADD, 0, List.of("$Work", "$WORK"), OptionalLong.empty());
        mailboxes.changeFlags(bob.id(), inbox, List.of(1L), label);
        assertThat(mailboxes.snapshot(bob.id(), inbox).keywords()).containsExactly("$Work");
        assertThat(mailboxes.snapshot(bob.id(), inbox).flags()).containsExactly(Flags.keyword(0));
    }

    @Test
    void aKeywordTooLongForAnIndexIsLeftOut() {
        deliver(1);
        FlagChange label =
                new FlagChange(
                        Operation.ADD, 0, List.of("k".repeat(9000), "$Work"), OptionalLong.empty());
        mailboxes.changeFlags(bob.id(), inbox, List.of(1L), label);
        assertThat(mailboxes.snapshot(bob.id(), inbox).keywords()).containsExactly("$Work");
    }

    @Test
    void expungeRemovesMessageContentAndConversationAndRemembersTheUid() {
        deliver(3);
        change(Operation.ADD, Flags.DELETED, 1L, 3L);
        assertThat(mailboxes.expunge(bob.id(), inbox, List.of(1L, 2L))).containsExactly(1L);
        assertThat(mailboxes.expunge(bob.id(), inbox, List.of(2L, 3L))).containsExactly(3L);
        MailboxDelta delta = mailboxes.changesSince(bob.id(), inbox, 4);
        assertThat(delta.expungedUids()).containsExactly(1L, 3L);
        assertThat(count("message")).isEqualTo(1);
        assertThat(count("content")).isEqualTo(1);
        List<Event> events = log.read(bob.id(), 5, 10);
        assertThat(events)
                .hasSize(2)
                .allSatisfy(
                        event -> assertThat(event.kind()).isInstanceOf(Event.MessageRemoved.class));
    }

    @Test
    void theLastExpungedMessageTakesItsThreadAlong() {
        deliver(1);
        change(Operation.ADD, Flags.DELETED, 1L);
        mailboxes.expunge(bob.id(), inbox, List.of(1L));
        assertThat(threads.threads(bob.id(), null, 10).threads()).isEmpty();
    }

    @Test
    void aCopySharesTheMessageAndSurvivesTheOriginal() {
        deliver(2);
        change(Operation.ADD, Flags.DELETED | Flags.SEEN, 1L);
        Mailbox archive = mailboxes.find(bob.id(), "Archive").orElseThrow();
        var copied = mailboxes.copy(bob.id(), inbox, List.of(1L, 2L, 77L), archive.id());
        assertThat(copied.sourceUids()).containsExactly(1L, 2L);
        assertThat(copied.targetUids()).containsExactly(1L, 2L);
        assertThat(copied.uidValidity()).isEqualTo(archive.uidValidity());
        mailboxes.expunge(bob.id(), inbox, List.of(1L));
        assertThat(count("message")).isEqualTo(2);
        assertThat(mailboxes.snapshot(bob.id(), archive.id()).flags())
                .containsExactly(Flags.DELETED | Flags.SEEN, 0);
    }

    /** A client that was told OK would go on to expunge the originals. */
    @Test
    void nothingIsCopiedOrMovedIntoAMailboxThatWasJustRemoved() {
        deliver(2);
        mailboxes.create(bob.id(), "Box", null);
        long box = mailboxes.find(bob.id(), "Box").orElseThrow().id();
        mailboxes.delete(bob.id(), box);
        assertThatThrownBy(() -> mailboxes.copy(bob.id(), inbox, List.of(1L), box))
                .isInstanceOf(MailboxGoneException.class);
        assertThatThrownBy(() -> mailboxes.move(bob.id(), inbox, List.of(1L, 2L), box))
                .isInstanceOf(MailboxGoneException.class);
        assertThat(mailboxes.snapshot(bob.id(), inbox).uids()).containsExactly(1L, 2L);
    }

    @Test
    void aDroppedPushLeavesTheMailboxAndStaysInTheConversation() {
        deliver(1);
        long message = mailboxes.snapshot(bob.id(), inbox).messageIds()[0];
        new PostgresPushedCopies(database, feed).drop(bob.id(), List.of(message));
        assertThat(mailboxes.snapshot(bob.id(), inbox).uids()).isEmpty();
        var thread = threads.threads(bob.id(), null, 10).threads().getFirst();
        assertThat(threads.history(bob.id(), thread.id(), null, 10).messages()).hasSize(1);
    }

    @Test
    void anArchivedPushMovesToLive() {
        deliver(1);
        long message = mailboxes.snapshot(bob.id(), inbox).messageIds()[0];
        new PostgresPushedCopies(database, feed).archive(bob.id(), List.of(message));
        long live = mailboxes.find(bob.id(), "Live").orElseThrow().id();
        assertThat(mailboxes.snapshot(bob.id(), inbox).uids()).isEmpty();
        assertThat(mailboxes.snapshot(bob.id(), live).messageIds()).containsExactly(message);
    }

    @Test
    void aPushThatCannotBeArchivedStays() {
        deliver(1);
        long message = mailboxes.snapshot(bob.id(), inbox).messageIds()[0];
        Query.of(database, "update mailbox set role = null where role = 'live'").update();
        new PostgresPushedCopies(database, feed).archive(bob.id(), List.of(message));
        assertThat(mailboxes.snapshot(bob.id(), inbox).messageIds()).containsExactly(message);
    }

    @Test
    void aBounceCountsMoreThanARelayAndLessThanWhatWasSeen() {
        deliver(1);
        long message = mailboxes.snapshot(bob.id(), inbox).messageIds()[0];
        for (Event.State state :
                List.of(
                        Event.State.RELAYED,
                        Event.State.BOUNCED,
                        Event.State.RELAYED,
                        Event.State.DISPLAYED,
                        Event.State.BOUNCED)) {
            log.messageState(bob.id(), message, "amy@x.example", state, "");
        }
        assertThat(log.read(bob.id(), 2, 10))
                .extracting(event -> ((Event.MessageState) event.kind()).state())
                .containsExactly(Event.State.RELAYED, Event.State.BOUNCED, Event.State.DISPLAYED);
    }

    @Test
    void readingAThreadSetsSeenInTheMailbox() {
        deliver(3);
        ThreadStore.ThreadSummary thread = threads.threads(bob.id(), null, 10).threads().getFirst();
        assertThat(thread.unread()).isEqualTo(3);
        long second = mailboxes.snapshot(bob.id(), inbox).messageIds()[1];
        assertThat(threads.read(bob.id(), thread.id(), second)).hasSize(2);
        assertThat(threads.unread(bob.id(), thread.id())).isEqualTo(1);
        assertThat(mailboxes.snapshot(bob.id(), inbox).flags())
                .containsExactly(Flags.SEEN, Flags.SEEN, 0);
        assertThat(threads.read(bob.id(), thread.id(), second)).isEmpty();
    }

    @Test
    void recentBelongsToTheFirstSessionThatAsks() {
        deliver(2);
        assertThat(mailboxes.claimRecent(bob.id(), inbox)).isEqualTo(1);
        assertThat(mailboxes.claimRecent(bob.id(), inbox)).isEqualTo(3);
        deliver(1);
        assertThat(mailboxes.status(bob.id(), inbox).recent()).isEqualTo(1);
        assertThat(mailboxes.claimRecent(bob.id(), inbox)).isEqualTo(3);
    }

    @Test
    void theOctetsOfAMailboxAreThoseOfItsMessagesAlone() {
        deliver(3);
        assertThat(mailboxes.octets(bob.id(), inbox, 0))
                .isPositive()
                .isEqualTo(sizes(mailboxes.snapshot(bob.id(), inbox).messageIds()));
        long sent = mailboxes.find(bob.id(), "Sent").orElseThrow().id();
        assertThat(mailboxes.octets(bob.id(), sent, 0)).isZero();
    }

    private long sizes(long... messageIds) {
        List<MessageMeta> metas = new ArrayList<>();
        mailboxes.metas(
                bob.id(),
                Arrays.stream(messageIds).boxed().toList(),
                EnumSet.noneOf(MessageMeta.Field.class),
                metas::add);
        return metas.stream().mapToLong(MessageMeta::size).sum();
    }

    @Test
    void metasComeInTheOrderAskedFor() {
        deliver(3);
        long[] ids = mailboxes.snapshot(bob.id(), inbox).messageIds();
        List<MessageMeta> metas = new ArrayList<>();
        mailboxes.metas(
                bob.id(),
                List.of(ids[2], 1L, ids[0]),
                EnumSet.allOf(MessageMeta.Field.class),
                metas::add);
        assertThat(metas).extracting(MessageMeta::messageId).containsExactly(ids[2], ids[0]);
        MessageMeta meta = metas.getFirst();
        assertThat(meta.internalDate()).isEqualTo(TestAccounts.NOON);
        assertThat(meta.traceSize()).isEqualTo(12);
        assertThat(meta.header()).hasSize(meta.headerSize()).startsWith('X', '-');
        assertThat(meta.whole()).hasSize((int) meta.size()).startsWith(meta.header());
    }

    @Test
    void aLargeMessageDoesNotComeWhole() {
        String text = "word ".repeat(MessageMeta.WHOLE_BYTES / 5);
        intake.store(incoming(mail("amy@x.example", "bob@example.org", "s", text), bob));
        long id = mailboxes.snapshot(bob.id(), inbox).messageIds()[0];
        mailboxes.metas(
                bob.id(),
                List.of(id),
                EnumSet.of(MessageMeta.Field.WHOLE),
                meta -> assertThat(meta.whole()).isNull());
    }

    @Test
    void nothingHasChangedSinceTheLastChange() {
        deliver(2);
        long modseq = mailboxes.snapshot(bob.id(), inbox).highestModseq();
        MailboxDelta delta = mailboxes.changesSince(bob.id(), inbox, modseq);
        assertThat(delta.rows()).isEmpty();
        assertThat(delta.modseq()).isEqualTo(modseq);
        assertThat(delta.uidNext()).isEqualTo(3);
        assertThatThrownBy(() -> mailboxes.changesSince(bob.id(), inbox + 1_000_000, modseq))
                .isInstanceOf(MailboxGoneException.class);
    }

    @Test
    void searchTakesWildcardsLiterally() {
        intake.store(incoming(mail("amy@x.example", "bob@example.org", "s", "100% sure"), bob));
        intake.store(incoming(mail("amy@x.example", "bob@example.org", "s", "1000 sure"), bob));
        assertThat(threads.search(bob.id(), "100% S", 10)).hasSize(1);
        assertThat(threads.search(bob.id(), "sure", 10)).hasSize(2);
    }

    private List<Long> expungedSince(long modseq) {
        List<Long> all = new ArrayList<>();
        List<Long> some = mailboxes.expungedSince(bob.id(), inbox, modseq, 1);
        while (!some.isEmpty()) {
            assertThat(some).hasSizeLessThanOrEqualTo(MailboxStore.AT_ONCE);
            all.addAll(some);
            some = mailboxes.expungedSince(bob.id(), inbox, modseq, all.getLast() + 1);
        }
        return all;
    }

    @Test
    void moveTakesOutWhatItPlaces() {
        deliver(3);
        long archive = mailboxes.find(bob.id(), "Archive").orElseThrow().id();
        long before = log.head(bob.id()).seq();
        var moved = mailboxes.move(bob.id(), inbox, List.of(1L, 3L, 9L), archive);
        assertThat(moved.sourceUids()).containsExactly(1L, 3L);
        assertThat(moved.targetUids()).containsExactly(1L, 2L);
        assertThat(mailboxes.snapshot(bob.id(), inbox).uids()).containsExactly(2);
        assertThat(mailboxes.snapshot(bob.id(), archive).uids()).containsExactly(1, 2);
        assertThat(expungedSince(before)).containsExactly(1L, 3L);
        assertThat(mailboxes.move(bob.id(), inbox, List.of(1L), archive).sourceUids()).isEmpty();
    }

    @Test
    void aDeletedMailboxTakesItsMessagesButNotThoseThatLieElsewhere() {
        deliver(2);
        long old = mailboxes.create(bob.id(), "old", null).id();
        mailboxes.copy(bob.id(), inbox, List.of(1L), old);
        mailboxes.move(bob.id(), inbox, List.of(2L), old);
        mailboxes.delete(bob.id(), old);
        assertThat(mailboxes.find(bob.id(), "old")).isEmpty();
        assertThat(count("message")).isEqualTo(1);
        assertThat(count("content")).isEqualTo(1);
        assertThat(log.read(bob.id(), log.head(bob.id()).seq() - 2, 1).getFirst().kind())
                .isInstanceOfSatisfying(
                        Event.MessageRemoved.class,
                        removed -> assertThat(removed.messages()).hasSize(1));
        assertThatThrownBy(() -> mailboxes.delete(bob.id(), old))
                .isInstanceOf(MailboxGoneException.class);
    }

    @Test
    void manyMessagesAreRemovedInSeveralTransactions() {
        deliver(1);
        long old = mailboxes.create(bob.id(), "old", null).id();
        int many = MailboxStore.AT_ONCE + 1;
        for (long mailbox : List.of(inbox, old)) {
            Query.of(
                            database,
                            """
                            insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                            select account_id, ?, 1 + n, message_id, thread_id, 8, modseq
                            from placement cross join generate_series(1, ?) as n where mailbox_id = ? and uid = 1
                            """,
                            mailbox,
                            many,
                            inbox)
                    .update();
        }
        long before = log.head(bob.id()).seq();
        List<Long> uids = LongStream.rangeClosed(1, many + 1L).boxed().toList();
        List<Long> gone = new ArrayList<>();
        MailboxStore.portions(uids)
                .forEach(some -> gone.addAll(mailboxes.expunge(bob.id(), inbox, some)));
        assertThat(gone).hasSize(many).isSorted();
        assertThat(log.head(bob.id()).seq()).isEqualTo(before + 2);
        assertThat(expungedSince(before)).hasSize(many);
        mailboxes.delete(bob.id(), old);
        assertThat(log.head(bob.id()).seq()).isEqualTo(before + 5);
        assertThat(count("placement")).isEqualTo(1);
        assertThat(count("message")).isEqualTo(1);
    }

    @Test
    void renameOfALargeInboxMovesAllOfIt() {
        deliver(1);
        int many = 2 * MailboxStore.AT_ONCE;
        Query.of(
                        database,
                        """
                        insert into placement (account_id, mailbox_id, uid, message_id, thread_id, flags, modseq)
                        select account_id, mailbox_id, 1 + n, message_id, thread_id, 0, modseq
                        from placement cross join generate_series(1, ?) as n where uid = 1
                        """,
                        many)
                .update();
        mailboxes.rename(bob.id(), "INBOX", "old");
        long old = mailboxes.find(bob.id(), "old").orElseThrow().id();
        assertThat(mailboxes.snapshot(bob.id(), old).uids()).hasSize(1 + many);
        assertThat(mailboxes.snapshot(bob.id(), inbox).uids()).isEmpty();
        assertThat(expungedSince(0)).hasSize(1 + many);
    }

    @Test
    void renameTakesChildrenAlongAndRefusesWhatIsTaken() {
        mailboxes.create(bob.id(), "a/b/c", null);
        mailboxes.create(bob.id(), "ab", null);
        mailboxes.create(bob.id(), "x/b", null);
        assertThatThrownBy(() -> mailboxes.rename(bob.id(), "a", "x"))
                .isInstanceOf(MailboxExistsException.class);
        mailboxes.rename(bob.id(), "a", "new/a");
        assertThat(mailboxes.list(bob.id()))
                .extracting(Mailbox::name)
                .contains("new", "new/a", "new/a/b", "new/a/b/c", "ab", "x", "x/b")
                .doesNotContain("a", "a/b", "a/b/c");
        assertThatThrownBy(() -> mailboxes.rename(bob.id(), "a", "z"))
                .isInstanceOf(MailboxGoneException.class);
    }

    @Test
    void anAccountHasOnlySoManyMailboxesAndSubscriptions() {
        TestAccounts.fillWithMailboxes(database, bob, MailboxStore.MOST_NAMES - 1);
        assertThatThrownBy(() -> mailboxes.create(bob.id(), "one/two", null))
                .isInstanceOf(TooManyNamesException.class);
        mailboxes.create(bob.id(), "one", null);
        assertThatThrownBy(() -> mailboxes.create(bob.id(), "two", null))
                .isInstanceOf(TooManyNamesException.class);
        assertThatThrownBy(() -> mailboxes.rename(bob.id(), "one", "two/one"))
                .isInstanceOf(TooManyNamesException.class);
        mailboxes.rename(bob.id(), "one", "full1/one");
        Query.of(
                        database,
                        """
                        insert into subscription select ?, 'full' || n from generate_series(1, ?) as n
                        on conflict do nothing
                        """,
                        bob.id(),
                        MailboxStore.MOST_NAMES)
                .update();
        mailboxes.subscribe(bob.id(), "full1"); // is so already
        assertThatThrownBy(() -> mailboxes.subscribe(bob.id(), "one"))
                .isInstanceOf(TooManyNamesException.class);
        for (String name : mailboxes.subscriptions(bob.id())) {
            mailboxes.unsubscribe(bob.id(), name);
            if (count("subscription") < MailboxStore.MOST_NAMES) {
                break;
            }
        }
        mailboxes.subscribe(bob.id(), "one");
    }

    @Test
    void whatTheExpungeLogHasForgottenIsAnsweredByAllThatIsNotThere() {
        deliver(4);
        change(Operation.ADD, Flags.DELETED, 1L, 2L);
        mailboxes.expunge(bob.id(), inbox, List.of(1L));
        long first = log.head(bob.id()).seq();
        mailboxes.expunge(bob.id(), inbox, List.of(2L));
        assertThat(expungedSince(first)).containsExactly(2L);
        Query.of(database, "delete from event where seq <= ?", first).update();
        assertThat(ExpungeLog.forget(database)).isEqualTo(1);
        assertThat(ExpungeLog.forget(database)).isZero();
        assertThat(expungedSince(first)).containsExactly(2L);
        assertThat(expungedSince(1)).containsExactly(1L, 2L);
        assertThat(mailboxes.changesSince(bob.id(), inbox, 1).expungedUids())
                .containsExactly(1L, 2L);
        Query.of(database, "delete from event").update();
        assertThat(ExpungeLog.forget(database)).isEqualTo(1);
        assertThat(expungedSince(first)).containsExactly(1L, 2L);
    }

    private void deliver(int count) {
        for (int i = 0; i < count; i++) {
            intake.store(incoming(mail("amy@x.example", "bob@example.org", "n", "t" + i), bob));
        }
    }

    private FlagChange.Outcome change(Operation operation, long flags, Long... uids) {
        return mailboxes.changeFlags(
                bob.id(), inbox, List.of(uids), FlagChange.of(operation, flags));
    }

    private long count(String table) {
        return Query.of(database, "select count(*) from " + table)
                .first(row -> row.getLong(1))
                .orElseThrow();
    }
}
