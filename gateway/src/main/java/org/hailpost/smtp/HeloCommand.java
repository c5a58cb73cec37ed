package org.hailpost.smtp;

import java.io.IOException;

/** HELO (RFC 5321 §4.1.1.1): a client of old, without extensions. */
final class HeloCommand extends SmtpCommand {
    HeloCommand() {
        super("HELO");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        peer.greetedAs(name(argument), false);
        peer.say(SmtpReply.hello(peer.host().settings().hostname()));
    }

    /**
     * The client's name, which goes into Received: letters, digits and the marks of names and
     * address literals. What it claims is not checked against DNS (RFC 5321 §4.1.4).
     */
    static String name(String argument) throws RefusedException {
        boolean sound = !argument.isEmpty() && argument.length() <= 255;
        for (int i = 0; i < argument.length() && sound; i++) {
            char c = argument.charAt(i);
            sound =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || ".-_[]:".indexOf(c) >= 0;
        }
        if (!sound) {
            throw new RefusedException(SmtpReply.BAD_HELO);
        }
        return argument;
    }
}
