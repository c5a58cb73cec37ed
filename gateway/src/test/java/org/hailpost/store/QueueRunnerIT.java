package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestQueue.await;
import static org.hailpost.store.TestQueue.to;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.FakeCarrier;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Recipient.Notify;
import org.hailpost.outbound.Routes;
import org.hailpost.outbound.Schedule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue at work: from the intake to the next host, and back to the sender. */
class QueueRunnerIT {
    private static final Schedule QUICK =
            new Schedule(
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    Duration.ofDays(5),
                    Duration.ofHours(4));

    private TestQueue t = new TestQueue(settings(QUICK), Routes.DIRECT);

    @AfterEach
    void close() {
        t.close();
    }

    @Test
    void whatIsStoredGoesOutAtOnce() throws Exception {
        t.start();
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example", "eve@a.example", "joe@b.example")));
        t.awaitEmpty();
        assertThat(t.carrier.trips())
                .extracting(FakeCarrier.Trip::destination)
                .containsExactlyInAnyOrder(
                        new Destination.Domain("a.example"), new Destination.Domain("b.example"));
        await(() -> t.number("select count(*) from delivery_state where state = 'relayed'") == 3);
    }

    @Test
    void oneBadRecipientFailsAlone() throws Exception {
        t.carrier.answer((_, recipient) ->
                recipient.address().localPart().equals("eve")
                        ? FakeCarrier.refused()
                        : FakeCarrier.relayed());
        t.start();
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example", "eve@a.example")));
        t.awaitEmpty();
        assertThat(states()).isEqualTo("bob@a.example relayed,eve@a.example bounced");
        String report = report();
        assertThat(report)
                .contains("Return-Path: <>\r\n")
                .contains("Auto-Submitted: auto-replied\r\n")
                .contains("report-type=delivery-status")
                .contains(
                        "Final-Recipient: rfc822; eve@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 no such user")
                .contains("text/rfc822-headers")
                .doesNotContain("bob@a.example");
    }

