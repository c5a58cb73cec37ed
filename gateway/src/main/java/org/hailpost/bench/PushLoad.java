package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Mails to some accounts, some of which are watched by a terminal or by a mail client in IDLE, and
 * how soon these are told. Those who watch have an event loop of their own, so that what they hear
 * does not wait for what the load has to do.
 */
final class PushLoad implements AutoCloseable {
    private static final int BYTES = 5_000;
    private static final int SESSIONS = 50;
    private static final int WELCOME_SECONDS = 30;

    private final Loop senders;
    private final Loop watchers = new Loop("watchers");
    private final Target target;
    private final Optional<Dovecot> dovecot;
    private final List<LightTerminal> terminals = new ArrayList<>();
    private final List<IdleClient> clients = new ArrayList<>();
    private final Set<Integer> byTerminal = new HashSet<>();
    private final Set<Integer> byIdle = new HashSet<>();
    private volatile @Nullable Run run;

    /** A load under way. */
    private static final class Run implements SmtpLoad.Watcher {
        final Mail mail = new Mail("p" + UUID.randomUUID(), BYTES);
        final List<Integer> accounts;
        final Tellings terminals;
        final Tellings idle;
        final ConcurrentHashMap<Integer, Integer> exists = new ConcurrentHashMap<>();

        Run(List<Integer> accounts, Tellings terminals, Tellings idle) {
            this.accounts = accounts;
            this.terminals = terminals;
            this.idle = idle;
        }

        @Override
        public void dot(int number, long at) {
            terminals.dot(number, at);
            idle.dot(number, at);
        }

        /** Mails go to the accounts in turn, so the count tells which ones they are. */
        void more(int account, int count, long at) {
            int before = exists.getOrDefault(account, 0);
            exists.put(account, before + count);
            for (int i = before; i < before + count; i++) {
                int number = accounts.indexOf(account) + i * accounts.size();
                idle.told(number, at);
            }
        }
    }

    /**
     * What a load came to.
     *
     * @param broken what those who watch were promised and did not get
     */
    record Outcome(SmtpLoad.Sent sent, Samples terminals, Samples idle, List<String> broken) {}

    PushLoad(Loop senders, Target target) throws IOException {
        this(senders, target, Optional.empty());
    }

    /** On the accounts of the same names at Dovecot, which takes mails by LMTP. */
    static PushLoad at(Dovecot dovecot, Loop senders, Target target) throws IOException {
        return new PushLoad(senders, target, Optional.of(dovecot));
    }

    private PushLoad(Loop senders, Target target, Optional<Dovecot> dovecot) throws IOException {
        this.senders = senders;
        this.target = target;
        this.dovecot = dovecot;
    }

    /** Puts a terminal on an account. */
    void watchByTerminal(int account) throws Exception {
        var welcome = new CompletableFuture<Boolean>();
        LightTerminal terminal =
                new LightTerminal(
                        watchers,
                        target,
                        target.account(account),
                        new LightTerminal.Watcher() {
                            @Override
                            public void welcome(LightTerminal self, boolean resumed, long at) {
                                welcome.complete(resumed);
                            }

                            @Override
                            public void message(LightTerminal self, String subject, long at) {
                                shown(subject, at);
                            }

                            @Override
                            public void gone(
                                    LightTerminal self, boolean welcomed, int code, String why) {
                                welcome.completeExceptionally(new IOException("terminal: " + why));
                            }
                        });
        terminal.connect();
        welcome.get(WELCOME_SECONDS, TimeUnit.SECONDS);
        terminals.add(terminal);
        byTerminal.add(account);
    }

    /** Puts a mail client in IDLE on an account. */
    void watchByIdle(int account) throws Exception {
        InetSocketAddress imap = dovecot.map(Dovecot::address).orElseGet(target::imap);
        clients.add(
                IdleClient.open(
                                watchers,
                                imap,
                                target.account(account),
                                (count, at) -> more(account, count, at))
                        .get(WELCOME_SECONDS, TimeUnit.SECONDS));
        byIdle.add(account);
    }

    private void shown(String subject, long at) {
        Run now = run;
        int number = now == null ? -1 : now.mail.number(subject);
        if (now != null && number >= 0) {
            now.terminals.told(number, at);
        }
    }

    private void more(int account, int count, long at) {
        Run now = run;
        if (now != null) {
            now.more(account, count, at);
        }
    }

    /**
     * Sends mails and waits until all who watch have been told.
     *
     * @param accounts in turn
     */
    Outcome run(int mails, double perSecond, List<Integer> accounts) throws Exception {
        var now =
                new Run(
                        accounts,
                        new Tellings(mails, watched(mails, accounts, byTerminal)),
                        new Tellings(mails, watched(mails, accounts, byIdle)));
        run = now;
        var plan =
                new SmtpLoad.Plan(
                        target.smtp(),
                        SESSIONS,
                        mails,
                        true,
                        perSecond,
                        now.mail,
                        i -> List.of(target.account(accounts.get(i % accounts.size())).address()));
        SmtpLoad.Sent sent =
                SmtpLoad.start(senders, dovecot.map(d -> plan.byLmtp(d.lmtp())).orElse(plan), now)
                        .get();
        if (sent.kept() < mails) {
            throw new IOException(
                    "%d of %d mails were not taken: %s"
                            .formatted(mails - sent.kept(), mails, sent.firstTrouble()));
        }
        List<String> broken = new ArrayList<>();
        promise(broken, "a terminal was never shown", now.terminals.awaitMissing());
        promise(broken, "a terminal was shown twice", now.terminals.doubled());
        promise(broken, "IDLE never told of", now.idle.awaitMissing());
        terminals.stream()
                .flatMap(t -> Optional.ofNullable(t.broken()).stream())
                .forEach(broken::add);
        return new Outcome(sent, now.terminals.samples(), now.idle.samples(), broken);
    }

    private static void promise(List<String> broken, String what, long count) {
        if (count > 0) {
            broken.add(count + " mails that " + what);
        }
    }

    private static int watched(int mails, List<Integer> accounts, Set<Integer> watched) {
        int count = 0;
        for (int i = 0; i < mails; i++) {
            if (watched.contains(accounts.get(i % accounts.size()))) {
                count++;
            }
        }
        return count;
    }

    /** All who watch go. */
    @Override
    public void close() {
        watchers.execute(() -> {
            terminals.forEach(LightTerminal::leave);
            clients.forEach(IdleClient::leave);
        });
        watchers.close();
    }
}
