package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;

/**
 * A message that waits for its commit. Either the lane takes it or its own thread abandons it,
 * never both: an abandoned message is not written, and a taken one is answered by the lane.
 */
final class WaitingMessage {
    private final NewMessage message;
    private final long deadlineNanos;
    private final byte[] sha256;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    WaitingMessage(NewMessage message, long deadlineNanos) {
        this.message = message;
        this.deadlineNanos = deadlineNanos;
        this.sha256 = digest(message); // on the caller's thread, not the lane's
    }

    NewMessage message() {
        return message;
    }

    byte[] sha256() {
        return sha256;
    }

    /** The lane takes it; false if it is too late. */
    boolean take() {
        return decided.compareAndSet(false, true);
    }

    /** Its thread gives up; false if a lane has it. */
    boolean abandon() {
        return decided.compareAndSet(false, true);
    }

    void succeed(Receipt stored) {
        receipt.complete(stored);
    }

    void fail(RuntimeException reason) {
        receipt.completeExceptionally(reason);
    }

    /**
     * Waits for the outcome. Once a lane has taken it, this waits on for the lane, whose statements
     * have deadlines of their own: giving up then would leave the outcome unknown.
     */
    Receipt await() throws InterruptedException {
        try {
            return outcome(deadlineNanos - System.nanoTime());
        } catch (TimeoutException e) {
            if (abandon()) {
                throw new MailUnavailableException("the store is not available", e);
            }
        }
        try {
            return outcome(TimeUnit.SECONDS.toNanos(30));
        } catch (TimeoutException e) {
            throw new MailUnavailableException("the store does not answer", e);
        }
    }

    private Receipt outcome(long nanos) throws InterruptedException, TimeoutException {
        try {
            return receipt.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static byte[] digest(NewMessage message) {
        try (InputStream in = message.content().open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return digest.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
