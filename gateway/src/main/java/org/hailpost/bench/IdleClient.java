package org.hailpost.bench;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjLongConsumer;

/** A mail client that waits in IDLE (RFC 2177) for what comes into the INBOX. */
final class IdleClient extends LineTalker {
    private static final int TAG = 3;

    private final Target.Login login;
    private final ObjLongConsumer<Integer> more;
    private final CompletableFuture<IdleClient> idling = new CompletableFuture<>();
    private int step;
    private int exists;
    private @org.jspecify.annotations.Nullable Wire wire;

    private IdleClient(Target.Login login, ObjLongConsumer<Integer> more) {
        this.login = login;
        this.more = more;
    }

    /**
     * Connects; complete when the server says that it idles.
     *
     * @param more is told, on the loop's thread, how many mails have come since and when
     */
    static CompletableFuture<IdleClient> open(
            Loop loop, InetSocketAddress imap, Target.Login login, ObjLongConsumer<Integer> more) {
        IdleClient client = new IdleClient(login, more);
        loop.connect(imap, client);
        return client.idling;
    }

    void leave() {
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    public void connected(Wire to) {
        wire = to;
    }

    @Override
    void line(Wire from, String line) {
        if (line.endsWith(" EXISTS")) {
            exists(Integer.parseInt(line.substring(2, line.length() - " EXISTS".length())));
        } else if (step == 0) {
            say(from, "LOGIN " + login.address() + " " + login.password());
        } else if (line.startsWith("+")) {
            idling.complete(this);
        } else if (line.startsWith("a" + step + " ")) {
            if (!line.startsWith("OK", TAG)) {
                closed(line);
            } else {
                say(from, step == 1 ? "SELECT INBOX" : "IDLE");
            }
        }
    }

    private void exists(int now) {
        if (idling.isDone()) {
            more.accept(now - exists, System.nanoTime());
        }
        exists = now;
    }

    private void say(Wire to, String command) {
        step++;
        to.send(("a" + step + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void closed(String why) {
        idling.completeExceptionally(new java.io.IOException("IMAP: " + why));
    }
}
