package org.hailpost.app;

import java.util.Map;
import org.hailpost.outbound.QueueDesk;

/** {@code hailpost queue release}. */
final class QueueRelease implements QueueCommand {
    @Override
    public String name() {
        return "queue release";
    }

    @Override
    public String summary() {
        return "Let mails that are held go on";
    }

    @Override
    public String arguments() {
        return "WHAT";
    }

    @Override
    public String details() {
        return WHAT
                + """
                They are tried at once.
                """;
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        long count = desk.release(QueueCommand.selection(call.argument(0)));
        if (call.has(CommonOptions.JSON)) {
            call.printJson(Map.of("recipients", count));
        } else {
            call.print("released: " + count + (count == 1 ? " recipient" : " recipients"));
        }
    }
}
