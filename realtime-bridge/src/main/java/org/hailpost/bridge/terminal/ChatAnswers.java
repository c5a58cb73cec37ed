package org.hailpost.bridge.terminal;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hailpost.bridge.client.RequestFailedException;

/** Writes what became of the user's requests, for people. */
final class ChatAnswers {
    private final Screen screen;

    ChatAnswers(Screen screen) {
        this.screen = screen;
    }

    /**
     * Does something with the answer when it comes.
     *
     * @param otherwise what to write before the reason when there is no answer
     */
    <T> void to(CompletableFuture<T> answer, Consumer<T> then, String otherwise) {
        var _ =
                answer.whenComplete((value, failure) -> {
                    if (failure == null) {
                        then.accept(value);
                    } else {
                        failed(otherwise, failure);
                    }
                });
    }

    void failed(String what, Throwable failure) {
        warn(what + " (" + reason(failure) + ")");
    }

    void warn(String what) {
        String safe = "! " + SafeText.line(what);
        screen.print(
                Wrap.wrap(safe, screen.width()).stream().map(screen.paint()::warning).toList());
    }

    static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RequestFailedException refused) {
            String again =
                    refused.retryAfter()
                            .map(wait -> ", try again in " + seconds(wait.toMillis()))
                            .orElse("");
            return refused.getMessage() + again;
        }
        if (cause instanceof TimeoutException) {
            return "no answer from the gateway";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static String seconds(long millis) {
        return Math.max(1, (millis + 999) / 1000) + " s";
    }
}
