package org.hailpost.app;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.hailpost.outbound.DkimKey;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresDkimKeys;
import org.hailpost.store.PostgresRegistry;

/** A command on a domain and its keys, beside a running gateway or without one. */
interface DomainCommand extends Command {
    /** What it works on. */
    record Domains(PostgresRegistry registry, PostgresDkimKeys dkim) {
        /** Made now if there are none. */
        List<DkimKey> keys(String domain) {
            return dkim.ensure(
                    domain, () -> DkimKey.generate(domain, LocalDate.now(ZoneOffset.UTC)));
        }
    }

    @Override
    default int run(Invocation call) throws Exception {
        Logging.quiet();
        try (Database database = Database.join(call.database())) {
            run(call, new Domains(new PostgresRegistry(database), new PostgresDkimKeys(database)));
            return OK;
        }
    }

    void run(Invocation call, Domains domains) throws Exception;
}
