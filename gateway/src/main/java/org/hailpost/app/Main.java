package org.hailpost.app;

import java.nio.file.Path;
import java.util.List;

/** Where the launcher comes in. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Path home = Path.of(System.getProperty("hailpost.home", ".")).toAbsolutePath().normalize();
        var cli = new Cli(Commands.ALL, Console.system(), home, System.getenv());
        int status = cli.run(List.of(arguments));
        // Not a return: a library's thread that lives on must not keep the program.
        System.exit(status);
    }
}
