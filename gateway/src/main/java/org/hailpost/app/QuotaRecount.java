package org.hailpost.app;

import org.hailpost.account.QuotaRegistry;
import org.hailpost.message.Address;

/** {@code hailpost quota recount}. */
final class QuotaRecount implements QuotaCommand {
    @Override
    public String name() {
        return "quota recount";
    }

    @Override
    public String summary() {
        return "Count an account's mail anew";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public String details() {
        return """
        The counters are kept exactly; this is the proof, and the mending after a repair by hand.
        """;
    }

    @Override
    public void run(Invocation call, QuotaRegistry registry) throws Exception {
        Address account = Address.parse(call.argument(0));
        QuotaRegistry.Entry before = registry.recount(account);
        QuotaRegistry.Entry now = registry.account(account);
        boolean right =
                before.usedOctets() == now.usedOctets()
                        && before.usedMessages() == now.usedMessages();
        call.print(
                "%s has %d messages with %d octets; %s"
                        .formatted(
                                now.name(),
                                now.usedMessages(),
                                now.usedOctets(),
                                right
                                        ? "the counters were right"
                                        : "the counters said %d and %d"
                                                .formatted(
                                                        before.usedMessages(),
                                                        before.usedOctets())));
    }
}
