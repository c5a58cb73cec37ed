package org.hailpost.app;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.cli.Option;
import org.hailpost.account.Registry;
import org.hailpost.imap.ImapSettings;
import org.hailpost.message.Address;

/** {@code hailpost account set}. */
final class AccountSet implements AdminCommand {
    private static final Option DISABLED =
            CommonOptions.value(
                    "disabled-capabilities", "WORDS", "such as CONDSTORE,COMPRESS=DEFLATE; none");

    @Override
    public String name() {
        return "account set";
    }

    @Override
    public String summary() {
        return "Change what its mail clients are offered";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, DISABLED);
    }

    @Override
    public String details() {
        return """
        For a mail program that stumbles over something: IMAP neither announces these capabilities to the account's clients nor lets them use them.
        For everybody there is imap.disabled-capabilities in the configuration. It holds from the next login on.
        Example: hailpost account set ann@example.org --disabled-capabilities CONDSTORE,QRESYNC
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        String typed =
                call.value(DISABLED)
                        .orElseThrow(() ->
                                new UsageException("say what: --disabled-capabilities WORDS"));
        Set<String> words = words(typed);
        registry.disableCapabilities(address, words);
        call.print(
                words.isEmpty()
                        ? address.canonical() + " is offered everything"
                        : address.canonical() + " is not offered " + String.join(" ", words));
    }

    private static Set<String> words(String typed) throws UsageException {
        if (typed.equals("none")) {
            return Set.of();
        }
        Set<String> words = new TreeSet<>(Arrays.asList(typed.split("[, ]+")));
        try {
            ImapSettings.checkAccountCapabilities(words);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
        return words;
    }
}
