package org.hailpost.app;

import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.hailpost.outbound.QueueDesk;
import org.hailpost.outbound.QueueDesk.Selection;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresQueueDesk;

/** A command on the mails that leave, beside a running gateway or without one. */
interface QueueCommand extends Command {
    String WHAT =
            """
            WHAT is the id of a mail (q1x, as queue list and the log have it), a recipient's address, a domain, the URL of a route, or all.
            """;

    @Override
    default List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    default int run(Invocation call) throws Exception {
        Logging.quiet();
        try (Database database = Database.join(call.database())) {
            run(call, new PostgresQueueDesk(database));
            return OK;
        }
    }

    void run(Invocation call, QueueDesk desk) throws Exception;

    /** What somebody typed. */
    static Selection selection(String typed) throws UsageException {
        if (typed.equals("all")) {
            return new Selection.All();
        }
        if (typed.contains("://")) {
            return new Selection.OfDestination(typed);
        }
        if (typed.indexOf('@') >= 0) {
            return new Selection.OfAddress(typed);
        }
        return typed.startsWith("q") && typed.indexOf('.') < 0
                ? new Selection.OfMail(mailId(typed))
                : new Selection.OfDestination(Names.domain(typed));
    }

    /** The number of a mail. */
    static long mailId(String typed) throws UsageException {
        try {
            if (typed.startsWith("q")) {
                return Long.parseLong(
                        typed.substring(1).toLowerCase(Locale.ROOT), Character.MAX_RADIX);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("not the id of a mail: " + typed + "; see: hailpost queue list");
    }

    /** As the log has it. */
    static String id(long mailId) {
        return "q" + Long.toString(mailId, Character.MAX_RADIX);
    }
}
