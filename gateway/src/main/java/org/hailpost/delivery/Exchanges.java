package org.hailpost.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.message.Address;
import org.hailpost.message.HeaderFacts;
import org.jspecify.annotations.Nullable;

/**
 * Who answers whom by way of aliases that lead elsewhere, on this node. Two machines that do not
 * say what they are look like two people, but for two things, and those are counted.
 *
 * <p>They are fast: a mail that follows within {@link #QUICK} the one that it cites (or, citing
 * none that went through here, the last one the other way) is a quick answer, and so may be the one
 * after it. More than {@value #IN_A_ROW} quick answers in a row, which takes both sides, nobody has
 * read and written. Only the mail that would be one more is put off: a conversation that others
 * forge puts off nothing that does not cite it, or follow it as fast.
 *
 * <p>And they never tire: one address may answer another only so often in a day. Mail without
 * answers, of a cron job to its owner, is not counted.
 *
 * <p>Thread-safe. The {@value #REMEMBERED} mails and ways used last are remembered, until the node
 * stops.
 */
public final class Exchanges {
    /**
     * To bring the mail, have it read, and take the answer; a person manages that once or twice.
     */
    private static final Duration QUICK = Duration.ofSeconds(5);

    private static final int IN_A_ROW = 5;

    /** Long for machines, whose answer then starts no new row; not for people, if ever it hits. */
    private static final Duration PUT_OFF = Duration.ofHours(1);

    private static final int REMEMBERED = 10_000;

    /** From where the answers to a mail come back to, to the alias that it is for. */
    private record Way(Address from, Address to) {
        Way back() {
            return new Way(to, from);
        }
    }

    /**
     * The last of a mail or way.
     *
     * @param quick answers in a row that were quick, up to this
     * @param until when the mail is put off; in the past if it is not
     * @param answers that went the way on the day, this included
     */
    private record Turn(Instant at, int quick, Instant until, int answers) {}

    private final int answersPerDay;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Turn> mails = new Newest<>();

    @GuardedBy("lock")
    private final Map<Way, Turn> ways = new Newest<>();

    /**
     * @param answersPerDay of one address to another; 0 for any number, however quick
     */
    public Exchanges(int answersPerDay, InstantSource clock) {
        this.answersPerDay = answersPerDay;
        this.clock = clock;
    }

    /**
     * Counts a mail that is about to be forwarded; false if it may not be now.
     *
     * @param authors where answers to it may be sent
     * @param alias that it is for
     */
    boolean take(Collection<Address> authors, Address alias, HeaderFacts headers) {
        if (answersPerDay == 0) {
            return true;
        }
        List<Way> taken =
                authors.stream().map(from -> new Way(key(from), key(alias))).distinct().toList();
        String id = headers.messageId() == null ? taken.toString() : headers.messageId();
        Instant now = clock.instant();
        lock.lock();
        try {
            Turn before = mails.get(id);
            if (before != null && now.isBefore(before.until)) {
                return false;
            }
            int quick = Math.max(before == null ? 0 : before.quick, quick(headers, taken, now));
            if (quick > IN_A_ROW) {
                mails.put(id, new Turn(now, IN_A_ROW, now.plus(PUT_OFF), 0));
                return false;
            }
            for (Way way : taken) {
                if (answers(way, now) > answersPerDay) {
                    return false;
                }
            }
            mails.put(id, new Turn(now, quick, now, 0));
            for (Way way : taken) {
                ways.put(way, new Turn(now, quick, now, answers(way, now)));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private int quick(HeaderFacts headers, List<Way> taken, Instant now) {
        List<Turn> answered = new ArrayList<>();
        for (String cited : headers.references()) {
            addIfThere(answered, mails.get(cited));
        }
        if (headers.inReplyTo() != null) {
            addIfThere(answered, mails.get(headers.inReplyTo()));
        }
        if (answered.isEmpty()) {
            for (Way way : taken) {
                addIfThere(answered, ways.get(way.back()));
            }
        }
        return answered.stream()
                .filter(turn -> !now.isAfter(turn.at.plus(QUICK)))
                .mapToInt(turn -> turn.quick + 1)
                .max()
                .orElse(0);
    }

    private static void addIfThere(List<Turn> turns, @Nullable Turn turn) {
        if (turn != null) {
            turns.add(turn);
        }
    }

    /** Those of the day, with a mail that goes the way now: an answer if one came back before. */
    @GuardedBy("lock")
    private int answers(Way way, Instant now) {
        Turn last = ways.get(way);
        Turn back = ways.get(way.back());
        boolean answer = back != null && (last == null || !back.at.isBefore(last.at));
        int before = last == null || day(last.at) != day(now) ? 0 : last.answers;
        return before + (answer ? 1 : 0);
    }

    private static long day(Instant at) {
        return at.getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    private static Address key(Address address) {
        return address.canonical().withoutTag('+');
    }

    /** Forgets what was not used for the longest time. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED;
        }
    }
}
