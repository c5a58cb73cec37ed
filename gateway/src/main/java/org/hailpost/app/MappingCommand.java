package org.hailpost.app;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresMappingTable;

/** {@code hailpost mapping}: the address mapping table. */
final class MappingCommand implements Command {
    @Override
    public String name() {
        return "mapping";
    }

    @Override
    public String summary() {
        return "Print who is online: the mapping table";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public int run(Invocation call) throws Exception {
        Logging.quiet();
        try (Database database = Database.join(call.database())) {
            List<Mapping> mappings = new PostgresMappingTable(database).all();
            if (call.has(CommonOptions.JSON)) {
                call.printJson(mappings.stream().map(MappingCommand::json).toList());
            } else {
                call.print(table(mappings).toString());
            }
            return OK;
        }
    }

    private static Table table(List<Mapping> mappings) {
        var table =
                new Table(
                        "ACCOUNT",
                        "TERMINAL",
                        "KIND",
                        "NODE",
                        "LOCAL",
                        "PUBLIC",
                        "SINCE",
                        "LEASE",
                        "ACKED");
        for (Mapping mapping : mappings) {
            table.add(
                    mapping.address(),
                    mapping.terminal(),
                    kind(mapping),
                    mapping.node(),
                    String.join(",", mapping.localAddresses()),
                    mapping.publicAddress(),
                    mapping.since().truncatedTo(ChronoUnit.SECONDS),
                    mapping.leaseUntil().truncatedTo(ChronoUnit.SECONDS),
                    mapping.ackedSeq());
        }
        return table;
    }

    private static Map<String, Object> json(Mapping mapping) {
        var json = new LinkedHashMap<String, Object>();
        json.put("account", mapping.address());
        json.put("terminal", mapping.terminal().toString());
        json.put("kind", kind(mapping));
        json.put("name", mapping.name());
        json.put("node", mapping.node());
        json.put("localAddresses", mapping.localAddresses());
        json.put("publicAddress", mapping.publicAddress());
        json.put("since", mapping.since().toString());
        json.put("leaseUntil", mapping.leaseUntil().toString());
        json.put("ackedSeq", mapping.ackedSeq());
        return json;
    }

    private static String kind(Mapping mapping) {
        return mapping.kind().name().toLowerCase(Locale.ROOT);
    }
}
