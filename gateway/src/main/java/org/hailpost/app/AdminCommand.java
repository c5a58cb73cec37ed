package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.Registry;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresRegistry;

/** A command on the registry, beside a running gateway or without one. */
interface AdminCommand extends Command {
    @Override
    default List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA);
    }

    @Override
    default int run(Invocation call) throws Exception {
        Logging.quiet();
        try (Database database = Database.join(call.database())) {
            run(call, new PostgresRegistry(database));
            return OK;
        }
    }

    void run(Invocation call, Registry registry) throws Exception;
}
