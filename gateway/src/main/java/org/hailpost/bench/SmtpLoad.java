package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Mails put through SMTP by many sessions at once, as other mail hosts do. No pipelining: each
 * command waits for its reply, so a mail costs the round trips it costs from the most careful of
 * senders. A mail whose final reply is not 250 counts as refused and is not sent again.
 */
final class SmtpLoad {
    /**
     * What to send.
     *
     * @param sessions at a time
     * @param mails in all
     * @param keepOpen many mails on a connection, or a new connection for each
     * @param perSecond how many begin in a second, whatever becomes of the earlier ones; 0: as many
     *     as the other side takes
     * @param hello the command that begins a session
     */
    record Plan(
            InetSocketAddress to,
            int sessions,
            int mails,
            boolean keepOpen,
            double perSecond,
            Mail mail,
            IntFunction<List<String>> recipients,
            String hello) {
        /** By SMTP. */
        Plan(
                InetSocketAddress to,
                int sessions,
                int mails,
                boolean keepOpen,
                double perSecond,
                Mail mail,
                IntFunction<List<String>> recipients) {
            this(to, sessions, mails, keepOpen, perSecond, mail, recipients, "EHLO");
        }

        /** By LMTP (RFC 2033), to one recipient each. */
        Plan byLmtp(InetSocketAddress lmtp) {
            return new Plan(lmtp, sessions, mails, keepOpen, perSecond, mail, recipients, "LHLO");
        }
    }

    /** Is told of each mail, on the loop's thread, with a time of {@link System#nanoTime}. */
    interface Watcher {
        Watcher NOBODY = new Watcher() {};

        /** The final dot is handed to the kernel. */
        default void dot(int number, long at) {}

        /** The final reply has come. */
        default void answered(int number, String reply, long at) {}

        /** The connection went before the final reply: kept or not, nobody knows. */
        default void lost(int number, String why) {}
    }

    /** What became of a load. */
    record Sent(int kept, int refused, int lost, long nanos, @Nullable String firstTrouble) {
        double perSecond() {
            return kept * 1e9 / nanos;
        }
    }

    private final Loop loop;
    private final Plan plan;
    private final Watcher watcher;
    private final CompletableFuture<Sent> done = new CompletableFuture<>();
    private final ArrayDeque<Session> idle = new ArrayDeque<>();
    private long begin;
    private int open;
    private int next;
    private int due;
    private int kept;
    private int refused;
    private int lost;
    private @Nullable String firstTrouble;

    private SmtpLoad(Loop loop, Plan plan, Watcher watcher) {
        this.loop = loop;
        this.plan = plan;
        this.watcher = watcher;
    }

    /** Begins a load; complete when the last mail has its answer. */
    static CompletableFuture<Sent> start(Loop loop, Plan plan, Watcher watcher) {
        SmtpLoad load = new SmtpLoad(loop, plan, watcher);
        loop.execute(load::begin);
        return load.done;
    }

    /** Sends it all, and fails unless every mail was kept. Blocks. */
    static Sent kept(Loop loop, Plan plan) throws IOException, InterruptedException {
        Sent sent;
        try {
            sent = start(loop, plan, Watcher.NOBODY).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        if (sent.kept < plan.mails) {
            throw new IOException(
                    "%d of %d mails were not taken: %s"
                            .formatted(plan.mails - sent.kept, plan.mails, sent.firstTrouble));
        }
        return sent;
    }

    private void begin() {
        begin = System.nanoTime();
        if (plan.perSecond <= 0) {
            due = plan.mails;
            share();
        } else {
            tick();
        }
    }

    /** The next mail is due, whether the others are through or not. */
    private void tick() {
        long now = System.nanoTime();
        due = (int) Math.min(plan.mails, (now - begin) / 1e9 * plan.perSecond + 1);
        share();
        if (due < plan.mails) {
            loop.at(begin + (long) (due * 1e9 / plan.perSecond), this::tick);
        }
    }

    /** Gives what is due to whoever is free. */
    private void share() {
        while (next < due) {
            Session free = idle.poll();
            if (free != null) {
                free.mail();
            } else if (open < plan.sessions) {
                open++;
                loop.connect(plan.to, new Session(next++));
            } else {
                return;
            }
        }
    }

    private void settled() {
        if (kept + refused + lost == plan.mails) {
            long nanos = System.nanoTime() - begin;
            idle.forEach(Session::quit);
            done.complete(new Sent(kept, refused, lost, nanos, firstTrouble));
        }
    }

    private void trouble(String what) {
        if (firstTrouble == null) {
            firstTrouble = what;
        }
    }

    private enum Step {
        BANNER,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        DOT,
        IDLE,
        QUIT
    }

    /** One connection; it begins with a mail to send. */
    private final class Session extends LineTalker {
        private @Nullable Wire wire;
        private Step step = Step.BANNER;
        private int number;
        private List<String> recipients = List.of();
        private int recipient;

        Session(int first) {
            number = first;
        }

        @Override
        public void connected(Wire connected) {
            wire = connected;
        }

        /** The next mail, on an open connection. */
        void mail() {
            number = next++;
            say("MAIL FROM:<" + plan.mail.sender(number) + ">", Step.MAIL);
        }

        void quit() {
            say("QUIT", Step.QUIT);
        }

        @Override
        void line(Wire from, String line) {
            if (line.length() > 3 && line.charAt(3) == '-') {
                return;
            }
            boolean right = line.startsWith(step == Step.DATA ? "354" : "2");
            if (!right && step != Step.QUIT) {
                answered(line);
                return;
            }
            switch (step) {
                case BANNER -> say(plan.hello + " bench.example", Step.EHLO);
                case EHLO -> say("MAIL FROM:<" + plan.mail.sender(number) + ">", Step.MAIL);
                case MAIL -> {
                    recipients = plan.recipients.apply(number);
                    recipient = 0;
                    rcpt();
                }
                case RCPT -> {
                    if (recipient < recipients.size()) {
                        rcpt();
                    } else {
                        say("DATA", Step.DATA);
                    }
                }
                case DATA -> {
                    step = Step.DOT;
                    watcher.dot(number, System.nanoTime());
                    from.send(plan.mail.content(number, recipients.getFirst()));
                }
                case DOT -> answered(line);
                case QUIT -> gone(from);
                case IDLE -> {}
            }
        }

        private void rcpt() {
            say("RCPT TO:<" + recipients.get(recipient++) + ">", Step.RCPT);
        }

        private void answered(String reply) {
            boolean good = step == Step.DOT && reply.startsWith("250");
            watcher.answered(number, reply, System.nanoTime());
            if (good) {
                kept++;
            } else {
                refused++;
                trouble(step + ": " + reply);
            }
            if (good && plan.keepOpen) {
                step = Step.IDLE;
                idle.add(this);
                settled();
                share();
            } else {
                quit();
                settled();
            }
        }

        private void gone(Wire from) {
            from.close();
            open--;
            share();
        }

        @Override
        public void closed(String why) {
            if (step == Step.IDLE) {
                idle.remove(this);
            } else if (step != Step.QUIT) {
                lost++;
                trouble(step + ": " + why);
                watcher.lost(number, why);
                settled();
            }
            open--;
            share();
        }

        private void say(String command, Step answer) {
            step = answer;
            if (wire != null) {
                wire.send((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
