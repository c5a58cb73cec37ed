package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hailpost.account.RegistryException;
import org.hailpost.outbound.DkimKey;
import org.junit.jupiter.api.Test;

class PostgresDkimKeysIT {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    @Test
    void theKeysOfADomainAreMadeOnceAndGoWithIt() throws Exception {
        try (Database database = TestDatabase.fresh()) {
            var registry = new PostgresRegistry(database);
            registry.addDomain("dkim.example");
            var keys = new PostgresDkimKeys(database);
            assertThat(keys.of("dkim.example")).isEmpty();

            var records = new HashSet<List<String>>();
            for (List<DkimKey> made : inParallel(4, () -> ensure(keys))) {
                records.add(made.stream().map(DkimKey::record).sorted().toList());
            }
            assertThat(records).hasSize(1);
            List<DkimKey> read = new PostgresDkimKeys(database).of("dkim.example");
            assertThat(read)
                    .extracting(DkimKey::algorithm)
                    .containsExactly(DkimKey.Algorithm.RSA, DkimKey.Algorithm.ED25519);
            assertThat(records).contains(read.stream().map(DkimKey::record).sorted().toList());

            registry.removeDomain("dkim.example");
            assertThat(new PostgresDkimKeys(database).of("dkim.example")).isEmpty();
        }
    }

    @Test
    void aDomainThatIsNotHereGetsNone() {
        try (Database database = TestDatabase.fresh()) {
            assertThatThrownBy(() -> ensure(new PostgresDkimKeys(database)))
                    .isInstanceOf(RegistryException.class);
        }
    }

    private static List<DkimKey> ensure(PostgresDkimKeys keys) {
        return keys.ensure("dkim.example", () -> DkimKey.generate("dkim.example", DAY));
    }

    private static <T> List<T> inParallel(int times, Callable<T> task) throws Exception {
        List<T> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                running.add(threads.submit(task));
            }
            for (Future<T> each : running) {
                results.add(each.get());
            }
        }
        return results;
    }
}
