package org.hailpost.app;

import org.apache.commons.cli.Option;

/** Options that several commands share. */
final class CommonOptions {
    static final Option CONFIG =
            value("config", "FILE", "configuration; default: conf/hailpost.toml, if it is there");
    static final Option DATA =
            value("data", "DIR", "data directory, in place of the configured one");
    static final Option JSON = flag("json", "print JSON");
    static final Option PASSWORD_FILE =
            value("password-file", "FILE", "take the password from the first line of this file");

    private CommonOptions() {}

    static Option flag(String name, String description) {
        return Option.builder().longOpt(name).desc(description).get();
    }

    static Option value(String name, String placeholder, String description) {
        return Option.builder().longOpt(name).hasArg().argName(placeholder).desc(description).get();
    }
}
