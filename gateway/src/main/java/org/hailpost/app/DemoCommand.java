package org.hailpost.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;

/** {@code hailpost demo}. */
final class DemoCommand implements Command {
    private static final Option DATA =
            CommonOptions.value("data", "DIR", "where it keeps its data; default: data/demo");
    private static final Option PORT_BASE =
            CommonOptions.value(
                    "port-base", "N", "added to the usual port numbers; default: 10000");
    private static final Option QUIET =
            CommonOptions.flag("quiet", "print nothing; DIR/demo.json is there when it is ready");

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "Try a whole gateway on this machine";
    }

    @Override
    public List<Option> options() {
        return List.of(DATA, PORT_BASE, QUIET);
    }

    @Override
    public String details() {
        return """
        Listens on 127.0.0.1 only, at N+25 SMTP, N+587 and N+465 submission, N+143 IMAP, N+993 IMAPS,
        N+80 bridge and HTTP, N+2025 and N+2143 SMTP and IMAP of the world outside.
        Accounts: alice@demo.localhost and bob@demo.localhost, password demo.
        """;
    }

    @Override
    public int run(Invocation call) throws Exception {
        DemoPorts ports =
                DemoPorts.parse(call.value(PORT_BASE).orElse("" + DemoPorts.DEFAULT_BASE));
        Path data =
                call.value(DATA)
                        .map(dir -> Path.of(dir).toAbsolutePath().normalize())
                        .orElse(call.home().resolve("data/demo"));
        Files.createDirectories(data);
        Logging.file(data.resolve("demo.log"));
        Demo demo = Demo.start(data, ports);
        if (!call.has(QUIET)) {
            call.print(DemoGuide.text(data, ports));
        }
        Lifetime.runUntilSignalled(demo);
        return OK;
    }
}
