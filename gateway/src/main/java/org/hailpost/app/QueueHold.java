package org.hailpost.app;

import java.util.Map;
import org.hailpost.outbound.QueueDesk;

/** {@code hailpost queue hold}. */
final class QueueHold implements QueueCommand {
    @Override
    public String name() {
        return "queue hold";
    }

    @Override
    public String summary() {
        return "Keep mails from being tried";
    }

    @Override
    public String arguments() {
        return "WHAT";
    }

    @Override
    public String details() {
        return WHAT
                + """
                Until they are released; they are not given up meanwhile. Those that are being tried just now are left alone.
                """;
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        long count = desk.hold(QueueCommand.selection(call.argument(0)));
        if (call.has(CommonOptions.JSON)) {
            call.printJson(Map.of("recipients", count));
        } else {
            call.print("held: " + count + (count == 1 ? " recipient" : " recipients"));
        }
    }
}
