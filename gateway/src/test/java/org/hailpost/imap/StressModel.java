package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one session must believe of its mailbox, by nothing but what it was told. What cannot be
 * believed is an {@link AssertionError}.
 */
final class StressModel {
    /** A message as the session knows it; uid 0 and flags null as long as it was not told. */
    static final class Slot {
        long uid;
        @Nullable Set<String> flags;
        long modseq;
    }

    private final String mailbox;
    private final StressLedger ledger;
    private final List<Slot> slots = new ArrayList<>();
    private Set<String> announced = Set.of();
    private boolean opening = true;
    private long uidValidity;
    private long resumeAt;

    /** While a SELECT with QRESYNC is answered: what is known so far, by UID. */
    private @Nullable NavigableMap<Long, Slot> resuming;

    private final Map<Long, Integer> claimed = new HashMap<>();
    private int resumedExists;

    StressModel(String mailbox, StressLedger ledger) {
        this.mailbox = mailbox;
        this.ledger = ledger;
    }

    String mailbox() {
        return mailbox;
    }

    int count() {
        return slots.size();
    }

    Slot slot(int msn) {
        return slots.get(msn - 1);
    }

    List<Slot> slots() {
        return slots;
    }

    /** The message with this UID, if it was told of. */
    @Nullable Slot find(long uid) {
        for (Slot slot : slots) {
            if (slot.uid == uid) {
                return slot;
            }
        }
        return null;
    }

    /**
     * Begins with what an earlier session knew; the SELECT tells the rest.
     *
     * @return the argument of SELECT; empty if that session did not know enough
     */
    String resume(StressModel earlier) {
        NavigableMap<Long, Slot> known = new TreeMap<>();
        for (Slot slot : earlier.slots) {
            if (slot.uid == 0 || slot.flags == null) {
                return "";
            }
            known.put(slot.uid, slot);
        }
        if (earlier.resumeAt == 0) {
            return "";
        }
        resuming = known;
        return " (QRESYNC (" + earlier.uidValidity + " " + earlier.resumeAt + "))";
    }

    /** The mailbox is open now: from here on nothing shrinks by itself. */
    void opened() {
        opening = false;
        if (resuming != null) {
            slots.addAll(resuming.values());
            resuming = null;
            check(
                    slots.size() == resumedExists,
                    "resumed with " + slots.size() + " of " + resumedExists);
            claimed.forEach((uid, msn) -> {
                boolean right = msn <= slots.size() && slots.get(msn - 1).uid == uid;
                check(right, "resumed UID " + uid + " is not " + msn);
            });
        }
    }

    void uidValidity(long value) {
        uidValidity = value;
    }

    /** What the server says that the session knows all of (RFC 7162 §6). */
    void highestModseq(long value) {
        resumeAt = value;
    }

    void flags(String list) {
        announced = StressData.flags(list);
    }

    void exists(int number) {
        if (resuming != null) {
            resumedExists = number;
            return;
        }
        check(number >= slots.size(), "EXISTS shrinks from " + slots.size() + " to " + number);
        while (slots.size() < number) {
            slots.add(new Slot());
        }
    }

    void recent(int number) {
        int exists = resuming == null ? slots.size() : resumedExists;
        check(number <= exists, "more recent than there are: " + number);
    }

    void expunge(int msn) {
        check(!opening, "EXPUNGE while opening");
        check(msn >= 1 && msn <= slots.size(), "EXPUNGE " + msn + " of " + slots.size());
        slots.remove(msn - 1);
    }

    /** VANISHED without EARLIER: each UID is one that the session counts (RFC 7162 §3.2.10). */
    void vanished(List<Long> uids) {
        for (long uid : uids) {
            Slot slot = find(uid);
            if (slot == null) {
                slot = unknownBetween(uid);
            }
            check(slot != null, "VANISHED " + uid + " that was not there");
            slots.remove(slot);
        }
    }

    /** VANISHED (EARLIER): may hold what the session never knew. */
    void vanishedEarlier(List<Long> uids) {
        if (resuming == null) {
            throw new AssertionError("VANISHED (EARLIER) that nobody asked for");
        }
        resuming.keySet().removeAll(uids);
    }

