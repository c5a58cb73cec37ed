package org.hailpost.app;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.Option;
import org.hailpost.account.Alias;
import org.hailpost.account.Registry;

/** {@code hailpost alias list}. */
final class AliasList implements AdminCommand {
    @Override
    public String name() {
        return "alias list";
    }

    @Override
    public String summary() {
        return "List the aliases";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        List<Alias> aliases = registry.aliases();
        if (call.has(CommonOptions.JSON)) {
            call.printJson(
                    aliases.stream()
                            .map(a -> Map.of("alias", a.address(), "target", a.target() + ""))
                            .map(TreeMap::new)
                            .toList());
            return;
        }
        var table = new Table("ALIAS", "TARGET");
        aliases.forEach(alias -> table.add(alias.address(), alias.target()));
        call.print(table.toString());
    }
}
