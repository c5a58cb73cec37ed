package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hailpost.bench.Letters.Fate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of the chaos run sees what it is there to see. */
class VerdictTest {
    private final Letters letters = new Letters("run", 2);
    private final Letters.Letter[] sent = new Letters.Letter[4];

    /** Number 0 is for both accounts, 1 and 3 for the second, 2 for the first. */
    @BeforeEach
    void send() {
        for (int i = 0; i < sent.length; i++) {
            sent[i] = letters.next(0, false);
            sent[i].fate = Fate.KEPT;
        }
    }

    @Test
    void mailsThatAreWhereTheyBelongBreakNothing() {
        Verdict verdict = new Verdict(letters);
        List<Integer> first = verdict.mailbox(0, items(0, 2));
        verdict.mailbox(1, items(0, 1, 3));
        verdict.wholly();
        verdict.terminal("t", seen(1, 0, 2), first);
        assertThat(verdict.broken()).isEmpty();
    }

    @Test
    void aLostMailIsSeen() {
        assertThat(broken(items(0), items(0, 1, 3)))
                .containsExactly("account 0 has not mail 2, which got 250");
    }

    @Test
    void aDoubledMailIsSeen() {
        assertThat(broken(items(0, 2, 2), items(0, 1, 3)))
                .containsExactly("account 0 has mail 2 2 times, KEPT");
    }

    @Test
    void aMailWithAnUnknownEndMayBeThereOnceOrNot() {
        sent[2].fate = Fate.UNKNOWN;
        assertThat(broken(items(0), items(0, 1, 3))).isEmpty();
        assertThat(broken(items(0, 2), items(0, 1, 3))).isEmpty();
        assertThat(broken(items(0, 2, 2), items(0, 1, 3))).hasSize(1);
    }

    @Test
    void aMailThatIsStoredForSomeOfItsRecipientsIsSeen() {
        sent[0].fate = Fate.UNKNOWN;
        assertThat(broken(items(2), items(0, 1, 3)))
                .containsExactly("mail 0 is stored for 1 of 2 recipients");
    }

    @Test
    void aMailThatOvertookAnotherOfItsSenderIsSeen() {
        assertThat(broken(items(0, 2), items(0, 3, 1)))
                .containsExactly("account 1 has mail 1 after 3 of the same sender");
    }

    @Test
    void aMailThatWasRefusedOrNeverTakenIsSeen() {
        sent[1].fate = Fate.REFUSED;
        sent[3].fate = Fate.UNDER_WAY;
        assertThat(broken(items(0, 2), items(0)))
                .containsExactly("mail 1 was refused for good", "mail 3 was never taken");
    }

    @Test
    void aTerminalThatMissedDoubledOrMixedUpSomethingIsSeen() {
        List<Integer> mailbox = List.of(0, 2, 4);
        assertThat(terminal(mailbox, seen(1, 0, 2, 4))).isEmpty();
        assertThat(terminal(mailbox, seen(1, 2, 4))).isEmpty(); // it came later
        assertThat(terminal(mailbox, seen(1, 0, 2)))
                .containsExactly("t has not seen 1 mails, [4]...");
        assertThat(terminal(mailbox, seen(1, 0, 2, 2, 4)))
                .containsExactly("t has seen mail 2 again");
        assertThat(terminal(mailbox, seen(1, 0, 4, 2)))
                .containsExactly("t has seen the mails in another order than the mailbox has them");
        List<Journal.Seen> gap = new ArrayList<>(seen(1, 0, 2));
        gap.addAll(seen(4, 4));
        assertThat(terminal(mailbox, gap)).containsExactly("t: seq 4 after 2");
    }

    private List<String> broken(List<MailboxReader.Item> first, List<MailboxReader.Item> second) {
        Verdict verdict = new Verdict(letters);
        verdict.mailbox(0, first);
        verdict.mailbox(1, second);
        verdict.wholly();
        return verdict.broken();
    }

    private List<String> terminal(List<Integer> mailbox, List<Journal.Seen> journal) {
        Verdict verdict = new Verdict(letters);
        verdict.terminal("t", journal, mailbox);
        return verdict.broken();
    }

    private static List<MailboxReader.Item> items(int... numbers) {
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> new MailboxReader.Item(i + 1, "run " + numbers[i]))
                .toList();
    }

    private static List<Journal.Seen> seen(long firstSeq, int... numbers) {
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> new Journal.Seen("e1", firstSeq + i, "run " + numbers[i]))
                .toList();
    }
}
