package org.hailpost.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.Option;
import org.hailpost.account.QuotaLimits;
import org.hailpost.account.QuotaRegistry;
import org.hailpost.config.Quantity;
import org.hailpost.message.Address;
import org.jspecify.annotations.Nullable;

/** {@code hailpost quota show}. */
final class QuotaShow implements QuotaCommand {
    @Override
    public String name() {
        return "quota show";
    }

    @Override
    public String summary() {
        return "Show how much mail there is and may be";
    }

    @Override
    public String arguments() {
        return "[NAME]";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public String details() {
        return """
        The name of an account is its address; without one: all domains and accounts. A domain has what its accounts have together.
        A message that lies in two mailboxes counts twice. (default): as the configuration says.
        """;
    }

    /** One line; the limits are those that count. */
    private record Line(QuotaRegistry.Entry entry, QuotaLimits limits) {}

    @Override
    public void run(Invocation call, QuotaRegistry registry) throws Exception {
        QuotaSection defaults = call.settings().quota();
        var lines = new ArrayList<Line>();
        for (QuotaRegistry.Entry entry : entries(registry, call.optionalArgument(0))) {
            QuotaLimits fallback =
                    QuotaCommand.namesAccount(entry.name())
                            ? defaults.account()
                            : defaults.domain();
            lines.add(
                    new Line(
                            entry,
                            new QuotaLimits(
                                    entry.octets().orElse(fallback.octets()),
                                    entry.messages().orElse(fallback.messages()))));
        }
        if (call.has(CommonOptions.JSON)) {
            call.printJson(lines.stream().map(QuotaShow::json).toList());
            return;
        }
        var table = new Table("NAME", "STORAGE", "LIMIT", "MESSAGES", "LIMIT");
        for (Line line : lines) {
            QuotaRegistry.Entry entry = line.entry;
            table.add(
                    entry.name(),
                    Quantity.text(entry.usedOctets()),
                    limit(line.limits.octets(), entry.octets(), true),
                    entry.usedMessages(),
                    limit(line.limits.messages(), entry.messages(), false));
        }
        call.print(table.toString());
    }

    private static List<QuotaRegistry.Entry> entries(QuotaRegistry registry, Optional<String> name)
            throws UsageException {
        if (name.isEmpty()) {
            var all = new ArrayList<>(registry.domains());
            all.addAll(registry.accounts());
            return all;
        }
        return List.of(
                QuotaCommand.namesAccount(name.get())
                        ? registry.account(Address.parse(name.get()))
                        : registry.domain(Names.domain(name.get())));
    }

    private static String limit(long limit, OptionalLong own, boolean octets) {
        String text = limit == 0 ? "none" : octets ? Quantity.text(limit) : Long.toString(limit);
        return own.isPresent() ? text : text + " (default)";
    }

    private static Map<String, @Nullable Object> json(Line line) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", line.entry.name());
        json.put("usedOctets", line.entry.usedOctets());
        json.put("octets", line.limits.octets() == 0 ? null : line.limits.octets());
        json.put("octetsByDefault", line.entry.octets().isEmpty());
        json.put("usedMessages", line.entry.usedMessages());
        json.put("messages", line.limits.messages() == 0 ? null : line.limits.messages());
        json.put("messagesByDefault", line.entry.messages().isEmpty());
        return json;
    }
}
