package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Sees through IMAP, in every mailbox of a load, when all of its mails have arrived. */
final class Visible implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<ImapClient> clients = new ArrayList<>();

    /** Logs in to the first so many accounts. */
    Visible(InetSocketAddress imap, Target target, int accounts) throws IOException {
        for (int i = 0; i < accounts; i++) {
            clients.add(ImapClient.open(imap, target.account(i)));
        }
    }

    /** How many messages each mailbox has. */
    int[] messages() throws IOException {
        int[] counts = new int[clients.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = clients.get(i).messages();
        }
        return counts;
    }

    /** Waits until so many more are there, given to the accounts in turn. */
    void await(int[] before, int mails) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < before.length; i++) {
            int share = mails / before.length + (i < mails % before.length ? 1 : 0);
            while (clients.get(i).messages() < before[i] + share) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IOException("mails are missing: " + missing(before, mails));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private int missing(int[] before, int mails) throws IOException {
        return mails + IntStream.of(before).sum() - IntStream.of(messages()).sum();
    }

    @Override
    public void close() throws IOException {
        for (ImapClient client : clients) {
            client.close();
        }
    }
}
