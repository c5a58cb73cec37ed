package org.hailpost.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.hailpost.account.Account;
import org.hailpost.account.Registry;

/** {@code hailpost account list}. */
final class AccountList implements AdminCommand {
    @Override
    public String name() {
        return "account list";
    }

    @Override
    public String summary() {
        return "List the accounts";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        List<Account> accounts = registry.accounts();
        if (call.has(CommonOptions.JSON)) {
            call.printJson(accounts.stream().map(AccountList::json).toList());
            return;
        }
        var table = new Table("ADDRESS", "NAME", "STATE", "MAILBOX");
        accounts.forEach(
                a -> table.add(a.address(), a.displayName(), state(a), a.mailbox().orElse("here")));
        call.print(table.toString());
    }

    private static Map<String, Object> json(Account account) {
        var json = new LinkedHashMap<String, Object>();
        json.put("address", account.address().toString());
        json.put("name", account.displayName());
        json.put("enabled", account.enabled());
        json.put("mailbox", account.mailbox().orElse(""));
        return json;
    }

    private static String state(Account account) {
        return account.enabled() ? "enabled" : "disabled";
    }
}
