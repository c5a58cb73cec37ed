package org.hailpost.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.Event;
import org.jspecify.annotations.Nullable;

/** Mail that leaves: how much of it, how soon, and what a long queue costs. */
final class Outbound implements Benchmark {
    private static final int DESTINATIONS = 50;
    private static final int BYTES = 5_000;
    private static final int MAILS = 10_000;
    private static final int SESSIONS = 100;
    private static final int TALKS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "outbound";
    }

    @Override
    public String measures() {
        return "how fast mail leaves for hosts outside, and answers come back";
    }

    @Override
    public List<String> options() {
        return List.of("repeats", "quick", "size");
    }

    @Override
    public Result run(Bench bench) throws Exception {
        try (Loop loop = new Loop("outside")) {
            return new Measurement(bench, loop).run(this);
        }
    }

    private record Arrival(String beginning, long at) {
        /** The value of a field that the header has on one line. */
        String field(String name) {
            int begin = beginning.indexOf("\r\n" + name + ": ") + name.length() + 4;
            return beginning.substring(begin, beginning.indexOf("\r\n", begin));
        }
    }

    private record Answer(String thread, long at) {}

    /**
     * Somebody who sends mails one after the other.
     *
     * @param address of the sender of all of them; null: each has another
     */
    private record Sender(Submitter session, @Nullable String address) {}

    /** All rounds with one gateway. */
    private static final class Measurement {
        private final Bench bench;
        private final OutsideSink many;
        private final OutsideSink one;
        private final Tally tally = new Tally();
        private final Target target;
        private final GatewayProcess gateway;
        private final int mails;

        Measurement(Bench bench, Loop loop) throws Exception {
            this.bench = bench;
            many = new OutsideSink(loop, DESTINATIONS);
            one = new OutsideSink(loop, 1);
            List<Integer> ports = new ArrayList<>(many.ports());
            ports.addAll(one.ports());
            ports.addAll(new OutsideSink(loop, 1).ports()); // who never opens
            bench.configure(settings(ports));
            target = bench.target(SESSIONS);
            gateway = bench.gateway();
            mails = bench.options().quick() ? MAILS / 20 : MAILS;
        }

        Result run(Benchmark benchmark) throws Exception {
            bench.say("warming up");
            send(members(SESSIONS), mails, this::member);
            send(others(SESSIONS), mails, this::member);
            for (int round = 0; round < bench.options().repeats(); round++) {
                takeIn();
                leave();
                talk();
            }
            if (bench.options().size().isPresent()) {
                pile((int) bench.options().size().getAsLong());
            }
            return Result.of(benchmark, tally.rows(), notes());
        }

        /** What members send to each other, and what others send them by the MX. */
        private void takeIn() throws Exception {
            bench.say("mails to members, from members and from others");
            String what = "5 kB to members, %d sessions kept open".formatted(SESSIONS);
            tally.more(what, "mails/s", send(members(SESSIONS), mails, this::member));
            tally.more(what, "mails/s", "the MX", send(others(SESSIONS), mails, this::member));
        }

        private String member(int number) {
            return target.account(number).address();
        }

        /** Queued while nobody answers, so that it is the queue that is measured. */
        private void leave() throws Exception {
            bench.say("queueing " + mails + " mails for " + DESTINATIONS + " destinations");
            tally.more(
                    "taken by submission from %d sessions, nobody answers outside"
                            .formatted(SESSIONS),
                    "mails/s",
                    send(
                            members(SESSIONS),
                            mails,
                            number -> "reader@" + domain(number % DESTINATIONS)));
            bench.say("letting them leave");
            var taken = new AtomicInteger();
            var first = new AtomicLong();
            var last = new AtomicLong();
            many.open((_, at) -> {
                first.compareAndSet(0, at);
                last.set(at);
                taken.incrementAndGet();
            });
            await(taken, mails);
            many.shut();
            tally.more(
                    "5 kB to " + DESTINATIONS + " destinations, queued before",
                    "mails/s",
                    mails * 1e9 / (last.get() - first.get()));
        }

        /** One line at a time, there and back. */
        private void talk() throws Exception {
            bench.say("a talk with somebody outside");
            int talks = bench.options().quick() ? TALKS / 20 : TALKS;
            var out = new Samples();
            var back = new Samples();
            BlockingQueue<Arrival> outside = new LinkedBlockingQueue<>();
            BlockingQueue<Answer> inside = new LinkedBlockingQueue<>();
            BlockingQueue<Event.MessageState> relayed = new LinkedBlockingQueue<>();
            String to = "c" + UUID.randomUUID() + "@" + domain(DESTINATIONS);
            Target.Login login = target.account(0);
            URI bridge = URI.create("ws://127.0.0.1:" + target.httpPort());
            Listener listener = // the terminal may be told once more of the talk before
                    new Listener() {
                        @Override
                        public void message(Event.MessageNew event) {
                            if (event.message().from().address().equals(to)) {
                                inside.add(new Answer(event.thread(), System.nanoTime()));
                            }
                        }

                        @Override
                        public void state(Event.MessageState event) {
                            if (event.state() == DeliveryState.RELAYED
                                    && event.party().equals(to)) {
                                relayed.add(event);
                            }
                        }
                    };
            one.open((beginning, at) -> outside.add(new Arrival(beginning, at)));
            try (BridgeClient client =
                            BridgeClient.builder(bridge)
                                    .password(login.address(), login.password())
                                    .build();
                    Submitter answers = new Submitter(target.smtp())) {
                client.connect(listener).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                for (int i = 0; i < talks; i++) {
                    long begin = System.nanoTime();
                    String thread = client.send(to, "line " + i).get().thread();
                    Arrival arrival = take(outside);
                    out.add(arrival.at - begin);
                    take(relayed); // nobody answers while his own server is still saying 250
                    long dot = answers.send(to, login.address(), answer(arrival, to, i));
                    Answer answer = take(inside);
                    back.add(answer.at - dot);
                    if (!answer.thread.equals(thread)) {
                        throw new IOException("an answer came into a thread of its own");
                    }
                }
            }
            one.shut();
            tally.less("terminal to outside, p50", "ms", out.millis(0.5));
            tally.less("terminal to outside, p99", "ms", out.millis(0.99));
            tally.less("answer's final dot to frame, p50", "ms", back.millis(0.5));
            tally.less("answer's final dot to frame, p99", "ms", back.millis(0.99));
        }

        private byte[] answer(Arrival to, String from, int number) {
            String id = to.field("Message-ID");
            String text =
                    "From: <%s>\r\nTo: <%s>\r\nSubject: Re: line\r\nMessage-ID: <a%d.%s>\r\nIn-Reply-To: %s\r\nReferences: %s\r\n\r\nAnswer %d\r\n.\r\n"
                            .formatted(
                                    from,
                                    target.account(0).address(),
                                    number,
                                    from,
                                    id,
                                    id,
                                    number);
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        /** What a queue for one dead destination costs. */
        private void pile(int size) throws Exception {
            long before = Footprint.of(gateway.pid()).heapBytes();
            bench.say("queueing " + size + " mails for a dead destination");
            send(members(SESSIONS), size, _ -> "reader@" + domain(DESTINATIONS + 1));
            long after = Footprint.of(gateway.pid()).heapBytes();
            tally.less("heap before", "MB", before / 1e6);
            tally.less("heap with %,d mails queued".formatted(size), "MB", after / 1e6);
        }

        private List<Sender> members(int count) throws IOException {
            List<Sender> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Target.Login login = target.account(i);
                Submitter session = new Submitter(gateway.submission());
                members.add(new Sender(session, login.address()));
                session.login(login);
            }
            return members;
        }

        private List<Sender> others(int count) throws IOException {
            List<Sender> others = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                others.add(new Sender(new Submitter(target.smtp()), null));
            }
            return others;
        }

        /** All at once, on sessions that are open; mails a second. Closes the sessions. */
        private static double send(List<Sender> senders, int count, IntFunction<String> recipient)
                throws Exception {
            Mail mail = new Mail("o" + UUID.randomUUID(), BYTES);
            var next = new AtomicInteger();
            List<Future<Void>> done = new ArrayList<>();
            long begin = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Sender sender : senders) {
                    done.add(
                            threads.submit(() -> {
                                try (Submitter session = sender.session) {
                                    for (int n = next.getAndIncrement();
                                            n < count;
                                            n = next.getAndIncrement()) {
                                        String from = sender.address;
                                        from = from == null ? mail.sender(n) : from;
                                        String to = recipient.apply(n);
                                        session.send(from, to, mail.from(from, n, to));
                                    }
                                }
                                return null;
                            }));
                }
                for (Future<Void> each : done) {
                    each.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
            return count * 1e9 / (System.nanoTime() - begin);
        }

        private static <T> T take(BlockingQueue<T> queue) throws Exception {
            T next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new IOException("nothing came within " + PATIENCE);
            }
            return next;
        }

        private static void await(AtomicInteger count, int wanted) throws IOException {
            long begin = System.nanoTime();
            while (count.get() < wanted) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IOException(count + " of " + wanted + " mails left in " + PATIENCE);
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private static String domain(int number) {
        return "d" + number + ".example";
    }

    /** A route for each destination; who does not answer is tried again at once. */
    private static String settings(List<Integer> ports) {
        var routes = new StringBuilder();
        for (int i = 0; i < ports.size(); i++) {
            routes.append("\"%s smtp://127.0.0.1:%d\", ".formatted(domain(i), ports.get(i)));
        }
        return """
        [submission]
        mails-per-day = 0
        new-parties-per-day = 0
        [outbound]
        routes = [%s]
        first-retry = "1s"
        max-retry = "1s"
        """
                .formatted(routes);
    }

    private static List<String> notes() {
        return List.of(
                "To members: by submission, logged in on loopback without TLS, beside the same by the"
                        + " MX. With pipelining.",
                "Queued before: mails wait for hosts that do not answer; counted is from the first"
                        + " of them to leave to the last, with fsync.",
                "Terminal to outside: from the call of the client library until the host has said"
                        + " its final 250. Back: from the answer's final dot until the library has"
                        + " the message, in the same thread; it is sent once the terminal knows that"
                        + " the mail was relayed, for nobody answers sooner.",
                "The hosts offer PIPELINING and keep nothing. They, the driver, the gateway and the"
                        + " database share the machine.");
    }
}
