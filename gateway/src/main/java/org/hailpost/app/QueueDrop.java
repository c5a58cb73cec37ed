package org.hailpost.app;

import java.util.Map;
import org.hailpost.outbound.QueueDesk;

/** {@code hailpost queue drop}. */
final class QueueDrop implements QueueCommand {
    @Override
    public String name() {
        return "queue drop";
    }

    @Override
    public String summary() {
        return "Take mails out of the queue";
    }

    @Override
    public String arguments() {
        return "WHAT";
    }

    @Override
    public String details() {
        return WHAT
                + """
                They are not delivered, and their senders get no report; whoever wrote on a terminal sees it there. Those that are being tried just now stay.
                """;
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        long count = desk.drop(QueueCommand.selection(call.argument(0)));
        if (call.has(CommonOptions.JSON)) {
            call.printJson(Map.of("recipients", count));
        } else {
            call.print("dropped: " + count + (count == 1 ? " recipient" : " recipients"));
        }
    }
}
