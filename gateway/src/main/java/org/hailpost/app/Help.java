package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;

/** What {@code help} prints. */
final class Help implements Command {
    @Override
    public String name() {
        return "help";
    }

    @Override
    public String arguments() {
        return "[COMMAND] [SUBCOMMAND]";
    }

    @Override
    public String summary() {
        return "List the commands, or explain one";
    }

    @Override
    public int run(Invocation call) throws UsageException {
        String wanted = String.join(" ", call.line().getArgList());
        if (wanted.isEmpty()) {
            call.print(overview(Commands.ALL));
            return OK;
        }
        List<Command> meant =
                Commands.ALL.stream()
                        .filter(c -> c.name().equals(wanted) || c.name().startsWith(wanted + " "))
                        .toList();
        if (meant.isEmpty()) {
            throw new UsageException("no such command: " + wanted + "; see: hailpost help");
        }
        call.print(String.join("\n\n", meant.stream().map(Help::of).toList()));
        return OK;
    }

    static String overview(List<Command> commands) {
        var text =
                new StringBuilder("Hailpost: talk live with anyone who has an e-mail address.\n\n");
        int width = commands.stream().mapToInt(c -> title(c).length()).max().orElse(0);
        for (Command command : commands) {
            text.append(("  %-" + width + "s   %s%n").formatted(title(command), command.summary()));
        }
        text.append("\nhailpost help COMMAND explains one. Exit codes: 0 done, 1 failed,\n");
        return text.append("2 wrong command line or configuration.").toString();
    }

    static String of(Command command) {
        var text =
                new StringBuilder("hailpost ")
                        .append(usage(command).substring("hailpost ".length()));
        text.append("\n  ").append(command.summary()).append('.');
        if (!command.details().isEmpty()) {
            text.append("\n\n").append(command.details().strip().indent(2).stripTrailing());
        }
        if (!command.options().isEmpty()) {
            text.append("\n");
            for (Option option : command.options()) {
                text.append("\n  %-22s %s".formatted(spelled(option), option.getDescription()));
            }
        }
        return text.toString();
    }

    static String usage(Command command) {
        return "hailpost " + title(command) + (command.options().isEmpty() ? "" : " [OPTIONS]");
    }

    private static String title(Command command) {
        return (command.name() + " " + command.arguments()).strip();
    }

    private static String spelled(Option option) {
        return "--" + option.getLongOpt() + (option.hasArg() ? " " + option.getArgName() : "");
    }
}
