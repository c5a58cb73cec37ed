package org.hailpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.MessageScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangesTest {
    private static final Address X = Address.parse("x@ours.example");
    private static final Address Y = Address.parse("y@ours.example");
    private static final int PER_DAY = 100;
    private static final Duration FAST = Duration.ofSeconds(2);

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final Exchanges exchanges = new Exchanges(PER_DAY, () -> now);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void machinesAreStoppedAfterSixMails(boolean citing) {
        assertThat(volley(20, FAST, citing)).isEqualTo(6);
    }

    /** What costs a machine nothing must not help it either. */
    @Test
    void aTagOrAnotherSpellingIsNobodyElse() {
        int passed = 0;
        while (exchanges.take(
                List.of(Address.parse((passed % 2 == 0 ? "Y+" : "X+") + passed + "@OURS.example")),
                passed % 2 == 0 ? X : Y,
                mail("m" + passed))) {
            passed++;
        }
        assertThat(passed).isEqualTo(6);
    }

    @Test
    void theMailThatIsPutOffStaysSoForAnHourAndItsAnswerStartsNoRow() {
        volley(6, FAST, true);
        assertThat(take(Y, X, "late", "m5")).isFalse();
        now = now.plus(Duration.ofMinutes(59));
        assertThat(take(Y, X, "late", "m5")).isFalse();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(take(Y, X, "late", "m5")).isTrue();
        now = now.plus(FAST);
        assertThat(take(X, Y, "again", "late")).isFalse();
    }

    @Test
    void aMailWithoutAnIdIsPutOffLikeOthers() {
        HeaderFacts headers = scan("Subject: away\r\n\r\n");
        int passed = 0;
        while (exchanges.take(List.of(passed % 2 == 0 ? Y : X), passed % 2 == 0 ? X : Y, headers)) {
            now = now.plus(FAST);
            passed++;
        }
        assertThat(passed).isEqualTo(6);
        now = now.plus(Duration.ofMinutes(5));
        assertThat(exchanges.take(List.of(Y), X, headers)).as("the same again").isFalse();
    }

    /** One of them may well be a machine: the other one's next mail is late, and ends the row. */
    @Test
    void aPersonWhoWritesToAMachineIsNotHindered() {
        for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(20);
            assertThat(take(Y, X, "person" + i, "machine" + (i - 1))).isTrue();
            now = now.plusSeconds(1);
            assertThat(take(X, Y, "machine" + i, "person" + i)).isTrue();
        }
    }

    @Test
    void peopleWhoAnswerEachOtherAllDayAreNotHindered() {
        assertThat(volley(2 * PER_DAY, Duration.ofSeconds(6), true)).isEqualTo(2 * PER_DAY);
    }

    @Test
    void machinesThatTakeTheirTimeMayAnswerSoOftenInADay() {
        assertThat(volley(1000, Duration.ofSeconds(30), true)).isEqualTo(2 * PER_DAY + 1);
        now = now.plus(Duration.ofDays(1));
        assertThat(take(X, Y, "next day", "m1")).isTrue();
    }

    @Test
    void mailThatNobodyAnswersIsNotCounted() {
        for (int i = 0; i < 400; i++) {
            now = now.plusMillis(10);
            assertThat(take(Y, X, "cron" + i, "")).isTrue();
        }
    }

    /** Nobody can have a mail of somebody else stopped by writing in his name. */
    @Test
    void aForgedConversationPutsOffNoOther() {
        assertThat(take(Y, X, "real", "")).isTrue();
        now = now.plusSeconds(30);
        for (int i = 0; i < 50; i++) {
            now = now.plusMillis(10);
            take(i % 2 == 0 ? Y : X, i % 2 == 0 ? X : Y, "forged" + i, "");
        }
        assertThat(take(X, Y, "answer", "real")).isTrue();
        now = now.plusSeconds(6);
        assertThat(take(Y, X, "new", "")).isTrue();
    }

    @Test
    void zeroIsNoLimit() {
        var free = new Exchanges(0, () -> now);
        for (int i = 0; i < 1000; i++) {
            assertThat(free.take(List.of(i % 2 == 0 ? Y : X), i % 2 == 0 ? X : Y, mail("m" + i)))
                    .isTrue();
        }
    }

    /** Each answers the other's last mail; how many went through before one did not. */
    private int volley(int mails, Duration pause, boolean citing) {
        for (int i = 0; i < mails; i++) {
            boolean there = i % 2 == 0;
            if (!take(there ? Y : X, there ? X : Y, "m" + i, citing ? "m" + (i - 1) : "")) {
                return i;
            }
            now = now.plus(pause);
        }
        return mails;
    }

    private boolean take(Address from, Address alias, String id, String cited) {
        String references = cited.isEmpty() ? "" : "References: <first@x> <" + cited + "@x>\r\n";
        return exchanges.take(
                List.of(from), alias, scan("Message-ID: <" + id + "@x>\r\n" + references + "\r\n"));
    }

    private static HeaderFacts mail(String id) {
        return scan("Message-ID: <" + id + "@x>\r\n\r\n");
    }

    private static HeaderFacts scan(String text) {
        try (Content content = Content.of(text.getBytes(StandardCharsets.US_ASCII))) {
            return MessageScanner.scan(content).headers();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
