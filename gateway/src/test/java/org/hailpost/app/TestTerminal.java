package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.Event;

/** A terminal over the real client, which keeps what it has seen. */
final class TestTerminal implements Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BridgeClient client;
    private final List<Event.MessageNew> messages = new CopyOnWriteArrayList<>();
    private final List<Event.MessageState> states = new CopyOnWriteArrayList<>();
    private final List<Event> others = new CopyOnWriteArrayList<>();
    private final List<Ephemeral> hints = new CopyOnWriteArrayList<>();

    private TestTerminal(BridgeClient client) {
        this.client = client;
    }

    static TestTerminal connect(
            URI server, String account, String secret, UUID id, ResumeStore resume) {
        BridgeClient client =
                BridgeClient.builder(server)
                        .password(account, secret)
                        .terminalId(id)
                        .resumeStore(resume)
                        .build();
        TestTerminal terminal = new TestTerminal(client);
        client.connect(terminal).orTimeout(60, TimeUnit.SECONDS).join();
        return terminal;
    }

    BridgeClient client() {
        return client;
    }

    @Override
    public void message(Event.MessageNew event) {
        messages.add(event);
    }

    @Override
    public void state(Event.MessageState event) {
        states.add(event);
    }

    @Override
    public void read(Event.ThreadRead event) {
        others.add(event);
    }

    @Override
    public void flags(Event.MessageFlags event) {
        others.add(event);
    }

    @Override
    public void removed(Event.MessageRemoved event) {
        others.add(event);
    }

    @Override
    public void ephemeral(Ephemeral frame) {
        hints.add(frame);
    }

    List<Ephemeral> hints() {
        return hints;
    }

    List<Event.MessageNew> messages() {
        return messages;
    }

    List<Event.MessageState> states() {
        return states;
    }

    List<Event> others() {
        return others;
    }

    List<String> subjects() {
        return messages.stream().map(event -> event.message().subject()).toList();
    }

    /** Waits until this many messages were seen, and returns their subjects. */
    List<String> await(int count) {
        await(() -> messages.size() >= count, count + " messages");
        return subjects();
    }

    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