    @Test
    void whatIsDeferredIsTriedAgainUntilItArrives() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        t.carrier.answer((_, _) ->
                attempts.incrementAndGet() < 4 ? FakeCarrier.deferred() : FakeCarrier.relayed());
        t.start();
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@a.example")));
        t.awaitEmpty();
        assertThat(attempts).hasValue(4);
        assertThat(states()).isEqualTo("bob@a.example relayed");
        assertThat(t.number("select count(*) from event where kind = 'message.state'"))
                .as("queued, deferred once, then relayed")
                .isEqualTo(3);
    }

    @Test
    void aDeadDestinationSlowsNobodyAndIsProbedWithOneMail() throws Exception {
        Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
        t.carrier.answer((destination, _) -> {
            String name = ((Destination.Domain) destination).name();
            tries.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
            return name.equals("dead.example") ? FakeCarrier.unreachable() : FakeCarrier.relayed();
        });
        for (int i = 0; i < 300; i++) {
            t.intake.store(t.leaving("", to("x" + i + "@dead.example")));
        }
        t.start();
        for (int i = 0; i < 20; i++) {
            t.intake.store(t.leaving("", to("x" + i + "@alive.example")));
        }
        await(() ->
                t.number(
                                "select count(*) from outbound_recipient where destination = 'alive.example'")
                        == 0);
        await(() -> t.number("select max(failures) from outbound_destination") > 3);
        assertThat(t.number("select count(*) from outbound_recipient where attempts > 0"))
                .isLessThan(100);
        t.carrier.answer((_, _) -> FakeCarrier.relayed());
        t.awaitEmpty();
    }

    @Test
    void whoIsGivenUpIsReportedAsFailed() throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.deferred());
        t.intake.store(t.sent(ann, to("bob@a.example")));
        t.execute("update outbound_mail set since = now() - interval '6 days'");
        t.start();
        t.awaitEmpty();
        assertThat(states()).isEqualTo("bob@a.example bounced");
        assertThat(report()).contains("Action: failed").contains("Status: 4.2.0");
    }

    @Test
    void whatWaitsTooLongBehindADeadDestinationIsGivenUpWithoutAnAttempt() throws Exception {
        Account ann = t.account("ann@example.org");
        t.intake.store(t.sent(ann, to("bob@dead.example")));
        t.queue.putOff("dead.example", _ -> Duration.ofDays(1));
        t.execute("update outbound_mail set since = now() - interval '6 days'");
        t.execute("update outbound_recipient set report_at = now()");
        t.start();
        t.awaitEmpty();
        assertThat(t.carrier.trips()).isEmpty();
        assertThat(report()).contains("Action: failed").contains("Status: 4.4.7");
    }

    @Test
    void aDelayIsReportedOnce() throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.deferred());
        t.intake.store(t.sent(ann, to("bob@a.example")));
        t.execute("update outbound_mail set since = now() - interval '5 hours'");
        t.execute("update outbound_recipient set report_at = now()");
        t.start();
        await(() -> t.number("select count(*) from outbound_recipient where delay_told") == 1);
        assertThat(report()).contains("Action: delayed").contains("Will-Retry-Until: ");
        t.execute("update outbound_recipient set report_at = now()");
        await(() ->
                t.number("select count(*) from outbound_recipient where report_at > now()") == 1);
        assertThat(t.number("select count(*) from message where incoming")).isEqualTo(1);
    }

    @Test
    void aDelayIsNotReportedToWhoDidNotWantIt() throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.deferred());
        t.intake.store(t.sent(ann, wanting("bob@a.example", Notify.FAILURE)));
        t.execute("update outbound_mail set since = now() - interval '5 hours'");
        t.execute("update outbound_recipient set report_at = now()");
        t.start();
        await(() -> t.number("select count(*) from outbound_recipient where delay_told") == 1);
        assertThat(t.number("select count(*) from message where incoming")).isZero();
    }

    @Test
    void successIsReportedIfItWasAskedFor() throws Exception {
        Account ann = t.account("ann@example.org");
        t.start();
        t.intake.store(
                t.sent(
                        ann,
                        wanting("bob@a.example", Notify.SUCCESS),
                        Recipient.of(Address.parse("eve@a.example"))));
        t.awaitEmpty();
        assertThat(report()).contains("Action: relayed").doesNotContain("eve@a.example");
    }

    @Test
    void failureIsNotReportedToWhoNeverWantsToHear() throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.refused());
        t.start();
        t.intake.store(t.sent(ann, wanting("bob@a.example", Notify.NEVER)));
        t.awaitEmpty();
        assertThat(t.number("select count(*) from message where incoming")).isZero();
        assertThat(states()).isEqualTo("bob@a.example bounced");
    }

    /** RFC 8689 §5: the report may go another way than the mail. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeMailIsReturnedUnlessItHadToGoOverTls(boolean tls) throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.refused());
        t.intake.store(t.sent(ann, to("bob@a.example")));
        t.execute("update outbound_mail set returned = 'full', require_tls = " + tls);
        t.start();
        t.awaitEmpty();
        assertThat(report())
                .contains(
                        tls ? "Content-Type: text/rfc822-headers" : "Content-Type: message/rfc822");
    }

    @Test
    void nothingIsReportedToTheNullSender() throws Exception {
        t.carrier.answer((_, _) -> FakeCarrier.refused());
        t.start();
        t.intake.store(t.leaving("", to("bob@a.example")));
        t.awaitEmpty();
        assertThat(t.count("message") + t.count("content")).isZero();
    }

    @Test
    void aSenderElsewhereGetsItsReportByTheQueue() throws Exception {
        t.account("ann@example.org");
        t.carrier.answer((destination, _) ->
                destination.equals(new Destination.Domain("a.example"))
                        ? FakeCarrier.refused()
                        : FakeCarrier.relayed());
        t.start();
        t.intake.store(t.leaving("joe@home.example", to("bob@a.example")));
        await(() -> t.carrier.trips().size() == 2);
        t.awaitEmpty();
        FakeCarrier.Trip back = t.carrier.trips().getLast();
        assertThat(back.destination()).isEqualTo(new Destination.Domain("home.example"));
        assertThat(back.parcel().envelope().sender()).isEmpty();
        assertThat(back.parcel().recipients().getFirst().address()).hasToString("joe@home.example");
    }

    @Test
    void aReportThatItsReaderHasNoRoomForDoesNotKeepTheMailInTheQueue() throws Exception {
        Account ann = t.account("ann@example.org");
        t.carrier.answer((_, _) -> FakeCarrier.refused());
        t.intake.store(t.sent(ann, to("bob@a.example")));
        t.execute("update account set quota_messages = 1");
        t.start();
        t.awaitEmpty();
        assertThat(states()).isEqualTo("bob@a.example bounced");
    }

    @Test
    void neverMoreThanTheLimitGoToOneDestinationAtATime() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(3);
        t.close();
        t = new TestQueue(new OutboundSettings(QUICK, 3, 10, 1000), Routes.DIRECT);
        t.carrier.answer((_, _) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            try {
                full.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            now.decrementAndGet();
            return FakeCarrier.relayed();
        });
        for (int i = 0; i < 100; i++) {
            t.intake.store(t.leaving("", to("x" + i + "@a.example")));
        }
        t.start();
        t.awaitEmpty();
        assertThat(most).hasValue(3);
        assertThat(t.carrier.trips()).hasSize(100);
    }

    @Test
    void aChangedConfigurationHoldsForWhatIsQueued() throws Exception {
        t.close();
        t = new TestQueue(settings(QUICK), Routes.parse(List.of("* smtp://10.0.0.1:2525")));
        t.intake.store(t.leaving("", to("bob@a.example")));
        assertThat(t.text("select destination from outbound_recipient"))
                .isEqualTo("smtp://10.0.0.1:2525");
        t.execute("update outbound_recipient set destination = 'smtp://gone.example:25'");
        t.execute("update outbound_destination set name = 'smtp://gone.example:25'");
        t.start();
        t.awaitEmpty();
        assertThat(t.carrier.trips()).hasSize(1);
        assertThat(((Destination.Host) t.carrier.trips().getFirst().destination()).port())
                .isEqualTo(2525);
    }

    @Test
    void whatWasUnderWayWhenAGatewayWasKilledIsTakenUpByTheNext() throws Exception {
        t.intake.store(t.leaving("", to("bob@a.example")));
        assertThat(t.queue.claim(Set.of(), 10, 10)).hasSize(1);
        t.start();
        t.awaitEmpty();
        assertThat(t.carrier.trips()).hasSize(1);
    }

    private static Recipient wanting(String address, Notify... reports) {
        return new Recipient(Address.parse(address), Set.of(reports), "");
    }

    private static OutboundSettings settings(Schedule schedule) {
        return new OutboundSettings(schedule, 10, 50, 64 * 1024);
    }

    private String states() {
        return t.text(
                "select string_agg(party || ' ' || state, ',' order by party) from delivery_state");
    }

    /** The one report that came in. */
    private String report() {
        return Query.of(
                        t.database,
                        """
                        select m.trace || c.bytes from message m join content c on c.id = m.content_id
                        where m.incoming
                        """)
                .first(row -> new String(row.getBytes(1), StandardCharsets.UTF_8))
                .orElseThrow();
    }
}
