package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of many clients that work on the same mailboxes at once, each holding the server to what it
 * told. Used by one thread at a time.
 */
final class StressClient {
    /** With one mailbox, on average. */
    private static final int ROUNDS = 8;

    private static final int PIPELINED = 4;

    /** Numbers stay what they are between commands, and all else is told at once. */
    private static final String NOTIFY =
            "NOTIFY SET (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange))"
                    + " (personal (MessageNew MessageExpunge FlagChange))";

    private final int port;
    private final int number;
    private final Random random;
    private final StressLedger ledger;
    private final StressCommands commands;
    private final Map<String, StressModel> earlier = new HashMap<>();
    private StressWire wire;
    private StressModel model;
    private Set<String> can = Set.of();
    private boolean readOnly;
    private boolean qresync;
    private boolean condstore;
    private boolean selected;

    /** What the SELECT under way opens, until the server says that the mailbox before is closed. */
    private @Nullable StressModel next;

    private String untaggedCopyUid = "";
    private long uidNext;
    private int tags;
    private @Nullable AssertionError failure;
    private int answered;

    StressClient(int port, int number, long seed, StressLedger ledger, List<String> mailboxes)
            throws IOException {
        this.port = port;
        this.number = number;
        this.random = new Random(seed + number);
        this.ledger = ledger;
        this.commands = new StressCommands(random, ledger, mailboxes, "c" + number);
        this.wire = new StressWire(port);
        this.model = new StressModel("", ledger);
    }

    /** Works until then; goes on where it was before. */
    void work(long until) {
        guarded(() -> {
            if (model.mailbox().isEmpty()) {
                connected();
                select();
            }
            while (System.nanoTime() - until < 0) {
                if (random.nextInt(ROUNDS) == 0) {
                    leave();
                    select();
                } else {
                    round();
                }
            }
        });
    }

    /** What went wrong, with what was said before. */
    @Nullable AssertionError failure() {
        return failure;
    }

    /** How many commands were answered. */
    int answered() {
        return answered;
    }

    String mailbox() {
        return model.mailbox();
    }

    /** After NOOPs for at most this long the session believes what is so. */
    void settle(Map<Long, Set<String>> truth, long until) {
        guarded(() -> {
            String difference = "?";
            while (!difference.isEmpty()) {
                wire.remembering(difference.equals("?"));
                pipeline(List.of(StressCommand.of("NOOP", true)));
                difference = model.difference(truth);
                check(difference.isEmpty() || System.nanoTime() - until < 0, difference);
                LockSupport.parkNanos(10_000_000);
            }
            wire.remembering(true);
        });
    }

    void close() throws IOException {
        wire.close();
    }

    private interface Action {
        void run() throws IOException;
    }

