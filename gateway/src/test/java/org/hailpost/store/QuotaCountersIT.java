package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.hailpost.account.Account;
import org.hailpost.account.QuotaRegistry;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxSnapshot;
import org.hailpost.mailbox.MessageFiling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The counters of an account are the sum over its placements, whatever is done to these. */
class QuotaCountersIT {
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresMailboxes mailboxes;
    private PostgresPushedCopies pushed;
    private Account ann;
    private Account ben;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        mailboxes = new PostgresMailboxes(database, feed);
        pushed = new PostgresPushedCopies(database, feed);
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
    void whateverIsDoneTheCountersAreTheSum() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int step = 0; step < 300; step++) {
            String done = step(random);
            if (step % 10 == 9) {
                assertThat(done).as("seed %d step %d", seed, step).isNotEmpty();
                QuotaCounters.assertRight(database, ann);
                QuotaCounters.assertRight(database, ben);
            }
        }
    }

    private String step(Random random) {
        Account account = random.nextBoolean() ? ann : ben;
        List<Mailbox> boxes = mailboxes.list(account.id());
        long box = boxes.get(random.nextInt(boxes.size())).id();
        long other = boxes.get(random.nextInt(boxes.size())).id();
        List<Long> uids = some(account, box, random);
        return switch (random.nextInt(9)) {
            case 0, 1 -> {
                byte[] mail = mail("amy@x.example", "you", "s", "x".repeat(random.nextInt(3_000)));
                intake.store(
                        random.nextBoolean() ? incoming(mail, ann, ben) : incoming(mail, account));
                yield "store";
            }
            case 2 -> {
                mailboxes.copy(account.id(), box, uids, other);
                yield "copy";
            }
            case 3 -> {
                mailboxes.changeFlags(
                        account.id(),
                        box,
                        uids,
                        FlagChange.of(FlagChange.Operation.ADD, Flags.DELETED));
                mailboxes.expunge(account.id(), box, uids);
                yield "expunge";
            }
            case 4 -> {
                mailboxes.move(account.id(), box, uids, other);
                yield "move";
            }
            case 5 -> {
                if (!uids.isEmpty()) {
                    byte[] mail = mail("amy@x.example", "you", "s", "replaced");
                    intake.replace(
                            incoming(mail, account),
                            new MessageFiling.Replaced(account.id(), box, uids.getFirst()));
                }
                yield "replace";
            }
            case 6 -> {
                if (boxes.size() < 12) {
                    mailboxes.rename(account.id(), "INBOX", "Old" + random.nextInt(1_000_000));
                } else {
                    boxes.stream()
                            .filter(each -> each.name().startsWith("Old"))
                            .forEach(each -> mailboxes.delete(account.id(), each.id()));
                }
                yield "rename or delete";
            }
            default -> {
                long inbox = mailboxes.find(account.id(), "INBOX").orElseThrow().id();
                MailboxSnapshot all = mailboxes.snapshot(account.id(), inbox);
                if (all.uids().length > 0) {
                    long message = all.messageIds()[random.nextInt(all.messageIds().length)];
                    if (random.nextBoolean()) {
                        pushed.archive(account.id(), List.of(message));
                    } else {
                        pushed.drop(account.id(), List.of(message));
                    }
                }
                yield "pushed";
            }
        };
    }

    private List<Long> some(Account account, long box, Random random) {
        return java.util.Arrays.stream(mailboxes.snapshot(account.id(), box).uids())
                .filter(_ -> random.nextInt(3) == 0)
                .boxed()
                .toList();
    }

    @Test
    void aCopyCountsAgain() {
        byte[] mail = mail("amy@x.example", "ann@example.org", "s", "text");
        intake.store(incoming(mail, ann));
        long octets = (long) mail.length + "X-Trace: 1\r\n".length();
        assertThat(QuotaCounters.kept(database, ann))
                .isEqualTo("1 messages, " + octets + " octets");
        mailboxes.copy(ann.id(), box("INBOX"), List.of(1L), box("Archive"));
        assertThat(QuotaCounters.kept(database, ann))
                .isEqualTo("2 messages, " + 2 * octets + " octets");
    }

    @Test
    void aRemovalThatIsBrokenOffLeavesRightCounters() {
        for (int i = 0; i < 10; i++) {
            intake.store(incoming(mail("amy@x.example", "ann@example.org", "s", "t" + i), ann));
        }
        mailboxes.copy(ann.id(), box("INBOX"), List.of(1L, 2L, 3L), box("Archive"));
        AccountRemoval removal = new AccountRemoval(4);
        for (int bite = 0; bite < 2; bite++) {
            database.inTransaction(connection -> removal.goOn(connection, ann.id()));
            QuotaCounters.assertRight(database, ann);
        }
        assertThat(QuotaCounters.kept(database, ann)).startsWith("5 messages");
    }

    @Test
    void aRecountSaysWhatWasWrongAndPutsItRight() {
        intake.store(incoming(mail("amy@x.example", "ann@example.org", "s", "text"), ann));
        Query.of(
                        database,
                        "update account set used_octets = 7, used_messages = 8 where id = ?",
                        ann.id())
                .update();
        QuotaRegistry.Entry before = new PostgresQuotaRegistry(database).recount(ann.address());
        assertThat(before.usedOctets()).isEqualTo(7);
        assertThat(before.usedMessages()).isEqualTo(8);
        QuotaCounters.assertRight(database, ann);
    }

    /** The migration counts with this very statement. */
    @Test
    void theMigrationCountsWhatIsThere() throws IOException {
        for (int i = 0; i < 3; i++) {
            intake.store(incoming(mail("amy@x.example", "x", "s", "t" + i), ann, ben));
        }
        mailboxes.copy(ann.id(), box("INBOX"), List.of(2L), box("Archive"));
        Query.of(database, "update account set used_octets = 0, used_messages = 0").update();
        Query.of(database, statement("/sql/V6__quota_and_metadata.sql", "update account")).update();
        assertThat(QuotaCounters.kept(database, ann)).startsWith("4 messages");
        QuotaCounters.assertRight(database, ann);
        QuotaCounters.assertRight(database, ben);
    }

    private static String statement(String resource, String begin) throws IOException {
        try (InputStream in = QuotaCountersIT.class.getResourceAsStream(resource)) {
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int at = sql.indexOf(begin);
            return sql.substring(at, sql.indexOf(';', at));
        }
    }

    private long box(String name) {
        return mailboxes.find(ann.id(), name).orElseThrow().id();
    }
}
