package org.hailpost.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.client.RequestFailedException;
import org.hailpost.bridge.frame.SendMode;

/**
 * A terminal that sends {@link Letters}, one after the other. It asks under the same client id
 * until there is an answer, so that each is stored once whatever broke on the way.
 */
final class LetterWriter implements Runnable {
    /** Within what a terminal may send in a minute. */
    private static final Duration INTERVAL = Duration.ofMillis(1_100);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int number;
    private final Target target;
    private final Target.Login author;
    private final Letters letters;
    private final LetterSender.Flow flow;

    /**
     * @param author none of those who get the letters: what it sends, it has among its own mails
     */
    LetterWriter(
            int number,
            Target target,
            Target.Login author,
            Letters letters,
            LetterSender.Flow flow) {
        this.number = number;
        this.target = target;
        this.author = author;
        this.letters = letters;
        this.flow = flow;
    }

    @Override
    public void run() {
        try (BridgeClient client =
                Visitor.builder(bridge(target), author).sendTimeout(PATIENCE).build()) {
            client.connect(new Listener() {});
            while (!flow.enough().getAsBoolean()) {
                send(client, letters.next(number, false));
                LockSupport.parkNanos(INTERVAL.toNanos());
            }
        }
    }

    static URI bridge(Target target) {
        return URI.create("ws://%s:%d".formatted(target.host(), target.httpPort()));
    }

    private void send(BridgeClient client, Letters.Letter letter) {
        List<String> to =
                letter.recipients().stream()
                        .map(recipient -> target.account(recipient).address())
                        .toList();
        Outgoing outgoing =
                new Outgoing(
                        UUID.randomUUID(),
                        null,
                        to,
                        letters.subject(letter.number),
                        "Written on a terminal.",
                        List.of(),
                        SendMode.AUTO);
        while (letter.fate == Letters.Fate.UNDER_WAY && !flow.late().getAsBoolean()) {
            try {
                client.send(outgoing).join();
                letter.fate = Letters.Fate.KEPT;
            } catch (CompletionException e) {
                if (e.getCause() instanceof RequestFailedException no && !no.temporary()) {
                    letter.fate = Letters.Fate.REFUSED;
                } else {
                    flow.later().incrementAndGet();
                    LockSupport.parkNanos(INTERVAL.toNanos());
                }
            }
        }
    }
}