    /** A message not yet asked for that may have this UID. */
    private @Nullable Slot unknownBetween(long uid) {
        Slot candidate = null;
        for (Slot slot : slots) {
            if (slot.uid == 0) {
                candidate = slot;
            } else if (slot.uid > uid) {
                return candidate;
            } else {
                candidate = null;
            }
        }
        return candidate;
    }

    void fetch(int msn, Map<String, String> items) {
        if (resuming != null) {
            long uid = Long.parseLong(items.getOrDefault("UID", ""));
            claimed.put(uid, msn);
            Slot resumed = resuming.computeIfAbsent(uid, _ -> new Slot());
            resumed.uid = uid;
            state(resumed, items);
            return;
        }
        check(msn >= 1 && msn <= slots.size(), "FETCH " + msn + " of " + slots.size());
        Slot slot = slots.get(msn - 1);
        String uid = items.get("UID");
        if (uid != null) {
            identify(msn, Long.parseLong(uid));
        }
        state(slot, items);
        content(slot, items);
    }

    private void state(Slot slot, Map<String, String> items) {
        String modseq = items.get("MODSEQ");
        if (modseq != null) {
            long now = Long.parseLong(modseq.substring(1, modseq.length() - 1));
            check(now >= slot.modseq, "MODSEQ goes down from " + slot.modseq + " to " + now);
            slot.modseq = now;
            resumeAt = Math.max(resumeAt, now);
        }
        String flags = items.get("FLAGS");
        if (flags != null) {
            Set<String> now = StressData.flags(flags);
            for (String flag : now) {
                check(announced.contains(flag), "flag was never announced: " + flag);
            }
            if (slot.uid != 0) {
                slot.flags = now;
                if (modseq != null) {
                    ledger.version(
                            new StressLedger.Place(mailbox, slot.uid),
                            slot.modseq,
                            Set.copyOf(now));
                }
            }
        }
    }

    private void content(Slot slot, Map<String, String> items) {
        String header = items.get("BODY[HEADER.FIELDS (SUBJECT)]");
        String body = items.get("BODY[]");
        if (header == null && body == null) {
            return;
        }
        String subject = StressMail.subject(Objects.requireNonNullElse(body, header + ""));
        check(body == null || body.equals(StressMail.of(subject)), "bytes of " + subject);
        if (slot.uid != 0) {
            ledger.seen(new StressLedger.Place(mailbox, slot.uid), subject);
        }
    }

    private void identify(int msn, long uid) {
        Slot slot = slots.get(msn - 1);
        check(slot.uid == 0 || slot.uid == uid, msn + " was UID " + slot.uid + ", is " + uid);
        slot.uid = uid;
        for (int before = msn - 2; before >= 0; before--) {
            long other = slots.get(before).uid;
            if (other != 0) {
                check(other < uid, "UID " + uid + " behind " + other);
                break;
            }
        }
        for (int after = msn; after < slots.size(); after++) {
            long other = slots.get(after).uid;
            if (other != 0) {
                check(other > uid, "UID " + uid + " before " + other);
                break;
            }
        }
    }

    /** A STORE of the session's own, of which it is not told. */
    static void change(Slot slot, char operation, Set<String> flags) {
        if (slot.flags == null) {
            return;
        }
        Set<String> now = operation == '=' ? new TreeSet<>() : new TreeSet<>(slot.flags);
        if (operation == '-') {
            now.removeAll(flags);
        } else {
            now.addAll(flags);
        }
        slot.flags = now;
    }

    /** What is different from how the mailbox is: UIDs and flags in order; empty if nothing. */
    String difference(Map<Long, Set<String>> truth) {
        if (slots.size() != truth.size()) {
            return "counts " + slots.size() + " of " + truth.size();
        }
        int msn = 0;
        for (Map.Entry<Long, Set<String>> message : truth.entrySet()) {
            Slot slot = slots.get(msn++);
            if (slot.uid != 0 && slot.uid != message.getKey()) {
                return "%d is UID %d, not %d".formatted(msn, message.getKey(), slot.uid);
            }
            if (slot.flags != null && !slot.flags.equals(message.getValue())) {
                return "%d UID %d has %s, not %s"
                        .formatted(msn, slot.uid, message.getValue(), slot.flags);
            }
        }
        return "";
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
