package org.hailpost.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hailpost.bridge.client.ClientBuilder;

/**
 * Many terminals, one per account. When they lose their connection they come back as the Java
 * client does: after a random time below a bound that doubles from 0.5 s to 10 s, or below the
 * jitter that the gateway's {@code bye} asked for.
 */
final class Crowd implements LightTerminal.Watcher {
    private static final long FIRST_RETRY_MILLIS = ClientBuilder.FIRST_RETRY.toMillis();
    private static final long LAST_RETRY_MILLIS = ClientBuilder.LONGEST_RETRY.toMillis();

    /** Handshakes under way when all come in for the first time. */
    static final int AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Loop loop;
    private final List<LightTerminal> terminals = new ArrayList<>();

    // Below: the loop's thread only.
    private final SplittableRandom random = new SplittableRandom();
    private final Map<LightTerminal, Integer> failures = new HashMap<>();
    private final Map<LightTerminal, Long> jitter = new HashMap<>();
    private CompletableFuture<Long> complete = new CompletableFuture<>();
    private int started;
    private int connected;
    private int lost;
    private boolean leaving;

    /**
     * @param first the account of the first of them
     */
    Crowd(Loop loop, Target target, int first, int count) {
        this.loop = loop;
        for (int i = first; i < first + count; i++) {
            terminals.add(new LightTerminal(loop, target, target.account(i), this));
        }
    }

    int size() {
        return terminals.size();
    }

    /** Connects all of them, and returns when the last has its welcome. */
    Duration comeIn() throws Exception {
        long begin = System.nanoTime();
        loop.execute(() -> {
            for (int i = 0; i < AT_ONCE; i++) {
                next();
            }
        });
        return Duration.ofNanos(await(complete) - begin);
    }

    /** From now on it counts who is lost and who is back. Before the gateway is taken away. */
    CompletableFuture<Long> expectLoss() {
        var back = new CompletableFuture<Long>();
        loop.execute(() -> {
            lost = 0;
            complete = back;
        });
        return back;
    }

    /** When, by nanoTime, the last of them had its welcome. */
    static long await(CompletableFuture<Long> all) throws Exception {
        try {
            return all.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("not all terminals were connected within " + PATIENCE, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** All of them go without a word and stay away. */
    void leave() throws Exception {
        var done = new CompletableFuture<Void>();
        loop.execute(() -> {
            leaving = true;
            terminals.forEach(LightTerminal::leave);
            done.complete(null);
        });
        done.get();
    }

    /** The first thing that was not as promised. */
    Optional<String> broken() {
        return terminals.stream()
                .flatMap(t -> Optional.ofNullable(t.broken()).stream())
                .findFirst();
    }

    private void next() {
        if (started < terminals.size()) {
            terminals.get(started++).connect();
        }
    }

    @Override
    public void welcome(LightTerminal terminal, boolean resumed, long at) {
        failures.remove(terminal);
        connected++;
        next();
        if (connected == terminals.size() && (lost == 0 || lost >= terminals.size())) {
            complete.complete(at);
        }
    }

    @Override
    public void bye(LightTerminal terminal, long jitterMillis) {
        jitter.put(terminal, jitterMillis);
    }

    @Override
    public void gone(LightTerminal terminal, boolean welcomed, int code, String why) {
        if (welcomed) {
            connected--;
            lost++;
        }
        if (leaving) {
            return;
        }
        Long asked = jitter.remove(terminal);
        int failed = failures.merge(terminal, 1, Integer::sum) - 1;
        long bound =
                asked != null
                        ? asked
                        : Math.min(FIRST_RETRY_MILLIS << Math.min(failed, 20), LAST_RETRY_MILLIS);
        long millis = random.nextLong(bound + 1);
        loop.at(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), () -> back(terminal));
    }

    private void back(LightTerminal terminal) {
        if (!leaving) {
            terminal.connect();
        }
    }
}
