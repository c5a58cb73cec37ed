package org.hailpost.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** EHLO (RFC 5321 §4.1.1.1): announces what works here and now, and nothing else. */
final class EhloCommand extends SmtpCommand {
    EhloCommand() {
        super("EHLO");
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        peer.greetedAs(HeloCommand.name(argument), true);
        peer.say(SmtpReply.hello(peer.host().settings().hostname(), extensions(peer)));
    }

    private static List<String> extensions(Conversation peer) {
        List<String> extensions = new ArrayList<>();
        extensions.add("PIPELINING"); // RFC 2920
        extensions.add("SIZE " + peer.host().limits().maxMessageBytes()); // RFC 1870
        extensions.add("8BITMIME"); // RFC 6152
        extensions.add("SMTPUTF8"); // RFC 6531
        extensions.add("ENHANCEDSTATUSCODES"); // RFC 2034
        if (peer.host().submission()) {
            // RFC 3461. Not to strangers: whoever forges a sender and asks for NOTIFY=SUCCESS would
            // have us write to whom he likes. Hosts that are not offered it report "relayed"
            // themselves (§5.2.2), so that honest senders hear of success all the same.
            extensions.add("DSN");
        }
        extensions.add(
                peer.secured()
                        ? "REQUIRETLS" // RFC 8689 §2: within TLS alone
                        : "STARTTLS"); // RFC 3207 §4.2: not within TLS
        peer.host()
                .login()
                .filter(_ -> peer.mayLogIn())
                .ifPresent(
                        login -> // RFC 4954
                        extensions.add("AUTH " + AuthCommand.mechanisms(login, peer)));
        return extensions;
    }
}
