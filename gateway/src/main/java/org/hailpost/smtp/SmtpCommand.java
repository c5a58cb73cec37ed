package org.hailpost.smtp;

import java.io.IOException;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.Session;

/** A command of ours in SubEthaSMTP's table. One instance serves all conversations: no state. */
abstract class SmtpCommand extends BaseCommand {
    SmtpCommand(String verb) {
        super(verb, "");
    }

    @Override
    public final void execute(String line, Session session) throws IOException {
        Conversation conversation = ((ClientSocket) session.getSocket()).conversation();
        try {
            run(conversation, line.substring(getName().length()).strip());
        } catch (RefusedException e) {
            conversation.say(e.reply());
        }
    }

    /**
     * Carries the command out and says a reply.
     *
     * @param argument what follows the verb, without white space around it
     * @throws RefusedException with the reply that says why not
     * @throws IOException if the connection fails
     */
    abstract void run(Conversation peer, String argument) throws IOException, RefusedException;

    static void noArgument(String argument) throws RefusedException {
        if (!argument.isEmpty()) {
            throw new RefusedException(SmtpReply.NO_ARGUMENT_ALLOWED);
        }
    }
}
