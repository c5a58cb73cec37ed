package org.hailpost.app;

import java.util.LinkedHashMap;
import org.hailpost.outbound.QueueDesk;
import org.hailpost.outbound.QueueDesk.MailView;

/** {@code hailpost queue show}. */
final class QueueShow implements QueueCommand {
    @Override
    public String name() {
        return "queue show";
    }

    @Override
    public String summary() {
        return "Show a mail that waits to leave";
    }

    @Override
    public String arguments() {
        return "ID";
    }

    @Override
    public String details() {
        return "Its recipients that are still waiting, and its header.";
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        String id = call.argument(0);
        MailView mail =
                desk.show(QueueCommand.mailId(id))
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        "no mail "
                                                + id
                                                + " in the queue; see: hailpost queue list"));
        if (call.has(CommonOptions.JSON)) {
            var json = new LinkedHashMap<String, Object>();
            json.put("id", id);
            json.put("octets", mail.octets());
            json.put("recipients", mail.lines().stream().map(QueueList::json).toList());
            json.put("header", mail.header());
            call.printJson(json);
            return;
        }
        call.print(QueueList.table(mail.lines()).toString());
        call.print("\n" + mail.octets() + " octets\n");
        call.print(printable(mail.header()));
    }

    /** A stranger's bytes must not steer the terminal of whoever looks. */
    private static String printable(String header) {
        var out = new StringBuilder();
        header.replace("\r\n", "\n")
                .codePoints()
                .forEach(
                        c -> out.appendCodePoint(c != '\n' && Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }
}
