package org.hailpost.smtp;

import java.io.IOException;
import java.util.List;

/** The commands that need no more than a line. */
final class SimpleCommand extends SmtpCommand {
    private final Action action;

    private SimpleCommand(String verb, Action action) {
        super(verb);
        this.action = action;
    }

    /** RFC 5321 §4.1.1.5. */
    static SimpleCommand rset() {
        return new SimpleCommand(
                "RSET",
                (peer, argument) -> {
                    noArgument(argument);
                    peer.endTransaction();
                    peer.say(SmtpReply.RESET);
                });
    }

    /** RFC 5321 §4.1.1.9: an argument is ignored. */
    static SimpleCommand noop() {
        return new SimpleCommand("NOOP", (peer, _) -> peer.say(SmtpReply.NOTHING_DONE));
    }

    /**
     * RFC 5321 §4.1.1.6 and §7.3: who is here is told at RCPT, one address at a time, and counted.
     */
    static SimpleCommand vrfy() {
        return new SimpleCommand("VRFY", (peer, _) -> peer.say(SmtpReply.CANNOT_VERIFY));
    }

    /** RFC 5321 §4.1.1.8. */
    static SimpleCommand help(List<String> verbs) {
        SmtpReply reply = SmtpReply.help(verbs);
        return new SimpleCommand("HELP", (peer, _) -> peer.say(reply));
    }

    /** RFC 5321 §4.1.1.10. */
    static SimpleCommand quit() {
        return new SimpleCommand(
                "QUIT",
                (peer, argument) -> {
                    noArgument(argument);
                    peer.say(SmtpReply.BYE);
                    peer.end();
                });
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        action.run(peer, argument);
    }

    private interface Action {
        void run(Conversation peer, String argument) throws IOException, RefusedException;
    }
}
