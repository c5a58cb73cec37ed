package org.hailpost.bridge.terminal;

import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/**
 * The command line of {@code terminal}.
 *
 * @param script a file of commands, {@code -} for standard input
 * @param json whether a script's output is one JSON object per line
 */
record TerminalArguments(
        URI server,
        String account,
        Optional<String> passwordFile,
        Optional<String> tokenFile,
        boolean insecureTls,
        String name,
        Optional<String> script,
        boolean json,
        Optional<Path> state) {

    static final String USAGE =
            """
            usage: hailpost terminal --server URL --account ADDRESS [options]

              --server URL          the gateway's bridge: wss://HOST or ws://localhost:PORT
              --account ADDRESS     who you are
              --password-file FILE  the password is its first line; - reads standard input
                                    (otherwise HAILPOST_PASSWORD, otherwise you are asked)
              --token-file FILE     the same with a token (see: hailpost help account token)
                                    in place of the password, or HAILPOST_TOKEN
              --name NAME           what your list of terminals calls this one
              --script FILE         do the commands of a file, - for standard input:
                                    send ADDRESS TEXT | reply TEXT | open N|ADDRESS
                                    wait message [from ADDRESS] [timeout 5s]
                                    threads | history [N] | search TEXT | read
                                    attach FILE… (for the next send or reply)
                                    save MESSAGE PART FILE
              --json                with --script: every event and answer as a JSON line
              --state FILE          where this terminal remembers what it has seen
              --insecure-tls        accept any certificate, and ws:// to other hosts
              --help

            Exit status: 0 done, 1 refused or a failed command of a script, 2 wrong usage.
            """;

    /** The arguments are not right; the message says what would be. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    static boolean asksForHelp(String[] arguments) {
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                return true;
            }
        }
        return false;
    }

    static void printUsage(PrintStream to) {
        to.print(USAGE);
    }

    static TerminalArguments parse(String[] arguments) throws UsageException {
        CommandLine line;
        try {
            line =
                    DefaultParser.builder()
                            .setAllowPartialMatching(false)
                            .get()
                            .parse(options(), arguments);
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("unexpected argument " + line.getArgList().getFirst());
        }
        if (line.hasOption("json") && !line.hasOption("script")) {
            throw new UsageException("--json goes with --script");
        }
        String account = line.getOptionValue("account");
        if (!account.contains("@")) {
            throw new UsageException("--account must be an address such as bob@example.org");
        }
        Optional<String> passwordFile = Optional.ofNullable(line.getOptionValue("password-file"));
        Optional<String> script = Optional.ofNullable(line.getOptionValue("script"));
        Optional<String> tokenFile = Optional.ofNullable(line.getOptionValue("token-file"));
        if (passwordFile.isPresent() && tokenFile.isPresent()) {
            throw new UsageException("--password-file and --token-file: one of them is enough");
        }
        if (passwordFile.or(() -> tokenFile).equals(Optional.of("-"))
                && script.equals(Optional.of("-"))) {
            throw new UsageException(
                    "password or token and script cannot both come from standard input");
        }
        return new TerminalArguments(
                server(line.getOptionValue("server")),
                account,
                passwordFile,
                tokenFile,
                line.hasOption("insecure-tls"),
                line.getOptionValue("name", "terminal"),
                script,
                line.hasOption("json"),
                Optional.ofNullable(line.getOptionValue("state")).map(Path::of));
    }

    private static URI server(String text) throws UsageException {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new UsageException("--server must look like wss://host, not " + text);
        }
    }

    private static Options options() {
        Options options = new Options();
        options.addOption(value("server", true));
        options.addOption(value("account", true));
        for (String name :
                new String[] {"password-file", "token-file", "name", "script", "state"}) {
            options.addOption(value(name, false));
        }
        options.addOption(Option.builder().longOpt("json").get());
        options.addOption(Option.builder().longOpt("insecure-tls").get());
        return options;
    }

    private static Option value(String name, boolean required) {
        return Option.builder().longOpt(name).hasArg().required(required).get();
    }
}
