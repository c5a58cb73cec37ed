package org.hailpost.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Makes one statement of what many threads ask for at the same time, as {@link GroupCommit} does
 * for mails: while one statement is under way the next questions gather. So a question alone waits
 * for nobody, and after a restart ten thousand terminals ask a few hundred times.
 *
 * <p>A statement begins after all its questions were asked: none is answered from the past. When
 * one fails each of its questions is asked alone, so that a bad one harms itself only. What waits
 * is one question of each thread that asks.
 *
 * @param <K> a question; equal ones never go out in the same statement, so it may as well be a
 *     command
 * @param <V> its answer; it may have none
 */
final class Together<K, V> {
    /** So that a statement stays far from its timeout. */
    private static final int MOST = 500;

    private final Function<List<K>, Map<K, V>> statement;
    private final Queue<Question<K, V>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    private record Question<K, V>(K key, CompletableFuture<Optional<V>> answer) {}

    /**
     * @param statement answers many questions at once; blocks
     */
    Together(Function<List<K>, Map<K, V>> statement) {
        this.statement = statement;
    }

    /**
     * Blocks until there is an answer.
     *
     * @throws StoreException what the statement threw for this question
     */
    Optional<V> ask(K key) {
        var question = new Question<K, V>(key, new CompletableFuture<>());
        waiting.add(question);
        if (asked.getAndIncrement() == 0) {
            Thread.ofVirtual().name("store-together").start(this::answer);
        }
        try {
            return question.answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException failure ? failure : e;
        }
    }

    /** How many questions wait for the next statement. */
    int waiting() {
        return waiting.size();
    }

    private void answer() {
        int seen;
        do {
            seen = asked.get();
            while (!waiting.isEmpty()) {
                answer(take());
            }
        } while (!asked.compareAndSet(seen, 0));
    }

    /** What waits, each key once; the second of two equal ones goes with the next statement. */
    private Map<K, Question<K, V>> take() {
        var taken = new LinkedHashMap<K, Question<K, V>>();
        List<Question<K, V>> again = new ArrayList<>();
        for (Question<K, V> next = waiting.poll(); next != null; next = waiting.poll()) {
            if (taken.putIfAbsent(next.key, next) != null) {
                again.add(next);
            }
            if (taken.size() == MOST) {
                break;
            }
        }
        waiting.addAll(again);
        return taken;
    }

    private void answer(Map<K, Question<K, V>> questions) {
        try {
            Map<K, V> answers = statement.apply(List.copyOf(questions.keySet()));
            questions.forEach((key, question) ->
                    question.answer.complete(Optional.ofNullable(answers.get(key))));
        } catch (RuntimeException | Error e) { // whoever asked is told, and must not wait for ever
            if (questions.size() == 1 || e instanceof StoreUnavailableException) {
                questions.values().forEach(question -> question.answer.completeExceptionally(e));
            } else {
                questions.forEach((key, question) -> answer(Map.of(key, question)));
            }
        }
    }
}
