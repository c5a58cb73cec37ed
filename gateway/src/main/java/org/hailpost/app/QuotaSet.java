package org.hailpost.app;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.Option;
import org.hailpost.account.QuotaRegistry;
import org.hailpost.account.QuotaRegistry.Resource;
import org.hailpost.config.Quantity;
import org.hailpost.message.Address;

/** {@code hailpost quota set}. */
final class QuotaSet implements QuotaCommand {
    private static final Option STORAGE =
            CommonOptions.value("storage", "SIZE", "such as 5GB or 500MiB; none; default");
    private static final Option MESSAGES =
            CommonOptions.value("messages", "COUNT", "such as 100000; none; default");

    /** More digits than any count of messages has. */
    private static final int MAX_DIGITS = 12;

    @Override
    public String name() {
        return "quota set";
    }

    @Override
    public String summary() {
        return "Limit the mail of an account or a domain";
    }

    @Override
    public String arguments() {
        return "NAME";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, STORAGE, MESSAGES);
    }

    @Override
    public String details() {
        return """
        The name is that of a domain, or the address of an account. What is over its limit keeps what it has and takes no more. A domain's limit is on what all
        its accounts have together. "none" is no limit, "default" what the configuration says.
        A running gateway goes by it within seconds.
        Example: hailpost quota set ann@example.org --storage 5GB --messages none
        """;
    }

    @Override
    public void run(Invocation call, QuotaRegistry registry) throws Exception {
        Optional<Limit> storage = limit(call, STORAGE);
        Optional<Limit> messages = limit(call, MESSAGES);
        if (storage.isEmpty() && messages.isEmpty()) {
            throw new UsageException("say what to set: --storage SIZE, --messages COUNT, or both");
        }
        String name = call.argument(0);
        if (QuotaCommand.namesAccount(name)) {
            Address account = Address.parse(name);
            storage.ifPresent(s -> registry.limitAccount(account, Resource.STORAGE, s.value));
            messages.ifPresent(m -> registry.limitAccount(account, Resource.MESSAGES, m.value));
            call.print("limited " + account.canonical());
        } else {
            String domain = Names.domain(name);
            storage.ifPresent(s -> registry.limitDomain(domain, Resource.STORAGE, s.value));
            messages.ifPresent(m -> registry.limitDomain(domain, Resource.MESSAGES, m.value));
            call.print("limited " + domain);
        }
    }

    /** Empty: the default; 0: none. */
    private record Limit(OptionalLong value) {}

    private static Optional<Limit> limit(Invocation call, Option option) throws UsageException {
        Optional<String> typed = call.value(option);
        if (typed.isEmpty()) {
            return Optional.empty();
        }
        String text = typed.get();
        return Optional.of(
                switch (text) {
                    case "default" -> new Limit(OptionalLong.empty());
                    case "none" -> new Limit(OptionalLong.of(0));
                    default -> new Limit(OptionalLong.of(number(option, text)));
                });
    }

    /** At least 1: 0 would read like "nothing" and means "no limit". */
    private static long number(Option option, String text) throws UsageException {
        long number =
                option.equals(STORAGE)
                        ? Quantity.bytes(text).orElse(0L)
                        : text.matches("[0-9]{1," + MAX_DIGITS + "}") ? Long.parseLong(text) : 0;
        if (number == 0) {
            throw new UsageException(
                    "--%s is %s; found %s"
                            .formatted(option.getLongOpt(), option.getDescription(), text));
        }
        return number;
    }
}
