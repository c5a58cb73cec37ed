package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hailpost.account.Account;
import org.hailpost.account.QuotaLimits;
import org.hailpost.account.QuotaRegistry.Resource;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Quotas.Room;
import org.hailpost.mailbox.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresQuotasIT {
    private Database database;
    private LocalChangeFeed feed;
    private PostgresQuotas quotas;
    private GroupCommit intake;
    private PostgresMailboxes mailboxes;
    private PostgresQuotaRegistry registry;
    private Account ann;
    private Account ben;
    private final byte[] mail = mail("amy@x.example", "ann@example.org", "s", "x".repeat(800));
    private final long size = (long) mail.length + "X-Trace: 1\r\n".length();

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        quotas = new PostgresQuotas(database);
        intake = new GroupCommit(database, feed, quotas, 2);
        mailboxes = new PostgresMailboxes(database, feed, quotas);
        registry = new PostgresQuotaRegistry(database);
        ann = TestAccounts.create(database, "ann@example.org");
        ben = TestAccounts.create(database, "ben@example.org");
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void anAccountTakesWhatItsQuotaSaysToTheOctet() {
        limit(ann, 2 * size);
        intake.store(incoming(mail, ann));
        intake.store(incoming(mail, ann));
        refused(Room.FULL, () -> intake.store(incoming(mail, ann)));
        assertThat(quotas.of(ann.id()).usedOctets()).isEqualTo(2 * size);
        assertThat(quotas.room(ann.id(), 0)).isEqualTo(Room.FULL);
        QuotaCounters.assertRight(database, ann);
    }

    @Test
    void theNumberOfMessagesIsLimitedToo() {
        registry.limitAccount(ann.address(), Resource.MESSAGES, OptionalLong.of(1));
        intake.store(incoming(mail, ann));
        assertThat(quotas.room(ann.id(), 1)).isEqualTo(Room.FULL);
        refused(Room.FULL, () -> intake.store(incoming(mail, ann)));
    }

    @Test
    void aMessageLargerThanTheQuotaNeverFits() {
        limit(ann, size - 1);
        refused(Room.NEVER, () -> intake.store(incoming(mail, ann)));
        assertThat(quotas.room(ann.id(), size)).isEqualTo(Room.NEVER);
        assertThat(quotas.room(ann.id(), 0)).isEqualTo(Room.FREE);
    }

    @Test
    void nothingOfAMessageRemainsIfOneOfItsAccountsIsFull() {
        limit(ann, 10);
        refused(Room.NEVER, () -> intake.store(incoming(mail, ben, ann)));
        assertThat(quotas.of(ben.id()).usedMessages()).isZero();
    }

    /** Many at once, some of them for somebody else, who must not suffer. */
    @Test
    void aRaceDoesNotGetPastTheQuota() throws Exception {
        limit(ann, 10 * size);
        int kept = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Receipt>> anns = new ArrayList<>();
            List<Future<Receipt>> bens = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                anns.add(threads.submit(store(ann)));
                bens.add(threads.submit(store(ben)));
            }
            for (Future<Receipt> one : bens) {
                one.get();
            }
            for (Future<Receipt> one : anns) {
                kept += kept(one);
            }
        }
        assertThat(kept).isEqualTo(10);
        assertThat(quotas.of(ann.id()).usedOctets()).isEqualTo(10 * size);
        assertThat(quotas.of(ben.id()).usedMessages()).isEqualTo(60);
    }

    private Callable<Receipt> store(Account account) {
        return () -> intake.store(incoming(mail, account));
    }

    private static int kept(Future<Receipt> mail) throws InterruptedException {
        try {
            mail.get();
            return 1;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(OverQuotaException.class);
            return 0;
        }
    }

    @Test
    void whoMakesRoomHasItAtOnce() {
        limit(ann, size);
        intake.store(incoming(mail, ann));
        refused(Room.FULL, () -> intake.store(incoming(mail, ann)));
        long inbox = mailboxes.find(ann.id(), "INBOX").orElseThrow().id();
        mailboxes.changeFlags(
                ann.id(),
                inbox,
                List.of(1L),
                FlagChange.of(FlagChange.Operation.ADD, Flags.DELETED));
        assertThat(mailboxes.octets(ann.id(), inbox, Flags.DELETED)).isEqualTo(size);
        mailboxes.expunge(ann.id(), inbox, List.of(1L));
        assertThat(quotas.room(ann.id(), mail.length)).isEqualTo(Room.FREE);
        intake.store(incoming(mail, ann));
    }

    @Test
    void aCopyBeyondTheQuotaChangesNothing() {
        intake.store(incoming(mail, ann));
        intake.store(incoming(mail, ann));
        limit(ann, 3 * size);
        long inbox = mailboxes.find(ann.id(), "INBOX").orElseThrow().id();
        long archive = mailboxes.find(ann.id(), "Archive").orElseThrow().id();
        long modseq = mailboxes.snapshot(ann.id(), archive).highestModseq();
        refused(Room.FULL, () -> mailboxes.copy(ann.id(), inbox, List.of(1L, 2L), archive));
        assertThat(mailboxes.snapshot(ann.id(), archive).uids()).isEmpty();
        assertThat(mailboxes.snapshot(ann.id(), archive).highestModseq()).isEqualTo(modseq);
        mailboxes.copy(ann.id(), inbox, List.of(1L), archive);
        assertThat(mailboxes.snapshot(ann.id(), archive).uids()).hasSize(1);
        QuotaCounters.assertRight(database, ann);
    }

    @Test
    void aMoveNeedsNoRoomAndAReplacementWhatItIsLarger() {
        intake.store(incoming(mail, ann));
        limit(ann, size);
        long inbox = mailboxes.find(ann.id(), "INBOX").orElseThrow().id();
        long archive = mailboxes.find(ann.id(), "Archive").orElseThrow().id();
        mailboxes.move(ann.id(), inbox, List.of(1L), archive);
        MessageFiling.Replaced old = new MessageFiling.Replaced(ann.id(), archive, 1);
        byte[] larger = mail("amy@x.example", "ann@example.org", "s", "x".repeat(801));
        refused(Room.NEVER, () -> intake.replace(incoming(larger, ann), old));
        intake.replace(incoming(mail, ann), old);
        assertThat(quotas.of(ann.id()).usedMessages()).isEqualTo(1);
        QuotaCounters.assertRight(database, ann);
    }

    @Test
    void ofSeveralMessagesInOneCommandNoneIsKeptIfNotAllFit() {
        limit(ann, 2 * size);
        refused(
                Room.NEVER,
                () ->
                        intake.storeAll(
                                List.of(
                                        incoming(mail, ann),
                                        incoming(mail, ann),
                                        incoming(mail, ann))));
        assertThat(quotas.of(ann.id()).usedMessages()).isZero();
        intake.storeAll(List.of(incoming(mail, ann), incoming(mail, ann)));
        assertThat(quotas.of(ann.id()).usedMessages()).isEqualTo(2);
    }

    @Test
    void aDomainIsLimitedByWhatItsAccountsHaveTogether() {
        intake.store(incoming(mail, ann));
        intake.store(incoming(mail, ben));
        registry.limitDomain("example.org", Resource.STORAGE, OptionalLong.of(2 * size));
        PostgresQuotas fresh = new PostgresQuotas(database);
        assertThat(fresh.room(ann.id(), 0)).isEqualTo(Room.DOMAIN_FULL);
        assertThat(fresh.room(ann.id(), 2 * size + 1)).isEqualTo(Room.NEVER);
        registry.limitDomain("example.org", Resource.STORAGE, OptionalLong.of(0));
        assertThat(new PostgresQuotas(database).room(ann.id(), 0)).isEqualTo(Room.FREE);
        assertThat(registry.domain("example.org").usedMessages()).isEqualTo(2);
    }

    @Test
    void whatHasNoLimitOfItsOwnHasTheDefault() {
        PostgresQuotas strict =
                new PostgresQuotas(database, new QuotaLimits(5, 0), QuotaLimits.NONE);
        assertThat(strict.room(ann.id(), 6)).isEqualTo(Room.NEVER);
        limit(ann, 0);
        assertThat(
                        new PostgresQuotas(database, new QuotaLimits(5, 0), QuotaLimits.NONE)
                                .room(ann.id(), 6))
                .isEqualTo(Room.FREE);
        registry.limitAccount(ann.address(), Resource.STORAGE, OptionalLong.empty());
        assertThat(registry.account(ann.address()).octets()).isEmpty();
    }

    private void limit(Account account, long octets) {
        registry.limitAccount(account.address(), Resource.STORAGE, OptionalLong.of(octets));
    }

    private static void refused(
            Room room, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OverQuotaException.class, e -> assertThat(e.room()).isEqualTo(room));
    }
}
