package org.hailpost.app;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.hailpost.outbound.QueueDesk;
import org.hailpost.outbound.QueueDesk.Line;
import org.hailpost.outbound.QueueDesk.Selection;
import org.jspecify.annotations.Nullable;

/** {@code hailpost queue list}. */
final class QueueList implements QueueCommand {
    private static final Option LIMIT =
            CommonOptions.value("limit", "COUNT", "at most so many lines; default: 100");
    private static final int DEFAULT_LIMIT = 100;

    /** More digits than anybody wants lines. */
    private static final int MAX_DIGITS = 7;

    @Override
    public String name() {
        return "queue list";
    }

    @Override
    public String summary() {
        return "List the mails that wait to leave";
    }

    @Override
    public String arguments() {
        return "[WHAT]";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON, LIMIT);
    }

    @Override
    public String details() {
        return WHAT + "One line a recipient, oldest mail first, with the time of its next attempt.";
    }

    @Override
    public void run(Invocation call, QueueDesk desk) throws Exception {
        var what = call.optionalArgument(0);
        Selection selection =
                what.isPresent() ? QueueCommand.selection(what.get()) : new Selection.All();
        QueueDesk.Listing listing = desk.list(selection, limit(call));
        if (call.has(CommonOptions.JSON)) {
            call.printJson(listing.lines().stream().map(QueueList::json).toList());
            return;
        }
        call.print(table(listing.lines()).toString());
        if (listing.total() > listing.lines().size()) {
            call.print(
                    "%d of %d; more with --limit"
                            .formatted(listing.lines().size(), listing.total()));
        }
    }

    private static int limit(Invocation call) throws UsageException {
        String typed = call.value(LIMIT).orElse(String.valueOf(DEFAULT_LIMIT));
        if (!typed.matches("[0-9]{1," + MAX_DIGITS + "}")) {
            throw new UsageException("--limit is a count; found " + typed);
        }
        return Integer.parseInt(typed);
    }

    static Table table(List<Line> lines) {
        var table = new Table("ID", "FROM", "TO", "SINCE", "TRIES", "NEXT", "LAST ANSWER");
        for (Line line : lines) {
            table.add(
                    QueueCommand.id(line.mailId()),
                    line.sender().isEmpty() ? "<>" : line.sender(),
                    line.recipient(),
                    line.since().truncatedTo(ChronoUnit.SECONDS),
                    line.attempts(),
                    next(line),
                    line.failure().diagnostic());
        }
        return table;
    }

    private static String next(Line line) {
        if (line.underway()) {
            return "now";
        }
        return line.dueAt()
                .map(due -> due.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("held");
    }

    static Map<String, @Nullable Object> json(Line line) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", QueueCommand.id(line.mailId()));
        json.put("sender", line.sender());
        json.put("recipient", line.recipient());
        json.put("destination", line.destination());
        json.put("since", line.since().toString());
        json.put("attempts", line.attempts());
        json.put("next", line.dueAt().map(Object::toString).orElse(null));
        json.put("held", line.dueAt().isEmpty());
        json.put("underway", line.underway());
        json.put("host", line.failure().host());
        json.put("status", line.failure().status());
        json.put("answer", line.failure().diagnostic());
        return json;
    }
}
