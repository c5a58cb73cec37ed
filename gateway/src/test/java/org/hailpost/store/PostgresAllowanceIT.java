package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.outbound.Allowance.Answer.GRANTED;
import static org.hailpost.outbound.Allowance.Answer.MAILS_SPENT;
import static org.hailpost.outbound.Allowance.Answer.PARTIES_SPENT;
import static org.hailpost.store.TestAccounts.incoming;
import static org.hailpost.store.TestAccounts.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.outbound.Allowance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresAllowanceIT {
    private Database database;
    private Account ann;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        ann = TestAccounts.create(database, "ann@example.org");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theMailsOfADayAreCountedAcrossRestarts() {
        assertThat(take(limits(2, 0), "a@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(2, 0), "a@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(2, 0), "a@x.example")).isEqualTo(MAILS_SPENT);
        assertThat(take(limits(3, 0), "a@x.example"))
                .as("a refusal counts nothing")
                .isEqualTo(GRANTED);
        assertThat(take(limits(0, 0), "a@x.example")).as("no limit").isEqualTo(GRANTED);
        Account ben = TestAccounts.create(database, "ben@example.org");
        assertThat(limits(1, 0).take(ben.id(), addresses("a@x.example"), Optional.empty()))
                .isEqualTo(GRANTED);
    }

    @Test
    void theNextDayBeginsAtNothing() {
        assertThat(take(limits(1, 1), "a@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(1, 1), "b@x.example")).isEqualTo(MAILS_SPENT);
        assertThat(Query.of(database, "update sent_today set day = day - 1").update()).isOne();
        assertThat(take(limits(1, 1), "b@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(9, 1), "c@x.example")).isEqualTo(PARTIES_SPENT);
    }

    @Test
    void aPartyIsNewOnce() {
        assertThat(take(limits(0, 2), "a@x.example", "A@X.example", "b@x.example"))
                .isEqualTo(GRANTED);
        assertThat(take(limits(0, 2), "b@x.example", "a@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(0, 2), "a@x.example", "c@x.example")).isEqualTo(PARTIES_SPENT);
        assertThat(take(limits(0, 2), "c@x.example"))
                .as("still not known")
                .isEqualTo(PARTIES_SPENT);
        assertThat(take(limits(0, 3), "c@x.example")).isEqualTo(GRANTED);
    }

    /** Else who answers strangers all day could not go on. */
    @Test
    void whoHasWrittenIsNotNew() {
        LocalChangeFeed feed = new LocalChangeFeed();
        try (GroupCommit intake = new GroupCommit(database, feed, 1)) {
            intake.store(incoming(mail("amy@x.example", "ann@example.org", "s", "t"), ann));
            byte[] toMany =
                    "From: <cat@x.example>\r\nTo: <ann@example.org>, <dan@x.example>\r\n\r\nHi\r\n"
                            .getBytes(StandardCharsets.US_ASCII);
            intake.store(incoming(toMany, ann));
        } finally {
            feed.close();
        }
        assertThat(take(limits(0, 1), "Amy@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(0, 1), "cat@x.example", "dan@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(0, 1), "first@x.example")).isEqualTo(GRANTED);
        assertThat(take(limits(0, 1), "second@x.example")).isEqualTo(PARTIES_SPENT);
    }

    /** The answer to the first time may have been lost on its way. */
    @Test
    void whatWasSentAlreadyIsNotRefused() {
        UUID sent = UUID.randomUUID();
        Query.of(
                        database,
                        "insert into sent_request (account_id, client_id, message_id, thread_id, seq) values (?, ?, 1, 1, 1)",
                        ann.id(),
                        sent)
                .update();
        assertThat(take(limits(1, 0), "a@x.example")).isEqualTo(GRANTED);
        List<Address> to = addresses("a@x.example");
        assertThat(limits(1, 0).take(ann.id(), to, Optional.of(sent))).isEqualTo(GRANTED);
        assertThat(limits(1, 0).take(ann.id(), to, Optional.of(UUID.randomUUID())))
                .isEqualTo(MAILS_SPENT);
    }

    /** Who goes beyond his own does not take from the others, with whom he is counted together. */
    @Test
    void manyAtOnceNeverTakeMoreThanThereIs() throws Exception {
        Account ben = TestAccounts.create(database, "ben@example.org");
        Allowance allowance = limits(20, 0);
        List<Callable<Allowance.Answer>> anns = new ArrayList<>();
        List<Callable<Allowance.Answer>> bens = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Address> to = addresses("p" + i % 7 + "@x.example");
            anns.add(() -> allowance.take(ann.id(), to, Optional.empty()));
            if (i < 20) {
                bens.add(() -> allowance.take(ben.id(), to, Optional.empty()));
            }
        }
        assertThat(granted(Stream.concat(anns.stream(), bens.stream()).toList())).isEqualTo(40);
        assertThat(granted(bens)).isZero();
    }

    @Test
    void manyAtOnceNeverHaveMoreNewPartiesThanThereMayBe() throws Exception {
        Allowance allowance = limits(0, 10);
        List<Callable<Allowance.Answer>> takers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String to = "p" + i / 3 + "@x.example";
            takers.add(() -> take(allowance, to, "P0@x.example"));
        }
        assertThat(granted(takers)).isEqualTo(30); // p0, who is in each, and nine others
        assertThat(take(allowance, "p0@x.example")).isEqualTo(GRANTED);
        assertThat(take(allowance, "other@x.example")).isEqualTo(PARTIES_SPENT);
    }

    private static int granted(List<Callable<Allowance.Answer>> takers) throws Exception {
        int granted = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Allowance.Answer> answer : threads.invokeAll(takers)) {
                granted += answer.get() == GRANTED ? 1 : 0;
            }
        }
        return granted;
    }

    private Allowance limits(int mails, int newParties) {
        return new PostgresAllowance(database, new Allowance.Daily(mails, newParties));
    }

    private Allowance.Answer take(Allowance allowance, String... to) {
        return allowance.take(ann.id(), addresses(to), Optional.empty());
    }

    private static List<Address> addresses(String... addresses) {
        return Stream.of(addresses).map(Address::parse).toList();
    }
}
