package org.hailpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * A message, or several that belong together, waiting for the commit. It may be given up at its
 * deadline, until the lane is about to commit it: then the lane asks ({@link #commit}), and from
 * there on the thread waits for the outcome. So a message whose sender was told to try again is
 * never stored, and its content, which the sender's side closes then, is never needed again.
 */
final class WaitingMessage {
    /** How long a commit may take; it has deadlines of its own, and this is beyond them. */
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(30);

    private enum State {
        WAITING,
        TAKEN,
        COMMITTING,
        ABANDONED
    }

    private final List<NewMessage> messages;
    private final MessageFiling.@Nullable Replaced replaced;
    private final @Nullable QueueResults results;
    private final long sinceNanos = System.nanoTime();
    private final long deadlineNanos;
    private final List<byte[]> sha256;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<List<Receipt>> receipts = new CompletableFuture<>();

    WaitingMessage(NewMessage message, long deadlineNanos) {
        this(List.of(message), null, null, deadlineNanos);
    }

    /** Messages that are stored all or none. */
    WaitingMessage(
            List<NewMessage> messages,
            MessageFiling.@Nullable Replaced replaced,
            @Nullable QueueResults results,
            long deadlineNanos) {
        this.messages = List.copyOf(messages);
        this.replaced = replaced;
        this.results = results;
        this.deadlineNanos = deadlineNanos;
        // On the caller's thread, not the lane's.
        this.sha256 = messages.stream().map(WaitingMessage::digest).toList();
    }

    List<NewMessage> messages() {
        return messages;
    }

    /** Whether one of their copies goes there. */
    boolean isFor(long accountId) {
        return messages.stream()
                .flatMap(message -> message.copies().stream())
                .anyMatch(copy -> copy.accountId() == accountId);
    }

    /** What makes way for them. */
    MessageFiling.@Nullable Replaced replaced() {
        return replaced;
    }

    /** What became of mails in the outbound queue, to be written with it. */
    @Nullable QueueResults results() {
        return results;
    }

    /** Of the contents, parallel to the messages. */
    List<byte[]> sha256() {
        return sha256;
    }

    long octets() {
        return messages.stream().mapToLong(message -> message.content().size()).sum();
    }

    boolean waitsFor(Duration time) {
        return System.nanoTime() - sinceNanos >= time.toNanos();
    }

    /** The lane takes it; false if it is too late. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** The lane is about to commit it; false if its thread has given it up. */
    boolean commit() {
        return state.compareAndSet(State.TAKEN, State.COMMITTING);
    }

    /** It was not committed, and may be tried again. */
    void reopen() {
        state.compareAndSet(State.COMMITTING, State.TAKEN);
    }

    /** Its thread gives up; false if it is being committed. */
    boolean abandon() {
        return state.compareAndSet(State.WAITING, State.ABANDONED)
                || state.compareAndSet(State.TAKEN, State.ABANDONED);
    }

    boolean abandoned() {
        return state.get() == State.ABANDONED;
    }

    void succeed(List<Receipt> stored) {
        receipts.complete(stored);
    }

    void fail(RuntimeException reason) {
        receipts.completeExceptionally(reason);
    }

    /**
     * Waits for the outcome; {@link #expire} ends that. When the thread is interrupted while the
     * message is being committed, it waits for the end of that: giving up would leave the outcome
     * unknown.
     */
    List<Receipt> await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (abandon()) {
                        throw new MailUnavailableException("interrupted", e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives it up if its deadline is over and it is not being committed. */
    void expire() {
        long lateNanos = System.nanoTime() - deadlineNanos;
        if (lateNanos >= 0 && (abandon() || lateNanos > COMMIT_LIMIT.toNanos())) {
            fail(new MailUnavailableException("the store is not available", null));
        }
    }

    private List<Receipt> outcome() throws InterruptedException {
        try {
            return receipts.get();
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
