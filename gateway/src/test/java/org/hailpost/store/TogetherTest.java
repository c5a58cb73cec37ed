package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private static final int BAD = 13;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<List<Integer>> statements = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CompletableFuture<Boolean> goOn = new CompletableFuture<>();

    /** Answers with the double; the first statement waits until it may go on. */
    private final Together<Integer, Integer> together = new Together<>(this::statement);

    private Map<Integer, Integer> statement(List<Integer> keys) {
        statements.add(keys);
        first.countDown();
        goOn.join();
        if (keys.contains(BAD)) {
            throw new StoreException("bad", null);
        }
        Map<Integer, Integer> answers = new HashMap<>();
        keys.stream().filter(key -> key > 0).forEach(key -> answers.put(key, key * 2));
        return answers;
    }

    @AfterEach
    void close() {
        goOn.complete(true);
        threads.shutdownNow();
    }

    @Test
    void aQuestionAloneIsAskedAtOnce() {
        goOn.complete(true);
        assertThat(together.ask(4)).contains(8);
        assertThat(together.ask(-1)).isEmpty();
        assertThat(statements).containsExactly(List.of(4), List.of(-1));
    }

    @Test
    void whatIsAskedDuringAStatementGoesTogetherInTheNext() throws Exception {
        List<Future<Optional<Integer>>> answers = crowd(1, 2, 3, 4);
        goOn.complete(true);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).contains((i + 1) * 2);
        }
        assertThat(statements).hasSize(2);
        assertThat(statements.get(1)).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void equalQuestionsNeverShareAStatement() throws Exception {
        List<Future<Optional<Integer>>> answers = crowd(1, 2, 2, 2);
        goOn.complete(true);
        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isPresent();
        }
        assertThat(statements).containsExactly(List.of(1), List.of(2), List.of(2), List.of(2));
    }

    @Test
    void aBadQuestionHarmsItselfOnly() throws Exception {
        List<Future<Optional<Integer>>> answers = crowd(1, BAD, 3);
        goOn.complete(true);
        assertThat(answers.get(2).get(10, TimeUnit.SECONDS)).contains(6);
        assertThatThrownBy(() -> answers.get(1).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StoreException.class);
        assertThat(together.ask(5)).contains(10);
    }

    /** The first is being answered, and the others wait. */
    private List<Future<Optional<Integer>>> crowd(int... keys) throws Exception {
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int key : keys) {
            answers.add(threads.submit(() -> together.ask(key)));
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (together.waiting() < keys.length - 1) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return answers;
    }
}
