package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.NOON;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.DeliveryReport;
import org.hailpost.message.DeliveryReport.Action;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ScannedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A report is a state of the message it is about, if that was sent, and to whom it says. */
class DeliveryReportsIT {
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresEventLog log;
    private PostgresThreads threads;
    private PostgresDeliveryReports reports;
    private Account bob;
    private long sent;
    private long thread;

    @BeforeEach
    void open() throws IOException {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 2);
        log = new PostgresEventLog(database, feed);
        threads = new PostgresThreads(database, feed);
        reports = new PostgresDeliveryReports(database, log);
        bob = TestAccounts.create(database, "bob@example.org");
        var copy =
                store(
                        "From: bob@example.org\r\nTo: amy@x.example, dan@x.example\r\nCc: cal@y.example\r\nSubject: Hi\r\nMessage-ID: <1@us>\r\n\r\nHi\r\n",
                        false,
                        false);
        sent = copy.messageId();
        thread = copy.threadId();
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void theStateIsToldWithItsReason() {
        assertThat(reports.apply(bob.id(), report("<1@us>", "AMY@x.example", Action.FAILED)))
                .isTrue();
        assertThat(states())
                .containsExactly(
                        new Event.MessageState(
                                sent, "amy@x.example", Event.State.BOUNCED, "5.1.1 unknown"));
        assertThat(reports.apply(bob.id(), report("<1@us>", "cal@y.example", Action.DELAYED)))
                .isTrue();
        assertThat(reports.apply(bob.id(), report("<1@us>", "dan@x.example", Action.DISPLAYED)))
                .isTrue();
        assertThat(states())
                .extracting(Event.MessageState::state)
                .containsExactly(Event.State.BOUNCED, Event.State.DEFERRED, Event.State.DISPLAYED);
        assertThat(threads.history(bob.id(), thread, null, 10).messages().getFirst().state())
                .isEqualTo(Event.State.BOUNCED);
    }

    /** Some return nothing of the mail, or not its Message-ID. */
    @Test
    void aMailIsKnownByItsEnvelopeId() {
        for (@Nullable String returned : Arrays.asList(null, "<other@x>")) {
            DeliveryReport known = report(returned, "amy@x.example", Action.FAILED);
            assertThat(reports.apply(bob.id(), known)).isFalse();
            assertThat(
                            reports.apply(
                                    bob.id(),
                                    new DeliveryReport(
                                            returned,
                                            DeliveryReport.envelopeId("<1@us>"),
                                            known.recipients())))
                    .isTrue();
        }
        assertThat(states())
                .extracting(Event.MessageState::state)
                .containsExactly(Event.State.BOUNCED);
        assertThat(DeliveryReport.envelopeId("<" + "x".repeat(101) + ">")).isEmpty();
    }

    @Test
    void aRepeatedReportAndAnOlderStateChangeNothing() {
        reports.apply(bob.id(), report("<1@us>", "amy@x.example", Action.FAILED));
        long seq = log.head(bob.id()).seq();
        assertThat(reports.apply(bob.id(), report("<1@us>", "amy@x.example", Action.FAILED)))
                .isTrue();
        assertThat(reports.apply(bob.id(), report("<1@us>", "amy@x.example", Action.DELAYED)))
                .isTrue();
        assertThat(log.head(bob.id()).seq()).isEqualTo(seq);
    }

    @Test
    void aForgedReportChangesNothing() throws IOException {
        store(
                "From: amy@x.example\r\nTo: bob@example.org\r\nMessage-ID: <2@x>\r\n\r\nHi\r\n",
                true,
                false);
        Account ann = TestAccounts.create(database, "ann@example.org");
        long seq = log.head(bob.id()).seq();
        assertThat(reports.apply(bob.id(), report("<9@us>", "amy@x.example", Action.FAILED)))
                .as("never sent")
                .isFalse();
        assertThat(reports.apply(bob.id(), report("<1@us>", "eve@z.example", Action.FAILED)))
                .as("never sent to him")
                .isFalse();
        assertThat(reports.apply(bob.id(), report("<2@x>", "bob@example.org", Action.FAILED)))
                .as("somebody else's mail")
                .isFalse();
        assertThat(reports.apply(ann.id(), report("<1@us>", "amy@x.example", Action.FAILED)))
                .as("another account's mail")
                .isFalse();
        assertThat(reports.apply(bob.id(), report(null, "amy@x.example", Action.FAILED))).isFalse();
        assertThat(log.head(bob.id()).seq()).isEqualTo(seq);
    }

    @Test
    void anAppliedReportLiesInItsMailboxAndIsNoConversation() throws IOException {
        String bounce =
                "Return-Path: <>\r\nFrom: mailer-daemon@x.example\r\nTo: bob@example.org\r\nMessage-ID: <3@x>\r\n\r\nSorry\r\n";
        var copy = store(bounce, true, true);
        assertThat(copy.threadId()).isZero();
        assertThat(copy.uid()).isEqualTo(1);
        assertThat(threads.threads(bob.id(), null, 10).threads()).hasSize(1);
        assertThat(log.read(bob.id(), copy.seq() - 1, 10))
                .extracting(Event::kind)
                .containsExactly(new Event.MailboxChanged(copy.mailboxId()));
        assertThat(store(bounce.replace("<3@x>", "<4@x>"), true, false).threadId())
                .as("one that is about nothing we know")
                .isNotIn(0L, thread);
    }

    private List<Event.MessageState> states() {
        return log.read(bob.id(), 0, 100).stream()
                .map(Event::kind)
                .filter(Event.MessageState.class::isInstance)
                .map(Event.MessageState.class::cast)
                .toList();
    }

    private static DeliveryReport report(
            @Nullable String messageId, String address, Action action) {
        return new DeliveryReport(
                messageId,
                null,
                List.of(
                        new DeliveryReport.Recipient(
                                null, Address.parse(address), action, "5.1.1", "unknown")));
    }

    private org.hailpost.mailbox.Receipt.Stored store(String mail, boolean incoming, boolean report)
            throws IOException {
        Content content = Content.of(mail.getBytes(StandardCharsets.UTF_8));
        ScannedMessage scanned = MessageScanner.scan(content);
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
                        -1,
                        report);
        return intake.store(new NewMessage(content, scanned, List.of(copy), null))
                .copies()
                .getFirst();
    }
}
