package org.hailpost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the promises hold when everything breaks: mails at a steady rate, terminals that come and
 * go, and one {@link Mishap} after the other; then {@link Verdict} counts. What happens is decided
 * by one seed; when within a commit it happens, by the machine.
 */
final class Chaos implements Benchmark {
    private static final int ACCOUNTS = 4;
    private static final int SENDERS = 6;

    /** Beside those that get mails: one that writes on a terminal, one that has many mails. */
    private static final int WRITER = ACCOUNTS;

    private static final int FULL = ACCOUNTS + 1;

    /** Slow enough that a terminal that was away never needs to load its threads anew. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Duration QUICK = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SPOOL_MEBIBYTES = 8;

    @Override
    public String name() {
        return "chaos";
    }

    @Override
    public String measures() {
        return "whether every mail is kept once, and shown once, while things are killed";
    }

    @Override
    public List<String> options() {
        return List.of("quick", "minutes", "seed", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        long seed = bench.options().seed().orElseGet(() -> new Random().nextLong(1, 1L << 31));
        bench.say("seed " + seed);
        Target target = bench.target(FULL + 1);
        GatewayProcess gateway = bench.gateway();
        List<Row> filled = fill(bench, gateway, target);
        Optional<SmallDisk> spool =
                SmallDisk.mount(gateway.data().resolve("spool"), SPOOL_MEBIBYTES);
        Path journals = bench.directory("journals");
        try (Terminals terminals = new Terminals(target, journals, ACCOUNTS)) {
            Result result = run(bench, seed, target, terminals, spool, journals);
            return result.with(filled);
        } finally {
            if (spool.isPresent()) {
                spool.get().close();
            }
        }
    }

    private Result run(
            Bench bench,
            long seed,
            Target target,
            Terminals terminals,
            Optional<SmallDisk> spool,
            Path journals)
            throws Exception {
        Random random = new Random(seed);
        var letters = new Letters("c" + Long.toString(System.nanoTime(), 36), ACCOUNTS);
        var havoc = new Havoc(bench, bench.gateway(), terminals, spool, random);
        var enough = new AtomicBoolean();
        var late = new AtomicBoolean();
        var later = new AtomicInteger();
        var flow =
                new LetterSender.Flow(
                        enough::get, late::get, havoc::spoolFull, havoc.lives(), later);
        List<Row> rows = new ArrayList<>();
        try (var watcher = new IdleWatcher(target, target.account(0))) {
            Thread.ofVirtual().start(watcher);
            terminals.open();
            greet(bench, target, terminals);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(
                        Thread.ofVirtual()
                                .start(new LetterSender(i, target, letters, INTERVAL, flow)));
            }
            senders.add(
                    Thread.ofVirtual()
                            .start(
                                    new LetterWriter(
                                            SENDERS,
                                            target,
                                            target.account(WRITER),
                                            letters,
                                            flow)));
            try {
                havoc.run(Mishap.plan(length(bench), random));
            } finally {
                enough.set(true);
                join(senders, PATIENCE);
                late.set(true);
            }
            bench.say("counting");
            Verdict verdict = verdict(letters, target, terminals, watcher);
            rows.addAll(verdict.rows());
            rows.add(Verdict.count("\"try again later\"", later.get(), false));
            rows.addAll(havoc.rows());
            List<String> notes = new ArrayList<>(notes(seed, spool.isPresent()));
            if (!verdict.broken().isEmpty()) {
                notes.add(
                        "What the gateway logged and the terminals saw: " + keep(bench, journals));
            }
            return new Result(name(), measures(), Bench.machine(), rows, notes, verdict.broken());
        }
    }

    private static Duration length(Bench bench) {
        return bench.options().quick() ? QUICK : bench.options().minutes();
    }

    /** So many mails lie in another account before it begins. */
    private static List<Row> fill(Bench bench, GatewayProcess gateway, Target target)
            throws Exception {
        return bench.options().size().isEmpty()
                ? List.of()
                : new FullStore(bench, gateway, target, target.account(FULL).address())
                        .fill(Math.toIntExact(bench.options().size().getAsLong()));
    }

    /** A first mail to each, so that every terminal has a place to go on from. */
    private static void greet(Bench bench, Target target, Terminals terminals) throws Exception {
        bench.say("waiting for the terminals");
        var greetings = new Mail("greeting", 500);
        try (Loop loop = new Loop("greeter")) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int sent = 0;
            while (waiting(terminals)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the terminals did not connect");
                }
                var plan =
                        new SmtpLoad.Plan(
                                target.smtp(),
                                1,
                                ACCOUNTS,
                                true,
                                0,
                                greetings,
                                number -> List.of(target.account(number).address()));
                sent += SmtpLoad.start(loop, plan, SmtpLoad.Watcher.NOBODY).get().kept();
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
            bench.say("load begins after " + sent + " greetings");
        }
    }

    private static boolean waiting(Terminals terminals) throws IOException {
        for (Visitor visitor : terminals.visitors()) {
            if (Journal.read(visitor.journal()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void join(List<Thread> threads, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    private static Verdict verdict(
            Letters letters, Target target, Terminals terminals, IdleWatcher watcher)
            throws IOException {
        var verdict = new Verdict(letters);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int account = 0; account < ACCOUNTS; account++) {
            Target.Login login = target.account(account);
            List<MailboxReader.Item> items;
            try (MailboxReader reader = MailboxReader.open(target, login)) {
                items = reader.items();
            }
            List<Integer> mailbox = verdict.mailbox(account, items);
            String last = items.getLast().subject();
            while (terminals.without(login.address(), last).isPresent()
                    && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            for (Visitor visitor : terminals.visitors()) {
                if (visitor.account().equals(login.address())) {
                    String name = visitor.journal().getFileName() + " of account " + account;
                    verdict.terminal(name, Journal.read(visitor.journal()), mailbox);
                }
            }
            if (account == 0) {
                while (watcher.told() != items.size() && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                verdict.require(
                        watcher.told() == items.size(),
                        "IDLE was told of %d messages of %d"
                                .formatted(watcher.told(), items.size()));
            }
        }
        verdict.wholly();
        verdict.require(watcher.wrong() == 0, "IDLE was told of fewer messages than before");
        verdict.require(
                terminals.wrong() == 0,
                "a terminal that acknowledges nothing got more than its window, or out of turn");
        return verdict;
    }

    /** What is worth a look before the directory goes. */
    private static Path keep(Bench bench, Path journals) throws IOException {
        Path kept = Files.createTempDirectory("hailpost-chaos-");
        Files.copy(bench.gateway().log(), kept.resolve("log"), StandardCopyOption.REPLACE_EXISTING);
        try (var files = Files.list(journals)) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
        return kept;
    }

    private static List<String> notes(long seed, boolean smallDisk) {
        return List.of(
                "seed " + seed + ": --seed " + seed + " does the same again.",
                "A mail whose connection broke after the final dot is not sent again: it may be"
                        + " stored or not (RFC 5321 §4.5.4.1 leaves no third way), but not twice.",
                "\"Try again later\" is tried again with the same bytes, and must be stored once;"
                        + " twice is allowed only if the gateway was killed between a 451 to the"
                        + " final dot and the next attempt.",
                "What a terminal sends is asked under one client id until there is an answer, and"
                        + " must be stored once.",
                smallDisk
                        ? "The spool directory is a file system of " + SPOOL_MEBIBYTES + " MiB."
                        : "No full spool disk: this user may not mount one.");
    }
}
