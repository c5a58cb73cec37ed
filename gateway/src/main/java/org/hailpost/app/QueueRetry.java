package org.hailpost.app;

import java.util.Map;
import org.hailpost.outbound.QueueDesk;

/** {@code hailpost queue retry}. */
final class QueueRetry implements QueueCommand {
    @Override
    public String name() {
        return "queue retry";
    }

    @Override
    public String summary() {
        return "Try mails that wait again now";
    }

    @Override
    public String arguments() {
        return "WHAT";
    }

    @Override
    public String details() {
        return WHAT
                + """
                Those that are held are left alone: release them. A running gateway notices within a second or two.
                """;
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        long count = desk.retry(QueueCommand.selection(call.argument(0)));
        if (call.has(CommonOptions.JSON)) {
            call.printJson(Map.of("recipients", count));
        } else {
            call.print("tried again now: " + count + (count == 1 ? " recipient" : " recipients"));
        }
    }
}
