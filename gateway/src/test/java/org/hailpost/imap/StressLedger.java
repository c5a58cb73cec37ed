package org.hailpost.imap;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What all stress clients together know of the mailboxes: each place a message was put, where it
 * came from, and whether anybody ever wanted it gone. Thread-safe.
 */
final class StressLedger {
    /** A message in a mailbox. */
    record Place(String mailbox, long uid) {}

    private record Version(Place place, long modseq) {}

    private final ConcurrentMap<Place, String> appended = new ConcurrentHashMap<>();
    private final ConcurrentMap<Place, Place> copied = new ConcurrentHashMap<>();
    private final ConcurrentMap<Place, String> seen = new ConcurrentHashMap<>();
    private final ConcurrentMap<Version, Set<String>> versions = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> highest = new ConcurrentHashMap<>();
    private final Set<Place> deletable = ConcurrentHashMap.newKeySet();
    private final Set<Place> moved = ConcurrentHashMap.newKeySet();

    /** An APPEND was answered with this place. */
    void appended(Place place, String subject) {
        if (appended.putIfAbsent(place, subject) != null || copied.containsKey(place)) {
            throw new AssertionError("UID given twice: " + place);
        }
        known(place);
    }

    /** A COPY or MOVE was answered with these places. */
    void copied(String from, List<Long> sources, String to, List<Long> targets, boolean move) {
        if (sources.size() != targets.size() || !ascending(sources) || !ascending(targets)) {
            throw new AssertionError("odd COPYUID " + sources + " " + targets);
        }
        for (int i = 0; i < sources.size(); i++) {
            Place source = new Place(from, sources.get(i));
            Place target = new Place(to, targets.get(i));
            if (copied.putIfAbsent(target, source) != null || appended.containsKey(target)) {
                throw new AssertionError("UID given twice: " + target);
            }
            known(target);
            if (move && !moved.add(source)) {
                throw new AssertionError("moved twice: " + source);
            }
        }
    }

    /** Somebody is about to mark it {@code \Deleted}. */
    void deletable(Place place) {
        deletable.add(place);
    }

    /** The message there has this subject, somebody was told. */
    void seen(Place place, String subject) {
        String before = seen.putIfAbsent(place, subject);
        if (before != null && !before.equals(subject)) {
            throw new AssertionError(place + " was " + before + " and is " + subject);
        }
        known(place);
    }

    /** Somebody was told these flags at this MODSEQ: nobody may be told others. */
    void version(Place place, long modseq, Set<String> flags) {
        Set<String> before = versions.putIfAbsent(new Version(place, modseq), flags);
        if (before != null && !before.equals(flags)) {
            throw new AssertionError(
                    "%s at MODSEQ %d has %s and %s".formatted(place, modseq, before, flags));
        }
    }

    /** The highest UID that anybody was told of in a mailbox. */
    long highest(String mailbox) {
        return Objects.requireNonNullElse(highest.get(mailbox), 0L);
    }

    int size() {
        return appended.size() + copied.size();
    }

    /** Compares with what lies in a mailbox at the end: subjects by UID. */
    void check(String mailbox, Map<Long, String> truth) {
        truth.forEach((uid, subject) -> {
            Place place = new Place(mailbox, uid);
            String wanted = subject(place);
            if (!subject.equals(wanted)) {
                throw new AssertionError(
                        "%s is %s and should be %s".formatted(place, subject, wanted));
            }
            if (moved.contains(place)) {
                throw new AssertionError("moved and still there: " + place);
            }
        });
        Set<Place> all = new HashSet<>(appended.keySet());
        all.addAll(copied.keySet());
        for (Place place : all) {
            if (place.mailbox().equals(mailbox)
                    && !truth.containsKey(place.uid())
                    && !moved.contains(place)
                    && !wasDeletable(place)) {
                throw new AssertionError("lost: " + place + " " + subject(place));
            }
        }
        seen.forEach((place, subject) -> {
            if (!subject.equals(subject(place))) {
                throw new AssertionError("%s was shown as %s".formatted(place, subject));
            }
        });
    }

    private @Nullable String subject(Place place) {
        Place at = place;
        for (Place from = copied.get(at); from != null; from = copied.get(at)) {
            at = from;
        }
        return appended.get(at);
    }

    /** A copy has the flags of what it was copied from. */
    private boolean wasDeletable(Place place) {
        for (Place at = place; at != null; at = copied.get(at)) {
            if (deletable.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private void known(Place place) {
        highest.merge(place.mailbox(), place.uid(), Math::max);
    }

    private static boolean ascending(List<Long> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) <= numbers.get(i - 1)) {
                return false;
            }
        }
        return true;
    }
}
