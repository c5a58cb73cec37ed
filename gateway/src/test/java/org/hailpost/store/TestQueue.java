package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.ReportComposer;
import org.hailpost.outbound.Doorbell;
import org.hailpost.outbound.FakeCarrier;
import org.hailpost.outbound.HourlyBudget;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.QueueEntrance;
import org.hailpost.outbound.QueueRunner;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Reports;
import org.hailpost.outbound.Routes;
import org.hailpost.outbound.Srs;
import org.jspecify.annotations.Nullable;

/** A queue over a fresh database, with its intake and, when a test starts it, its runner. */
final class TestQueue implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(20);

    final Database database = TestDatabase.fresh();
    final LocalChangeFeed feed = new LocalChangeFeed();
    final FakeCarrier carrier = new FakeCarrier();
    final QueueEntrance entrance;
    final GroupCommit intake;
    final PostgresQueue queue;
    private final OutboundSettings settings;
    private @Nullable QueueRunner runner;

    TestQueue() {
        this(OutboundSettings.DEFAULTS, Routes.DIRECT);
    }

    TestQueue(OutboundSettings settings, Routes routes) {
        this.settings = settings;
        this.entrance =
                new QueueEntrance(routes, settings.schedule().delayReportAfter(), new Doorbell());
        this.intake = new GroupCommit(database, feed, new PostgresQuotas(database), entrance, 1);
        this.queue = new PostgresQueue(database, intake, feed, "node");
    }

    TestQueue start() {
        PostgresQuotas quotas = new PostgresQuotas(database);
        runner =
                new QueueRunner(
                        queue,
                        entrance,
                        carrier,
                        new Reports(
                                new PostgresDirectory(database, quotas),
                                new Srs(new PostgresSecrets(database).srs(), Clock.systemUTC()),
                                new HourlyBudget(20, Clock.systemUTC()),
                                new ReportComposer(Clock.systemUTC(), new SecureRandom()),
                                "mail.example.org",
                                settings),
                        settings,
                        Clock.systemUTC());
        return this;
    }

    Account account(String address) {
        return TestAccounts.create(database, address);
    }

    /** A mail of an account with a copy in Sent, to people elsewhere. */
    NewMessage sent(Account from, Recipient... recipients) {
        return sent(from, Instant.EPOCH, recipients);
    }

    NewMessage sent(Account from, Instant notBefore, Recipient... recipients) {
        NewMessage in = TestAccounts.incoming(mail(from.address().toString()), from);
        NewMessage.Copy copy = in.copies().getFirst();
        NewMessage.Copy own =
                new NewMessage.Copy(
                        from.id(),
                        new Target.ByRole(Role.SENT),
                        copy.trace(),
                        1,
                        List.of(),
                        copy.internalDate(),
                        false,
                        copy.parties(),
                        copy.trust(),
                        -1);
        return new NewMessage(
                in.content(),
                in.scanned(),
                List.of(own),
                null,
                List.of(
                        outgoing(
                                from.id(), Optional.of(from.address()), notBefore, 0, recipients)));
    }

    /** A mail that only leaves. */
    NewMessage leaving(String sender, Recipient... recipients) {
        NewMessage in = TestAccounts.incoming(mail(sender.isEmpty() ? "x@y.example" : sender));
        return new NewMessage(
                in.content(),
                in.scanned(),
                List.of(),
                null,
                List.of(
                        outgoing(
                                0,
                                Optional.of(sender).filter(s -> !s.isEmpty()).map(Address::parse),
                                Instant.EPOCH,
                                -1,
                                recipients)));
    }

    private static Outgoing outgoing(
            long account,
            Optional<Address> sender,
            Instant notBefore,
            int origin,
            Recipient... recipients) {
        return new Outgoing(
                account,
                OutgoingEnvelope.of(sender, false, false),
                List.of(recipients),
                "X-Out: 1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                notBefore,
                origin);
    }

    private static byte[] mail(String from) {
        return TestAccounts.mail(from, "all@elsewhere.example", "Hi", "text");
    }

    static Recipient[] to(String... addresses) {
        return Stream.of(addresses)
                .map(address -> Recipient.of(Address.parse(address)))
                .toArray(Recipient[]::new);
    }

    long count(String table) {
        return number("select count(*) from " + table);
    }

    long number(String sql) {
        return Query.of(database, sql).first(row -> row.getLong(1)).orElseThrow();
    }

    String text(String sql) {
        return Query.of(database, sql).first(row -> row.getString(1)).orElse("");
    }

    void execute(String sql) {
        Query.of(database, sql).update();
    }

    /** Nothing of any mail is left in the queue, and nothing that it held. */
    void awaitEmpty() throws Exception {
        await(() -> count("outbound_recipient") == 0);
        assertThat(count("outbound_mail")).isZero();
        assertThat(number("select count(*) from content where message_count <= 0")).isZero();
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
        intake.close();
        feed.close();
        database.close();
    }
}
