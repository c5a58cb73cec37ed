package org.hailpost.smtp;

import java.util.ArrayList;
import java.util.List;
import org.subethamail.smtp.internal.server.CommandHandler;

/** The commands there are; what is not here is not there, BDAT above all. */
final class CommandTable {
    private CommandTable() {}

    /** Replaces what SubEthaSMTP brings. */
    static void install(CommandHandler table, Host host) {
        List<SmtpCommand> commands = new ArrayList<>();
        commands.add(new EhloCommand());
        commands.add(new HeloCommand());
        commands.add(new StartTlsCommand());
        host.login().ifPresent(login -> commands.add(new AuthCommand(login)));
        commands.add(new MailCommand());
        commands.add(new RcptCommand());
        commands.add(new DataCommand());
        commands.add(SimpleCommand.rset());
        commands.add(SimpleCommand.noop());
        commands.add(SimpleCommand.vrfy());
        commands.add(SimpleCommand.quit());
        List<String> verbs = new ArrayList<>(commands.stream().map(SmtpCommand::getName).toList());
        verbs.add("HELP");
        commands.add(SimpleCommand.help(verbs));
        table.getVerbs().clear(); // The live key set of its map.
        commands.forEach(table::addCommand);
    }
}
