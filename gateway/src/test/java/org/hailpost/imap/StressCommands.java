package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.hailpost.imap.StressLedger.Place;

/** Makes up what a stress client says next, as one that minds its sequence numbers may say it. */
final class StressCommands {
    private static final List<String> FLAGS =
            List.of("\\Seen", "\\Answered", "\\Flagged", "\\Draft", "$K1", "$k2", "K3", "k4");
    private static final int FULL = 100;

    private final Random random;
    private final StressLedger ledger;
    private final List<String> mailboxes;
    private final String name;
    private int appends;

    StressCommands(Random random, StressLedger ledger, List<String> mailboxes, String name) {
        this.random = random;
        this.ledger = ledger;
        this.mailboxes = mailboxes;
        this.name = name;
    }

    String mailbox() {
        return mailboxes.get(random.nextInt(mailboxes.size()));
    }

    /**
     * One command.
     *
     * @param numbers whether sequence numbers still mean what the model says
     */
    StressCommand next(StressModel model, Set<String> can, boolean readOnly, boolean numbers) {
        boolean known = model.slots().stream().anyMatch(slot -> slot.uid != 0);
        int dice = random.nextInt(100);
        if (dice < 12 || model.count() == 0) {
            return readOnly ? StressCommand.of("NOOP", true) : append(mailbox());
        } else if (dice < 18) {
            return StressCommand.of(random.nextBoolean() ? "NOOP" : "CHECK", true);
        } else if (dice < 24) {
            return status();
        } else if (!known) {
            return numbers ? fetch(model, can, false) : StressCommand.of("NOOP", true);
        } else if (dice < 30) {
            return search(model, !numbers || random.nextBoolean());
        } else if (dice < 55 || (readOnly && dice < 80)) {
            return fetch(model, can, !numbers || random.nextBoolean());
        } else if (dice < 65 || readOnly) {
            return copy(model, !numbers || random.nextBoolean(), can.contains("MOVE") && !readOnly);
        } else if (dice < 90) {
            return store(model, can, !numbers || random.nextBoolean());
        } else if (dice < 95) {
            return StressCommand.of("EXPUNGE", true);
        }
        return StressCommand.of("UID EXPUNGE " + uids(model), true);
    }

    StressCommand append(String mailbox) {
        String subject = name + "-" + appends++;
        String mail = StressMail.of(subject);
        String flags = random.nextBoolean() ? "" : "(" + flag() + ") ";
        String text = "APPEND %s %s{%d+}\r\n%s".formatted(mailbox, flags, mail.length(), mail);
        return StressCommand.of(text, true)
                .whenEnded(answer -> {
                    String[] words = StressData.code(answer, "APPENDUID").split(" ", -1);
                    ledger.appended(new Place(mailbox, Long.parseLong(words[1])), subject);
                });
    }

    private StressCommand status() {
        String mailbox = mailbox();
        return StressCommand.of("STATUS " + mailbox + " (MESSAGES UIDNEXT UNSEEN)", true);
    }

    private StressCommand search(StressModel model, boolean byUid) {
        String key =
                switch (random.nextInt(5)) {
                    case 0 -> "ALL";
                    case 1 -> "UNSEEN";
                    case 2 -> "DELETED";
                    case 3 -> "NOT KEYWORD $K1";
                    default -> "OR UID " + uids(model) + " SUBJECT c1";
                };
        return byUid
                ? StressCommand.of("UID SEARCH " + key, true)
                : StressCommand.byNumber("SEARCH " + key);
    }

    private StressCommand fetch(StressModel model, Set<String> can, boolean byUid) {
        String items =
                switch (random.nextInt(can.contains("CONDSTORE") ? 7 : 5)) {
                    case 0 -> "(FLAGS)";
                    case 1, 2 -> "(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])";
                    case 3 -> "BODY[]";
                    case 4 -> "(UID RFC822.SIZE BODY.PEEK[])";
                    case 5 -> "(UID FLAGS MODSEQ)";
                    default -> "(UID FLAGS) (CHANGEDSINCE 5)";
                };
        if (byUid) {
            return StressCommand.of("UID FETCH " + uids(model) + " " + items, true);
        }
        int from = 1 + random.nextInt(model.count());
        String set = random.nextInt(4) == 0 ? from + ":*" : range(from, model.count());
        return StressCommand.byNumber("FETCH " + set + " " + items);
    }

    private String range(int from, int count) {
        int to = Math.min(count, from + random.nextInt(12));
        return random.nextInt(5) == 0 ? to + ":" + from : from + ":" + to;
    }