    private void guarded(Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException | AssertionError e) {
            failure =
                    new AssertionError(
                            "client %d: %s\n%s".formatted(number, e, wire.transcript()), e);
        }
    }

    private void connect() throws IOException {
        wire = new StressWire(port);
        connected();
    }

    private void connected() throws IOException {
        qresync = false;
        condstore = false;
        check(wire.line().startsWith("* OK"), "no greeting");
        pipeline(List.of(StressCommand.of("LOGIN alice@example.org secret", true)));
        pipeline(List.of(StressCommand.of("CAPABILITY", true)));
        int mode = random.nextInt(3);
        if (mode == 1 && can.contains("CONDSTORE")) {
            condstore = true;
            pipeline(List.of(StressCommand.of("ENABLE CONDSTORE", true)));
        } else if (mode == 2 && can.contains("QRESYNC")) {
            qresync = true;
            condstore = true;
            pipeline(List.of(StressCommand.of("ENABLE QRESYNC", true)));
        }
        if (random.nextInt(4) == 0 && can.contains("COMPRESS=DEFLATE")) {
            pipeline(List.of(StressCommand.of("COMPRESS DEFLATE", true)));
            wire.compress();
        }
        if (random.nextInt(3) == 0 && can.contains("NOTIFY")) {
            pipeline(List.of(StressCommand.of(NOTIFY, true)));
        }
    }

    private void select() throws IOException {
        String mailbox = commands.mailbox();
        readOnly = random.nextInt(6) == 0;
        StressModel opening = new StressModel(mailbox, ledger);
        StressModel before = earlier.get(mailbox);
        String resume = qresync && before != null ? opening.resume(before) : "";
        if (selected) {
            next = opening; // NOTIFY may still tell of the mailbox before (RFC 7162 §3.2.11)
        } else {
            model = opening;
        }
        long highest = ledger.highest(mailbox);
        pipeline(
                List.of(
                        StressCommand.of(
                                        (readOnly ? "EXAMINE " : "SELECT ") + mailbox + resume,
                                        false)
                                .whenEnded(_ -> check(uidNext > highest, "UIDNEXT " + uidNext))));
        check(model == opening, "no word of the mailbox before being closed");
        selected = true;
        model.opened();
        if (model.count() > 0 && resume.isEmpty()) {
            pipeline(
                    List.of(
                            condstore
                                    ? StressCommand.byNumber("FETCH 1:* (UID FLAGS MODSEQ)")
                                    : StressCommand.of("UID FETCH 1:* FLAGS", true)));
        }
    }

    private void round() throws IOException {
        if (random.nextInt(12) == 0) {
            idle();
            return;
        }
        List<StressCommand> batch = new ArrayList<>();
        boolean numbers = true;
        for (int i = random.nextInt(PIPELINED); i >= 0; i--) {
            StressCommand command =
                    commands.next(model, condstore ? can : plain(), readOnly, numbers);
            numbers &= !command.renumbers();
            batch.add(command);
        }
        pipeline(batch);
    }

    /** What a session that never said CONDSTORE uses. */
    private Set<String> plain() {
        return can.contains("MOVE") ? Set.of("MOVE") : Set.of();
    }

    private void leave() throws IOException {
        if (qresync) {
            earlier.put(model.mailbox(), model);
        }
        switch (random.nextInt(5)) {
            case 0 -> pipeline(List.of(StressCommand.of("CLOSE", false)));
            case 1 -> pipeline(List.of(StressCommand.of("UNSELECT", false)));
            case 2 -> {
                pipeline(List.of(StressCommand.of("LOGOUT", false)));
                wire.close();
                connect();
            }
            case 3 -> {
                wire.close();
                connect();
            }
            default -> {
                return; // The next SELECT closes it.
            }
        }
        selected = false;
    }

    private void pipeline(List<StressCommand> batch) throws IOException {
        while (wire.ready()) {
            untagged(wire.line(), null);
        }
        StringBuilder text = new StringBuilder();
        int first = tags;
        for (StressCommand command : batch) {
            text.append('t').append(tags++).append(' ').append(command.text()).append("\r\n");
        }
        if (random.nextInt(4) == 0) {
            // What NOTIFY tells meanwhile crosses the commands.
            LockSupport.parkNanos(random.nextInt(20) * 1_000_000L);
        }
        wire.send(text.toString());
        for (StressCommand command : batch) {
            command.begun().run();
            untaggedCopyUid = "";
            String tag = "t" + first++ + " ";
            String line = wire.line();
            while (!line.startsWith(tag)) {
                untagged(line, command);
                line = wire.line();
            }
            // RFC 7162 §3.1.3: NO with MODIFIED, too, if some are gone.
            boolean missed =
                    command.mayMiss()
                            && (line.startsWith(tag + "NO [EXPUNGEISSUED]")
                                    || line.startsWith(tag + "NO [MODIFIED "));
            check(missed || line.startsWith(tag + "OK"), command.text() + " -> " + line);
            highestModseq(line);
            command.ended().accept(untaggedCopyUid + line);
            answered++;
        }
    }

    private void idle() throws IOException {
        StressCommand idle = StressCommand.of("IDLE", true);
        String tag = "t" + tags++ + " ";
        wire.send(tag + "IDLE\r\n");
        for (String line = wire.line(); !line.startsWith("+"); line = wire.line()) {
            untagged(line, idle);
        }
        long until = System.nanoTime() + random.nextInt(100) * 1_000_000L;
        while (System.nanoTime() - until < 0) {
            if (wire.readable(5)) {
                untagged(wire.line(), idle);
            }
        }
        wire.send("DONE\r\n");
        String line = wire.line();
        while (!line.startsWith(tag)) {
            untagged(line, idle);
            line = wire.line();
        }
        check(line.startsWith(tag + "OK"), line);
        answered++;
    }

    /**
     * Takes an untagged response.
     *
     * @param running the command in progress; null if there is none
     */
    private void untagged(String line, @Nullable StressCommand running) {
        check(line.startsWith("* "), "neither tagged nor untagged: " + line);
        String[] words = line.split(" ", 4);
        switch (words[1]) {
            case "OK" -> ok(line);
            case "FLAGS" -> model.flags(line.substring(8));
            case "CAPABILITY" -> can = Set.of(line.split(" ", -1));
            case "VANISHED" -> {
                if (words[2].equals("(EARLIER)")) {
                    model.vanishedEarlier(StressData.numbers(words[3]));
                    return;
                }
                check(qresync && running != null && running.renumbers(), "not now: " + line);
                model.vanished(StressData.numbers(words[2]));
            }
            case "BYE" ->
                    check(running != null && running.text().equals("LOGOUT"), "closed: " + line);
            case "SEARCH", "ESEARCH" -> search(line, running);
            case "STATUS", "ENABLED" -> {}
            default -> numbered(line, words, running);
        }
    }

    private void numbered(String line, String[] words, @Nullable StressCommand running) {
        int msn = Integer.parseInt(words[1]);
        switch (words[2]) {
            case "EXISTS" -> model.exists(msn);
            case "RECENT" -> model.recent(msn);
            case "EXPUNGE" -> {
                check(!qresync && running != null && running.renumbers(), "not now: " + line);
                model.expunge(msn);
            }
            case "FETCH" -> {
                Map<String, String> items =
                        StressData.items(line.substring(line.indexOf("FETCH (") + 6));
                boolean asked = running != null && running.text().contains("FETCH");
                // RFC 7162 §3.1: in all that a CONDSTORE session is told of changes.
                check(asked || !condstore || items.containsKey("MODSEQ"), "no MODSEQ in " + line);
                // RFC 7162 §3.2.4
                check(asked || !qresync || items.containsKey("UID"), "no UID in " + line);
                model.fetch(msn, items);
            }
            default -> throw new AssertionError("unexpected: " + line);
        }
    }

    private void ok(String line) {
        if (line.startsWith("* OK [CLOSED]")) {
            check(next != null, "nothing is to be closed");
            model = Objects.requireNonNull(next);
            next = null;
        }
        String next = StressData.code(line, "UIDNEXT");
        if (!next.isEmpty()) {
            uidNext = Long.parseLong(next);
        }
        String validity = StressData.code(line, "UIDVALIDITY");
        if (!validity.isEmpty()) {
            model.uidValidity(Long.parseLong(validity));
        }
        highestModseq(line);
        if (line.startsWith("* OK [COPYUID ")) {
            untaggedCopyUid = line;
        }
    }

    private void highestModseq(String line) {
        String highest = StressData.code(line, "HIGHESTMODSEQ");
        if (!highest.isEmpty()) {
            model.highestModseq(Long.parseLong(highest));
        }
    }

    private void search(String line, @Nullable StressCommand running) {
        long before = 0;
        boolean byUid = running != null && running.text().startsWith("UID ");
        for (String word : line.substring(8).strip().split(" ", -1)) {
            if (word.startsWith("(")) {
                break; // (MODSEQ n)
            }
            long found = word.isEmpty() ? Long.MAX_VALUE : Long.parseLong(word);
            check(found > before, "not ascending: " + line);
            check(byUid || word.isEmpty() || found <= model.count(), "beyond the last: " + line);
            before = found;
        }
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
