package org.hailpost.app;

import java.util.LinkedHashMap;
import java.util.List;
import org.apache.commons.cli.Option;

/** {@code hailpost version}. */
final class Version implements Command {
    /** From the jar's manifest; there is none when classes run from a directory. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "Print the versions of Hailpost and Java";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.JSON);
    }

    @Override
    public int run(Invocation call) {
        if (call.has(CommonOptions.JSON)) {
            var json = new LinkedHashMap<String, String>();
            json.put("hailpost", number());
            json.put("java", Runtime.version().toString());
            call.printJson(json);
        } else {
            call.print("hailpost " + number() + ", Java " + Runtime.version());
        }
        return OK;
    }
}
