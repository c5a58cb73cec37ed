package org.hailpost.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts, when all is quiet, what became of the {@link Letters}: in the mailboxes, and on the
 * terminals.
 */
final class Verdict {
    private static final int EXAMPLES = 5;

    private final Letters letters;
    private final List<Letters.Letter> all;
    private final List<String> broken = new ArrayList<>();
    private final Map<Integer, Set<Integer>> storedFor = new HashMap<>();
    private long stored;
    private long seen;
    private long doubled;
    private long lost;
    private long outOfOrder;
    private long gaps;

    Verdict(Letters letters) {
        this.letters = letters;
        this.all = letters.all();
        for (Letters.Letter letter : all) {
            switch (letter.fate) {
                case REFUSED -> broken.add("mail " + letter.number + " was refused for good");
                case UNDER_WAY -> broken.add("mail " + letter.number + " was never taken");
                case KEPT, UNKNOWN -> {}
            }
        }
    }

    /** The numbers of our mails in a mailbox, in the order of their UIDs. */
    List<Integer> mailbox(int account, List<MailboxReader.Item> items) {
        List<Integer> numbers = new ArrayList<>();
        long uid = 0;
        for (MailboxReader.Item item : items) {
            if (item.uid() <= uid) {
                outOfOrder++;
                broken.add("account " + account + ": UID " + item.uid() + " after " + uid);
            }
            uid = item.uid();
            int number = letters.number(item.subject());
            if (number >= 0) {
                numbers.add(number);
                storedFor.computeIfAbsent(number, _ -> new HashSet<>()).add(account);
            }
        }
        stored += numbers.size();
        once(account, numbers);
        inOrderOfSending(account, numbers);
        return numbers;
    }

    private void once(int account, List<Integer> numbers) {
        Map<Integer, Integer> copies = new HashMap<>();
        numbers.forEach(number -> copies.merge(number, 1, Integer::sum));
        for (Letters.Letter letter : all) {
            int found = copies.getOrDefault(letter.number, 0);
            boolean meant = letter.recipients().contains(account);
            int most = meant ? letter.mayBeDouble ? 2 : 1 : 0;
            int least = meant && letter.fate == Letters.Fate.KEPT ? 1 : 0;
            if (found > most) {
                doubled += found - most;
                broken.add(
                        "account %d has mail %d %d times, %s"
                                .formatted(account, letter.number, found, letter.fate));
            } else if (found < least) {
                lost++;
                broken.add(
                        "account %d has not mail %d, which got 250"
                                .formatted(account, letter.number));
            }
        }
    }

    /** A sender waits for the 250 before it sends the next. */
    private void inOrderOfSending(int account, List<Integer> numbers) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int number : numbers) {
            Letters.Letter letter = all.get(number);
            if (letter.certain()) {
                Integer before = last.put(letter.sender, number);
                if (before != null && before > number) {
                    outOfOrder++;
                    broken.add(
                            "account %d has mail %d after %d of the same sender"
                                    .formatted(account, number, before));
                }
            }
        }
    }

    /** To be asked after all mailboxes: a mail is stored for all its recipients or for none. */
    void wholly() {
        for (Letters.Letter letter : all) {
            int accounts = storedFor.getOrDefault(letter.number, Set.of()).size();
            if (accounts != 0 && accounts != letter.recipients().size()) {
                broken.add(
                        "mail %d is stored for %d of %d recipients"
                                .formatted(letter.number, accounts, letter.recipients().size()));
            }
        }
    }

    /** What a terminal has seen, against its account's mailbox, from its first event on. */
    void terminal(String name, List<Journal.Seen> journal, List<Integer> mailbox) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < journal.size(); i++) {
            int number = letters.number(journal.get(i).subject());
            if (number >= 0) {
                numbers.add(number);
            }
            long step = i == 0 ? 1 : journal.get(i).seq() - journal.get(i - 1).seq();
            if (step != 1) {
                gaps++;
                broken.add(
                        "%s: seq %d after %d"
                                .formatted(
                                        name, journal.get(i).seq(), journal.get(i).seq() - step));
            }
        }
        seen += numbers.size();
        int from = numbers.isEmpty() ? mailbox.size() : mailbox.indexOf(numbers.getFirst());
        if (from < 0) {
            broken.add(name + " has seen mail " + numbers.getFirst() + ", which is not there");
        } else {
            against(name, numbers, mailbox.subList(from, mailbox.size()));
        }
    }

    private void against(String name, List<Integer> numbers, List<Integer> expected) {
        if (numbers.equals(expected)) {
            return;
        }
        Set<Integer> missing = new HashSet<>(expected);
        Set<Integer> once = new HashSet<>();
        for (int number : numbers) {
            missing.remove(number);
            if (!once.add(number)) {
                doubled++;
                broken.add(name + " has seen mail " + number + " again");
            }
        }
        lost += missing.size();
        if (!missing.isEmpty()) {
            broken.add(
                    "%s has not seen %d mails, %s..."
                            .formatted(
                                    name,
                                    missing.size(),
                                    missing.stream().sorted().limit(EXAMPLES).toList()));
        } else if (once.size() == numbers.size()) {
            outOfOrder++;
            broken.add(name + " has seen the mails in another order than the mailbox has them");
        }
    }

    /** A promise of which this class knows nothing. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    List<Row> rows() {
        long kept = count(Letters.Fate.KEPT);
        return List.of(
                count("mails sent", all.size(), true),
                count("accepted with 250", kept, true),
                count("answer lost: stored or not", count(Letters.Fate.UNKNOWN), true),
                count("stored, in all mailboxes", stored, true),
                count("seen, on all terminals", seen, true),
                count("doubled", doubled, false),
                count("lost", lost, false),
                count("out of order", outOfOrder, false),
                count("gaps in seq", gaps, false));
    }

    static Row count(String what, long count, boolean more) {
        return Row.alone(what, "", more, Figure.of((double) count));
    }

    private long count(Letters.Fate fate) {
        return all.stream().filter(letter -> letter.fate == fate).count();
    }

    /** What did not hold; of many alike, the first. */
    List<String> broken() {
        int most = 10 * EXAMPLES;
        if (broken.size() <= most) {
            return List.copyOf(broken);
        }
        List<String> first = new ArrayList<>(broken.subList(0, most));
        first.add("and " + (broken.size() - most) + " more");
        return first;
    }
}
