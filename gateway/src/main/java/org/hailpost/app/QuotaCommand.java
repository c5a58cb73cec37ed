package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.QuotaRegistry;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresQuotaRegistry;

/** A command on the limits of accounts and domains, beside a running gateway or without one. */
interface QuotaCommand extends Command {
    @Override
    default List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA);
    }

    @Override
    default int run(Invocation call) throws Exception {
        Logging.quiet();
        try (Database database = Database.join(call.database())) {
            run(call, new PostgresQuotaRegistry(database));
            return OK;
        }
    }

    void run(Invocation call, QuotaRegistry registry) throws Exception;

    /** An account's name is an address, a domain's is not. */
    static boolean namesAccount(String name) {
        return name.indexOf('@') >= 0;
    }
}
