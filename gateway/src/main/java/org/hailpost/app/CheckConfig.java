package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;

/** {@code hailpost check-config}. */
final class CheckConfig implements Command {
    @Override
    public String name() {
        return "check-config";
    }

    @Override
    public String summary() {
        return "Name all that is wrong in the configuration";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG);
    }

    @Override
    public int run(Invocation call) throws Exception {
        call.settings();
        call.print("the configuration is valid");
        return OK;
    }
}
