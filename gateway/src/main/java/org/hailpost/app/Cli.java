package org.hailpost.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.hailpost.config.Words;

/** Reads a command line, runs its command, and says what went wrong. */
final class Cli {
    private final List<Command> commands;
    private final Console console;
    private final Path home;
    private final Map<String, String> environment;

    Cli(List<Command> commands, Console console, Path home, Map<String, String> environment) {
        this.commands = commands;
        this.console = console;
        this.home = home;
        this.environment = environment;
    }

    /** The exit code. */
    int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            console.err().println(Help.overview(commands));
            return Command.USAGE;
        }
        if (List.of("--help", "-h", "--version").contains(arguments.getFirst())) {
            return run(List.of(arguments.getFirst().equals("--version") ? "version" : "help"));
        }
        Optional<Command> found = find(arguments);
        if (found.isEmpty()) {
            return fail("hailpost", new UsageException(unknown(arguments)));
        }
        Command command = found.get();
        int words = command.name().split(" ").length;
        List<String> rest = arguments.subList(words, arguments.size());
        if (!command.parsesItself() && (rest.contains("--help") || rest.contains("-h"))) {
            console.out().println(Help.of(command));
            return Command.OK;
        }
        try {
            CommandLine line = parse(command, rest);
            return command.run(
                    new Invocation(command, line, List.copyOf(rest), console, home, environment));
        } catch (Exception | Error e) {
            return fail("hailpost " + command.name(), e);
        }
    }

    private int fail(String who, Throwable e) {
        Failure failure = Failure.of(e);
        for (String line : failure.message().split("\n", -1)) {
            console.err().println(who + ": " + line);
        }
        if (failure.ours()) {
            e.printStackTrace(console.err());
        }
        return failure.status();
    }

    private Optional<Command> find(List<String> arguments) {
        String one = arguments.getFirst();
        String two = arguments.size() > 1 ? one + " " + arguments.get(1) : one;
        return commands.stream()
                .filter(command -> command.name().equals(two) || command.name().equals(one))
                .findFirst();
    }

    private String unknown(List<String> arguments) {
        String one = arguments.getFirst();
        List<String> group =
                commands.stream()
                        .map(Command::name)
                        .filter(name -> name.startsWith(one + " "))
                        .map(name -> name.substring(one.length() + 1))
                        .toList();
        if (!group.isEmpty()) {
            String typed =
                    arguments.size() > 1 ? "no such command: " + arguments.get(1) + "; " : "";
            return typed + "say: hailpost " + one + " " + String.join("|", group);
        }
        List<String> first =
                commands.stream().map(c -> c.name().replaceFirst(" .*", "")).distinct().toList();
        String near =
                Words.nearest(one, first)
                        .map(n -> "did you mean " + n + "?")
                        .orElse("see: hailpost help");
        return "no such command: " + one + "; " + near;
    }

    private static CommandLine parse(Command command, List<String> words) throws UsageException {
        var options = new Options();
        command.options().forEach(options::addOption);
        String[] typed = command.parsesItself() ? new String[0] : words.toArray(String[]::new);
        try {
            CommandLine line =
                    DefaultParser.builder()
                            .setAllowPartialMatching(false)
                            .get()
                            .parse(options, typed);
            checkCount(command, line.getArgList());
            return line;
        } catch (UnrecognizedOptionException e) {
            List<String> names =
                    command.options().stream().map(option -> "--" + option.getLongOpt()).toList();
            String near =
                    Words.nearest(e.getOption(), names)
                            .map(name -> "did you mean " + name + "?")
                            .orElse(
                                    names.isEmpty()
                                            ? "there are none"
                                            : "there are: " + String.join(", ", names));
            throw new UsageException("no such option: " + e.getOption() + "; " + near);
        } catch (MissingArgumentException e) {
            throw new UsageException(
                    "--"
                            + e.getOption().getLongOpt()
                            + " needs a value: "
                            + e.getOption().getArgName());
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static void checkCount(Command command, List<String> given) throws UsageException {
        if (command.parsesItself()) {
            return;
        }
        List<String> wanted =
                Arrays.stream(command.arguments().split(" ")).filter(a -> !a.isEmpty()).toList();
        boolean repeats = !wanted.isEmpty() && wanted.getLast().contains("...");
        if (given.size() > wanted.size() && !repeats) {
            throw new UsageException(
                    "what is " + given.get(wanted.size()) + "? Usage: " + Help.usage(command));
        }
        for (int i = given.size(); i < wanted.size(); i++) {
            if (!wanted.get(i).startsWith("[")) {
                throw new UsageException(
                        wanted.get(i) + " is missing. Usage: " + Help.usage(command));
            }
        }
    }
}
