package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An IMAP server with the mailboxes that the measurements use, and what is measured of it. Four
 * accounts: one with many mails, one with large ones, one that grows, and one that is watched.
 */
final class ImapSide implements AutoCloseable {
    static final int LARGE_MAILS = 1_000;
    static final int LARGE_BYTES = 20_000;
    private static final int BYTES = 5_000;
    private static final int FILLERS = 20;
    private static final int WATCHED = 3;

    /**
     * How much goes into a figure.
     *
     * @param span for how long an operation is repeated
     * @param pushes how many mails are sent to watchers
     */
    record Effort(Duration span, int pushes) {
        static final Effort FULL = new Effort(Duration.ofSeconds(1), 10);
        static final Effort QUICK = new Effort(Duration.ofMillis(20), 2);
    }

    private final String name;
    private final InetSocketAddress server;
    private final Target target;
    private final Effort effort;
    private final Callable<Collection<ProcessHandle>> processes;
    private final Random random = new Random(1);
    private final Mail large = new Mail("imap", LARGE_BYTES);
    private final ImapClient many;
    private final ImapClient sync;

    /** They stay, since what a process has used is not known once it has gone. */
    private final List<ImapClient> appenders = new ArrayList<>();

    private int messages;
    private boolean flag;

    /**
     * Logs in.
     *
     * @param processes of the server, now
     */
    ImapSide(
            String name,
            InetSocketAddress server,
            Target target,
            Effort effort,
            Callable<Collection<ProcessHandle>> processes)
            throws IOException {
        this.name = name;
        this.server = server;
        this.target = target;
        this.effort = effort;
        this.processes = processes;
        many = ImapClient.open(server, target.account(0));
        sync = ImapClient.open(server, target.account(1));
    }

    String name() {
        return name;
    }

    /** Processor time that the server has taken since it began. */
    Duration processorTime() throws Exception {
        Duration sum = Duration.ZERO;
        for (ProcessHandle process : processes.call()) {
            sum = sum.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
        }
        return sum;
    }

    /** Appends so many mails of each kind that are measured. */
    void fill(int mails, int largeMails) throws Exception {
        appendAll(0, FILLERS, mails, new Mail("imap", BYTES));
        appendAll(1, FILLERS, largeMails, large);
        messages = many.select();
        sync.select();
    }

    private void appendAll(int account, int connections, int mails, Mail mail) throws Exception {
        AtomicInteger next = new AtomicInteger();
        atOnce(
                connections,
                _ -> {
                    try (ImapClient client = ImapClient.open(server, target.account(account))) {
                        for (int i = next.getAndIncrement();
                                i < mails;
                                i = next.getAndIncrement()) {
                            client.append(mail.message(i));
                        }
                    }
                });
    }

    Timing select() throws Exception {
        return Timing.of(effort.span(), many::select);
    }

    Timing flags(int count) throws Exception {
        return Timing.of(effort.span(), () -> many.run("UID FETCH " + last(count) + " (FLAGS)"));
    }

    Timing envelopes(int count) throws Exception {
        return Timing.of(
                effort.span(),
                () -> many.run("FETCH " + last(count) + " (UID ENVELOPE BODYSTRUCTURE)"));
    }

    Timing body() throws Exception {
        return Timing.of(effort.span(), () -> many.run("FETCH " + any() + " (UID BODY.PEEK[])"));
    }

    /** So many, from one chosen by chance on. */
    Timing bodies(int count) throws Exception {
        int some = Math.min(count, messages);
        return Timing.of(
                effort.span(),
                () -> {
                    int first = 1 + random.nextInt(messages - some + 1);
                    for (int i = first; i < first + some; i++) {
                        many.run("FETCH " + i + " (UID BODY.PEEK[])");
                    }
                });
    }

    /** What Thunderbird asks for when it opens a mailbox for the first time. */
    Timing headers(int count) throws Exception {
        return Timing.of(
                effort.span(),
                () ->
                        many.run(
                                "FETCH "
                                        + last(count)
                                        + " (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc"
                                        + " Bcc Subject Date Message-ID Priority X-Priority References"
                                        + " Newsgroups In-Reply-To Content-Type Reply-To)])"));
    }

    Timing synchronise() throws Exception {
        return Timing.of(effort.span(), () -> sync.run("UID FETCH 1:* (FLAGS BODY.PEEK[])"));
    }

    Timing store() throws Exception {
        return Timing.of(
                effort.span(),
                () -> {
                    flag = !flag;
                    many.run("STORE " + any() + (flag ? " +" : " -") + "FLAGS (\\Flagged)");
                });
    }

    Timing storeAll(int count) throws Exception {
        return Timing.of(
                effort.span(),
                () -> {
                    flag = !flag;
                    many.run("STORE " + last(count) + (flag ? " +" : " -") + "FLAGS (\\Flagged)");
                });
    }

    Timing search(String criterion) throws Exception {
        return Timing.of(effort.span(), () -> many.run("SEARCH " + criterion));
    }

    Timing append(int connections) throws Exception {
        while (appenders.size() < connections) {
            appenders.add(ImapClient.open(server, target.account(2)));
        }
        AtomicInteger count = new AtomicInteger();
        long begin = System.nanoTime();
        atOnce(
                connections,
                i -> {
                    Timing one =
                            Timing.of(
                                    effort.span(),
                                    () -> appenders.get(i).append(large.message(count.get())));
                    count.addAndGet(one.operations());
                });
        return new Timing(count.get(), System.nanoTime() - begin);
    }

    /**
     * From the last byte of a mail until a watcher in IDLE knows, over all mails and watchers.
     *
     * @param loop of the watchers: a thread for each of them would be a load of its own
     * @param quantile 0.5 for the median
     */
    Timing push(Loop loop, int watchers, double quantile) throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        List<IdleClient> clients = new ArrayList<>();
        try (ImapClient sender = ImapClient.open(server, target.account(WATCHED))) {
            List<CompletableFuture<IdleClient>> coming = new ArrayList<>();
            for (int i = 0; i < watchers; i++) {
                coming.add(
                        IdleClient.open(
                                loop, server, target.account(WATCHED), (_, at) -> told.add(at)));
            }
            for (CompletableFuture<IdleClient> client : coming) {
                clients.add(client.get(1, TimeUnit.MINUTES));
            }
            var samples = new Samples();
            for (int i = 0; i < effort.pushes(); i++) {
                sender.append(large.message(i));
                long sent = sender.written();
                for (int j = 0; j < watchers; j++) {
                    Long at = told.poll(1, TimeUnit.MINUTES);
                    if (at == null) {
                        throw new IOException(name + " did not tell of a new mail in IDLE");
                    }
                    samples.add(at - sent);
                }
            }
            return new Timing(1, (long) (samples.millis(quantile) * 1e6));
        } finally {
            clients.forEach(client -> loop.execute(client::leave));
        }
    }

    private static void close(List<ImapClient> clients) throws IOException {
        for (ImapClient client : clients) {
            client.close();
        }
    }

    /** The range of the newest messages. */
    private String last(int count) {
        return Math.max(1, messages - count + 1) + ":" + messages;
    }

    private int any() {
        return 1 + random.nextInt(messages);
    }

    private interface Part {
        void run(int number) throws Exception;
    }

    private static void atOnce(int parts, Part part) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                int number = i;
                running.add(
                        threads.submit(() -> {
                            part.run(number);
                            return number;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    @Override
    public void close() throws IOException {
        close(appenders);
        many.close();
        sync.close();
    }
}