    private StressCommand copy(StressModel model, boolean byUid, boolean mayMove) {
        String from = model.mailbox();
        String to = mailbox();
        // A copy of a message is a message: without some that go there would soon be too many.
        boolean move = mayMove && !to.equals(from) && random.nextInt(3) > 0;
        String verb = move ? "MOVE " : "COPY ";
        int msn = 1 + random.nextInt(model.count());
        int last = Math.min(model.count(), msn + random.nextInt(3));
        StressCommand command =
                byUid
                        ? StressCommand.of("UID " + verb + fewUids(model) + " " + to, true)
                        : new StressCommand(
                                verb + msn + ":" + last + " " + to, true, true, () -> {}, _ -> {});
        return command.whenEnded(answer -> copied(from, to, answer, move));
    }

    /** What COPY says in its tagged line, and MOVE before it. */
    void copied(String from, String to, String answer, boolean move) {
        String code = StressData.code(answer, "COPYUID");
        if (!code.isEmpty()) {
            String[] words = code.split(" ", -1);
            ledger.copied(
                    from, StressData.numbers(words[1]), to, StressData.numbers(words[2]), move);
        }
    }

    private StressCommand store(StressModel model, Set<String> can, boolean byUid) {
        char operation = "+-=".charAt(random.nextInt(3));
        Set<String> words = new HashSet<>(List.of(flag(), flag()));
        boolean silent = random.nextInt(3) == 0;
        String set;
        List<StressModel.Slot> slots = List.of();
        if (byUid) {
            set = uids(model);
        } else {
            int from = 1 + random.nextInt(model.count());
            int to = Math.min(model.count(), from + random.nextInt(6));
            set = from + ":" + to;
            slots = List.copyOf(model.slots().subList(from - 1, to));
        }
        boolean delete = random.nextInt(model.count() > FULL ? 2 : 4) == 0;
        if (delete && slots.stream().allMatch(slot -> slot.uid != 0)) {
            words.add("\\Deleted");
            List<Long> uids =
                    byUid ? StressData.numbers(set) : slots.stream().map(slot -> slot.uid).toList();
            uids.forEach(uid -> ledger.deletable(new Place(model.mailbox(), uid)));
        }
        // With UNCHANGEDSINCE the flags are asked for: which were changed is known too late.
        String test =
                can.contains("CONDSTORE") && !silent && random.nextInt(3) == 0
                        ? "(UNCHANGEDSINCE " + modseq(model) + ") "
                        : "";
        String text =
                "STORE %s %s%sFLAGS%s (%s)"
                        .formatted(
                                set,
                                test,
                                operation == '=' ? "" : operation,
                                silent ? ".SILENT" : "",
                                String.join(" ", words));
        StressCommand command =
                byUid ? StressCommand.of("UID " + text, true) : StressCommand.byNumber(text);
        List<StressModel.Slot> targets = slots;
        // What is told while the STORE is in progress is told with it done.
        return silent
                ? command.whenBegun(() -> apply(model, set, byUid, targets, operation, words))
                : command;
    }

    private static void apply(
            StressModel model,
            String set,
            boolean byUid,
            List<StressModel.Slot> slots,
            char operation,
            Set<String> words) {
        Set<String> flags = new HashSet<>();
        words.forEach(word -> flags.add(word.toLowerCase(Locale.ROOT)));
        Set<Long> uids = byUid ? new HashSet<>(StressData.numbers(set)) : Set.of();
        for (StressModel.Slot slot : byUid ? model.slots() : slots) {
            if (!byUid || uids.contains(slot.uid)) {
                StressModel.change(slot, operation, flags);
            }
        }
    }

    private long modseq(StressModel model) {
        return model.slots().get(random.nextInt(model.count())).modseq;
    }

    private String flag() {
        return FLAGS.get(random.nextInt(FLAGS.size()));
    }

    /** Some UIDs that the session knows, as a range or as a list; a range may hold unknown ones. */
    private String uids(StressModel model) {
        List<Long> known = known(model);
        int from = random.nextInt(known.size());
        int to = Math.min(known.size() - 1, from + random.nextInt(8));
        if (random.nextBoolean()) {
            return known.get(from) + ":" + known.get(to);
        }
        return String.join(
                ",", known.subList(from, to + 1).stream().map(uid -> Long.toString(uid)).toList());
    }

    private String fewUids(StressModel model) {
        List<Long> known = known(model);
        long one = known.get(random.nextInt(known.size()));
        long other = known.get(random.nextInt(known.size()));
        return one == other ? "" + one : one + "," + other;
    }

    private static List<Long> known(StressModel model) {
        List<Long> known = new ArrayList<>();
        for (StressModel.Slot slot : model.slots()) {
            if (slot.uid != 0) {
                known.add(slot.uid);
            }
        }
        return known;
    }
}
