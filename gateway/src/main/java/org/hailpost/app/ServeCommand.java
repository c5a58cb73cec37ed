package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;

/** {@code hailpost serve}. */
final class ServeCommand implements Command {
    @Override
    public String name() {
        return "serve";
    }

    @Override
    public String summary() {
        return "Run the gateway until it is told to stop";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG);
    }

    @Override
    public String details() {
        return """
        Logs one line per fact to standard output. Ctrl-C or SIGTERM stops it in under 3 s.
        Ports below 1024 need root or CAP_NET_BIND_SERVICE.
        """;
    }

    @Override
    public int run(Invocation call) throws Exception {
        Settings settings = call.settings();
        Logging.facts(call.environment());
        Lifetime.runUntilSignalled(Gateway.start(settings.in(call.home())));
        return OK;
    }
}
