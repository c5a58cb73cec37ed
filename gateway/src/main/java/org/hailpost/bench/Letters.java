package org.hailpost.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The numbered mails of a run of chaos, and what their senders know of each. Thread-safe. */
final class Letters {
    private static final int SMALL = 2_000;

    /** Beyond what the gateway keeps in memory while it comes in. */
    private static final int LARGE = 1_200_000;

    private static final int LARGE_EVERY = 400;
    private static final int TO_TWO_EVERY = 10;
    private static final int TO_ALL_EVERY = 50;

    private final int accounts;
    private final Mail small;
    private final Mail large;
    private final List<Letter> letters = new ArrayList<>();

    /** What the sender of a mail knows. */
    enum Fate {
        /** No answer yet, or "later". */
        UNDER_WAY,
        /** There was a 250. */
        KEPT,
        /** The connection went after the final dot, before the answer: stored or not. */
        UNKNOWN,
        /** There was a 5xx. */
        REFUSED
    }

    /** A mail; its fate is its sender's to write. */
    final class Letter {
        final int number;
        final int sender;
        final boolean isLarge;
        volatile Fate fate = Fate.UNDER_WAY;

        /**
         * "Later" was said after the dot, and the gateway ended before the next attempt: if the
         * database had lost its answer to that commit, nobody is left who would know.
         */
        volatile boolean mayBeDouble;

        private Letter(int number, int sender, boolean isLarge) {
            this.number = number;
            this.sender = sender;
            this.isLarge = isLarge;
        }

        List<Integer> recipients() {
            int count = number % TO_ALL_EVERY == 0 ? accounts : number % TO_TWO_EVERY == 0 ? 2 : 1;
            return IntStream.range(0, Math.min(count, accounts))
                    .mapToObj(i -> (number + i) % accounts)
                    .toList();
        }

        String envelopeSender() {
            return small.sender(number);
        }

        byte[] content(String recipient) {
            return (isLarge ? large : small).content(number, recipient);
        }

        /** Kept, and stored once: there was but one attempt whose end is not known. */
        boolean certain() {
            return fate == Fate.KEPT && !mayBeDouble;
        }
    }

    /**
     * @param run a word that no other load on the gateway has
     */
    Letters(String run, int accounts) {
        this.accounts = accounts;
        this.small = new Mail(run, SMALL);
        this.large = new Mail(run, LARGE);
    }

    /**
     * The next mail.
     *
     * @param largeOften whether large ones are wanted just now
     */
    synchronized Letter next(int sender, boolean largeOften) {
        int number = letters.size();
        int every = largeOften ? LARGE_EVERY / 20 : LARGE_EVERY;
        Letter letter = new Letter(number, sender, number % every == 7);
        letters.add(letter);
        return letter;
    }

    String subject(int number) {
        return small.subject(number);
    }

    /** The number in a subject; -1 if the mail is none of these. */
    int number(String subject) {
        return small.number(subject);
    }

    synchronized List<Letter> all() {
        return List.copyOf(letters);
    }
}
