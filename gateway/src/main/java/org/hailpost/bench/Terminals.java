package org.hailpost.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** The terminals of a run of chaos. Used by one thread. */
final class Terminals implements AutoCloseable {
    private final Target target;
    private final URI bridge;
    private final Path directory;
    private final int accounts;
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<RudeTerminal> rude = new ArrayList<>();

    /**
     * @param accounts how many of the target's they are of
     */
    Terminals(Target target, Path directory, int accounts) {
        this.target = target;
        this.bridge = LetterWriter.bridge(target);
        this.directory = directory;
        this.accounts = accounts;
    }

    /**
     * Those who were there before the first mail: of each account one in this process, and of all
     * but the last one in a process of its own; of the last those who do harm.
     */
    void open() throws IOException {
        for (int account = 0; account < accounts; account++) {
            add(account, false);
            if (account < accounts - 1) {
                add(account, true);
            }
        }
        for (boolean reads : new boolean[] {true, false}) {
            var terminal = new RudeTerminal(bridge, target.account(accounts - 1), reads);
            terminal.come();
            rude.add(terminal);
        }
    }

    private void add(int account, boolean ownProcess) throws IOException {
        Path journal = directory.resolve("terminal-" + visitors.size());
        var identity =
                new Visitor.Identity(bridge, target.account(account), UUID.randomUUID(), journal);
        var visitor = new Visitor(identity, ownProcess);
        visitors.add(visitor);
        visitor.come();
    }

    /** {@code kill -9} of one that has a process of its own; it comes back at once. */
    void kill(Random random) throws IOException {
        List<Visitor> own = visitors.stream().filter(Visitor::own).toList();
        Visitor victim = own.get(random.nextInt(own.size()));
        victim.leave();
        victim.come();
    }

    /** An orderly end of one of the others. */
    void leave(Random random) throws IOException {
        List<Visitor> here = visitors.stream().filter(each -> !each.own() && each.here()).toList();
        if (!here.isEmpty()) {
            here.get(random.nextInt(here.size())).leave();
        }
    }

    void arrive(Random random) throws IOException {
        add(random.nextInt(accounts), false);
    }

    /** Those who are away for so long come back. */
    void comeAfter(Duration away) throws IOException {
        for (Visitor visitor : visitors) {
            if (!visitor.here() && visitor.away().compareTo(away) >= 0) {
                visitor.come();
            }
        }
    }

    List<Visitor> visitors() {
        return List.copyOf(visitors);
    }

    /** The first one that has not seen a mail of this account yet. */
    Optional<Visitor> without(String account, String subject) throws IOException {
        for (Visitor visitor : visitors) {
            if (visitor.account().equals(account)
                    && Journal.read(visitor.journal()).stream()
                            .noneMatch(seen -> seen.subject().equals(subject))) {
                return Optional.of(visitor);
            }
        }
        return Optional.empty();
    }

    /** What those who acknowledge nothing got that they should not have got. */
    long wrong() {
        return rude.stream().mapToLong(RudeTerminal::wrong).sum();
    }

    @Override
    public void close() throws IOException {
        rude.forEach(RudeTerminal::close);
        for (Visitor visitor : visitors) {
            visitor.close();
        }
    }
}
